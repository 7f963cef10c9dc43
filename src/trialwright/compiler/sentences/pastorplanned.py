"""Past or planned: "prior or planned chemotherapy, radiotherapy or surgery", "history of or risk for A or B" in; any of these
had, or the question whether any is planned or threatens, out: the two are of all that is listed behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Reader, Setting, denied, joined_by
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, NoneOf, Not, Readings, Unread, walk

_PLANNED = re.compile(
    r"(?:(?:is|are|be) )?(?:plan|schedul|anticipat|expect|intend|will|going to|about to|(?:at )?(?:a )?(?:\w+ )?risk\b)",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\b(?:prior|previous|past|earlier|history of|current|concurrent|concomitant|ongoing)$", re.IGNORECASE)
""" "No prior", "no current": the denial and the first time in one."""
_FORESEEN = frozenset({Sort.ASKED, Sort.WORD})
_TIMES = frozenset({Sort.HIST, Sort.NOW})
_SIGNS = frozenset({Sort.OR, Sort.SLASH, Sort.COMMA, Sort.FILL})
_VERBS = frozenset({"to", "receive", "undergo", "have", "take", "use", "get", "be", "to receive", "to undergo", "to have"})
_BEGINS = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.HIST, Sort.OTHER, Sort.EITHER, Sort.STUDYDRUG})
_JOINING = (AllOf, AnyOf, NoneOf, Not, Readings)
_APART = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.NEG, Sort.MUST, Sort.EG, Sort.PERMIT, Sort.BARRED, Sort.IF})


def past_or_planned(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What was had and what is planned, each of the whole list; None for any sentence that does not begin with both times."""
    begin = 0
    while begin < len(chunks) and chunks[begin].sort is Sort.FILL:
        begin += 1
    lacking = chunks[begin : begin + 1] if begin < len(chunks) and chunks[begin].sort is Sort.NEG else ()
    if lacking and setting.exclusion:
        return None
    end = begin + len(lacking)
    while end < len(chunks) and (chunks[end].sort in _TIMES | _SIGNS or _planned(chunks[end])):
        end += 1
        if _opens_list(chunks, end):
            break
    said, rest = chunks[begin + len(lacking) : end], chunks[end:]
    times = [chunk for chunk in said if chunk.sort in _TIMES]
    plans = [chunk for chunk in said if chunk.sort in _FORESEEN]
    past = lacking and _TIMED.search(lacking[0].text) is not None
    if len(plans) != 1 or not (times or past) or not any(chunk.sort in (Sort.OR, Sort.SLASH) for chunk in said):
        return None
    if not rest or any(chunk.sort in _APART for chunk in rest):
        return None
    named = _without_verbs(rest)
    first = next((chunk.sort for chunk in named if chunk.sort is not Sort.FILL), None)
    if first not in _BEGINS:
        return None
    had = [read((*lacking, *moment, *named), setting) for moment in [*([()] if past else []), *((time,) for time in times)]]
    if all(isinstance(leaf, Unread) for node in had for leaf in walk(node) if not isinstance(leaf, _JOINING)):
        return None
    asked = question((plans[0], *rest), setting)
    return joined_by("and" if lacking else "or", [*had, denied(asked, asked.span) if lacking else asked])


def _planned(chunk: Chunk) -> bool:
    return chunk.sort in _FORESEEN and _PLANNED.match(chunk.text) is not None


def _opens_list(chunks: Sequence[Chunk], end: int) -> bool:
    """True behind the last of the times: no sign joins what stands at `end` to another one."""
    joined = chunks[end - 1].sort in _SIGNS
    return not joined and (end == len(chunks) or chunks[end].sort not in _SIGNS)


def _without_verbs(rest: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Is scheduled to undergo surgery": the surgery."""
    start = 0
    while start < len(rest) - 1 and rest[start].text.lower() in _VERBS:
        start += 1
    return tuple(rest[start:])
