"""Cohort brackets: "no vascular disease (phase II)" in; the same without the bracket, and the cohort that it names, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import record

_NAME = r"(?:phases?|parts?|cohorts?|arms?|strat(?:um|a)|groups?|stages?)"
_CODE = r"(?:[IVX]{1,3}[ab]?|\d{1,2}[a-dA-D]?|[A-H]\d?)"
_MORE = rf"(?:(?:, | and | or |, and | ?& ?| ?/ ?)(?:(?i:{_NAME}) )?(?!0\b){_CODE}(?![.%-]| to\b))*"
_CALLED = (
    r"(?i:(?:dose[- ]?)?(?:expansion|escalation|confirmation|optimi[sz]ation) (?:cohorts?|phase|part|portion|stage)|"
    r"safety (?:run|lead)-?in(?: (?:cohort|phase|part|portion))?|randomi[sz]ed (?:phase|part|portion)|"
    r"(?:pro|retro)spective (?:cohorts?|phase|part|portion|arm|data (?:capture|collection)))"
)
""" "Expansion cohort", "safety run-in": a part of a trial that has no number."""
WHO = rf"(?:(?:study )?(?i:{_NAME}) {_CODE}{_MORE}|{_CALLED})\b"
_NO_NAME = r"(?:for|in|the|only|left|right|same|upper|each|either|both|any|other|all|every|these|those|this) "
_NAMED_AFTER = rf"(?i:(?:(?!{_NO_NAME})[\w+/'’-]+ ){{1,4}}?(?:cohorts?|arms?|sub-?groups?|strat(?:um|a)))"
""" "Ovarian cancer cohort": a part of a trial that is named after what its patients have."""
_PEOPLE = r"(?i:patients|participants|subjects|those|individuals)"
_AMONG = (
    rf"{_PEOPLE}(?: who (?:are|were|will be))?"
    r"(?: (?:enrolled|enrolling|entering|assigned|allocated|treated|included|participating|randomi[sz]ed))?"
    r"(?: (?:in|into|to|on))?"
)
_SPARES = (
    r"(?i:(?:(?:is |are )?not (?:required|needed|necessary|applicable)|n/?a|does not apply) (?:for|in|to)|"
    r"(?:is |are )?(?:allowed|permitted|acceptable) (?:for|in)|(?:except|excluding|other than|unless)(?: for| in)?)"
)
""" "(Not required for cohort C)": whom the line lets off."""
_IN_BRACKETS = (
    rf"\s*[(\[](?:(?P<spares>{_SPARES}) |(?i:for|in) )?(?i:the )?(?:{_AMONG} )?(?P<who>{WHO})"
    rf"(?: (?:(?i:only)|{_PEOPLE}(?: (?i:only))?))?\s?[)\]]"
)
_OF_NAMED = (
    rf"\s*[(\[](?i:(?:only )?(?P<led>(?:for|in) (?:the )?)?)(?P<who>{_NAMED_AFTER})(?: {_PEOPLE})?"
    r"(?(led)(?i: only)?|(?i: only))\s?[)\]]"
)
""" "(Ovarian cancer cohort only)", "(for the ovarian cancer cohort)"."""
_BRACKET = (re.compile(rf"{_IN_BRACKETS}[\s.;]*$"), re.compile(rf"{_OF_NAMED}[\s.;]*$"))
_EACH_BRACKET = re.compile(rf"{_IN_BRACKETS}|{_OF_NAMED.replace('who', 'named')}")
_LEADING = (re.compile(rf"{_IN_BRACKETS}[\s:,-]*(?=\S)"), re.compile(rf"{_OF_NAMED}[\s:,-]*(?=\S)"))
_OF_THEM = rf"(?: (?:component|portion|part|study|only|{_PEOPLE}|of (?:the|this) (?:study|trial)))*"
_OBLIGED = r"(?=\s+(?:must|should|shall|have to|need to|are required to|will)\b)"
_SAID_FIRST = re.compile(
    rf"(?:(?:(?:(?:For|In|Only (?:for|in)) (?:the )?|(?:(?:For|In) )?(?:the )?{_AMONG} (?:the )?)(?P<who>{WHO}){_OF_THEM}"
    rf"(?:\s*[,:](?!\s*(?:and|or|&)\b)|{_OBLIGED}|(?=\s*$)))|"
    rf"(?P<group>(?i:groups?|cohorts?|arms?|parts?) {_CODE})(?:,(?= (?:patients|subjects|participants))|{_OF_THEM}{_OBLIGED})|"
    rf"(?i:for|in) (?i:the )?(?P<named>{_NAMED_AFTER})(?: {_PEOPLE})? (?i:only)\s*[,:])\s*"
)
""" "For Phase II, patients may have received one line", "patients in cohort B must": whom the line is for, before it."""
_OF_A_DISEASE = re.compile(r"\b(?:stages?|groups?)\b", re.IGNORECASE)
""" "Melanoma (stage III)", "prostate cancer (grade group 1)": how far a disease has gone, and no part of a trial."""


@record(frozen=True, kw_only=True, slots=True)
class Whose:
    """The cohort, part, arm or phase that a line names: the line is for its patients alone, or where it `spares` them for all
    others."""

    name: str
    spares: bool = False


def cohort_in_bracket(text: str) -> Whose | None:
    """The cohort, part, arm or phase that a bracket at an end of a line names, or its first words: it is theirs."""
    if sum(1 for _ in _EACH_BRACKET.finditer(text)) > 1:
        return None  # "ECOG 0-1 (Part 1) or ECOG 0-2 (Part 2)": neither bracket is of the whole line
    return _leading(text) or next((named for one in _BRACKET if (named := _named(one.search(text)))), None) or _said_first(text)


def _leading(text: str) -> Whose | None:
    return next((named for one in _LEADING if (named := _named(one.match(text)))), None)


def _said_first(text: str) -> Whose | None:
    found = _SAID_FIRST.match(text)
    if found is None or (found["who"] and re.search(r"\bstages?\b", found["who"], re.IGNORECASE)):
        return None
    return Whose(name=" ".join((found["who"] or found["group"] or found["named"]).split()))


def _named(found: re.Match[str] | None) -> Whose | None:
    if found is None or _OF_A_DISEASE.search(found["who"]):
        return None
    return Whose(name=" ".join(found["who"].split()), spares=bool(found.groupdict().get("spares")))


def without_cohort(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of a line of one sentence without such a bracket."""
    leads = chunks and chunks[0].sort is Sort.GROUP and _leading(setting.normal.text)
    if leads and cohort_in_bracket(setting.normal.text):
        rest = tuple(chunks[1:])
        return rest[1:] if rest and rest[0].sort in (Sort.COLON, Sort.COMMA) else rest
    if any(chunk.sort in _ENDS for chunk in chunks[:-1]):
        return tuple(chunks)
    said_first = _SAID_FIRST.match(setting.normal.text) if _said_first(setting.normal.text) else None
    if said_first is not None and chunks and chunks[0].start < said_first.end():
        return tuple(chunk for chunk in chunks if chunk.start >= said_first.end()) or tuple(chunks)
    last = next((place for place in range(len(chunks) - 1, -1, -1) if chunks[place].sort not in _ENDS), None)
    if last is None or chunks[last].sort is not Sort.GROUP or any(chunk.sort in _ENDS for chunk in chunks[:last]):
        return tuple(chunks)
    return (*chunks[:last], *chunks[last + 1 :]) if cohort_in_bracket(setting.normal.text) else tuple(chunks)


_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
