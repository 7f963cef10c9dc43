"""Cohort brackets: "no vascular disease (phase II)" in; the same without the bracket, and the cohort that it names, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_NAME = r"(?:phases?|parts?|cohorts?|arms?|strat(?:um|a)|groups?|stages?)"
_CODE = r"(?:[IVX]{1,3}[ab]?|\d{1,2}[a-dA-D]?|[A-H]\d?)"
_MORE = rf"(?:(?:, | and | or |, and | ?& ?| ?/ ?)(?:(?i:{_NAME}) )?{_CODE})*"
_IN_BRACKETS = (
    rf"\s*[(\[](?:for |in )?(?P<who>(?:study )?(?i:{_NAME}) {_CODE}{_MORE})"
    r"(?: (?:only|(?:patients|participants|subjects)(?: only)?))?[)\]]"
)
_BRACKET = re.compile(rf"{_IN_BRACKETS}[\s.;]*$")
_LEADING = re.compile(rf"{_IN_BRACKETS}[\s:,-]*(?=\S)")
_OF_THEM = r"(?: (?:component|portion|part|study|only|patients|participants|subjects|of (?:the|this) (?:study|trial)))*"
_SAID_FIRST = re.compile(
    rf"(?:(?:For|In) (?:the )?(?P<who>(?i:{_NAME}) {_CODE}{_MORE}){_OF_THEM}(?:\s*[,:](?!\s*(?:and|or|&)\b)|(?=\s*$))|"
    rf"(?P<group>(?i:groups?|cohorts?|arms?|parts?) {_CODE}),(?= (?:patients|subjects|participants)))\s*"
)
""" "For Phase II, patients may have received one line": whom the line is for, before it."""
_OF_A_DISEASE = re.compile(r"\b(?:stages?|groups?)\b", re.IGNORECASE)
""" "Melanoma (stage III)", "prostate cancer (grade group 1)": how far a disease has gone, and no part of a trial."""


def cohort_in_bracket(text: str) -> str | None:
    """The cohort, part, arm or phase that a bracket at an end of a line names, for which alone the line is."""
    return _named(_LEADING.match(text)) or _named(_BRACKET.search(text)) or _said_first(text)


def _said_first(text: str) -> str | None:
    found = _SAID_FIRST.match(text)
    if found is None:
        return None
    return " ".join((found["who"] or found["group"]).split())


def _named(found: re.Match[str] | None) -> str | None:
    return None if found is None or _OF_A_DISEASE.search(found["who"]) else " ".join(found["who"].split())


def without_cohort(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of a line of one sentence without such a bracket."""
    if chunks and chunks[0].sort is Sort.GROUP and _named(_LEADING.match(setting.normal.text)):
        rest = tuple(chunks[1:])
        return rest[1:] if rest and rest[0].sort in (Sort.COLON, Sort.COMMA) else rest
    if any(chunk.sort in _ENDS for chunk in chunks[:-1]):
        return tuple(chunks)
    said_first = _SAID_FIRST.match(setting.normal.text)
    if said_first is not None and chunks and chunks[0].start < said_first.end():
        return tuple(chunk for chunk in chunks if chunk.start >= said_first.end()) or tuple(chunks)
    last = next((place for place in range(len(chunks) - 1, -1, -1) if chunks[place].sort not in _ENDS), None)
    if last is None or chunks[last].sort is not Sort.GROUP or any(chunk.sort in _ENDS for chunk in chunks[:last]):
        return tuple(chunks)
    return (*chunks[:last], *chunks[last + 1 :]) if cohort_in_bracket(setting.normal.text) else tuple(chunks)


_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
