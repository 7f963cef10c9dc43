"""Pairs of limits: "<= 3 x ULN without liver metastases or <= 5 with them" in; a limit with another for some in a bracket out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew, record

NUMBERS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST})
_JOINTS = frozenset({Sort.OR, Sort.AND, Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.SLASH, Sort.FILL})
_SERIES = frozenset({Sort.VARIABLE, Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA})
_BESIDE = frozenset({Sort.IF, Sort.FOR, Sort.PREP, Sort.FILL, Sort.NARROW, Sort.NARROWING, Sort.NEG})
_BEFORE_LIMIT = frozenset({Sort.FILL, Sort.MUST, Sort.LEVEL, Sort.GROUP, Sort.COLON, Sort.HEADNOUN, Sort.PREP})
_ABSENCE = "absence"


@record(frozen=True, kw_only=True, slots=True)
class _Half:
    """One limit and whom it is for: those with the concept, or those without it; `end` is the place behind it."""

    limit: tuple[Chunk, ...]
    concept: Chunk
    without: bool
    end: int


def with_limits_paired(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """A value with one limit for those who have something and another for those who have not, as the limit of most and that of
    some in a bracket behind it: "ALT <= 3 (without liver metastases), ALT <= 5 (with them)"."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        pair = _pair_at(chunks, place) if chunks[place].sort in NUMBERS and values_before(chunks[:place]) else None
        if pair is None:
            result.append(chunks[place])
            place += 1
            continue
        first, last = pair
        most, some = pair if first.without else (last, first)
        result.extend((*most.limit, _bracket(some)))
        place = last.end
    return tuple(result)


def _bracket(some: _Half) -> Chunk:
    concept = some.concept
    joint = Chunk(sort=Sort.PREP, start=concept.start, end=concept.start, text="with", value="prep")
    return Chunk(
        sort=Sort.GROUP, start=some.limit[0].start, end=concept.end, text="()", inner=(*some.limit, joint, anew(concept))
    )


def _pair_at(chunks: Sequence[Chunk], place: int) -> tuple[_Half, _Half] | None:
    first = _half_at(chunks, place)
    if first is None:
        return None
    begins = first.end
    while begins < len(chunks) and chunks[begins].sort in _JOINTS:
        begins += 1
    again = begins
    while again < len(chunks) and chunks[again].sort in _SERIES:
        again += 1
    named = _names(chunks[begins:again])
    if named and named != values_before(chunks[:place]):
        return None
    last = _half_at(chunks, again)
    if last is None or last.concept.names != first.concept.names or last.without is first.without:
        return None
    return first, last


def _half_at(chunks: Sequence[Chunk], place: int) -> _Half | None:
    number = place
    while number < len(chunks) and chunks[number].sort in NUMBERS:
        number += 1
    end = number
    if end < len(chunks) and chunks[end].sort is Sort.GROUP:
        behind, end = chunks[end].inner, end + 1
    else:
        while end < len(chunks) and chunks[end].sort in _BESIDE | {Sort.CONCEPT}:
            end += 1
        behind = tuple(chunks[number:end])
    limit = tuple(chunks[place:number])
    named = [chunk for chunk in behind if chunk.sort is Sort.CONCEPT]
    plain = all(chunk.sort in _BESIDE for chunk in behind if chunk not in named)
    if sum(chunk.sort is Sort.AMOUNT for chunk in limit) != 1 or len(named) != 1 or len(named[0].names) != 1 or not plain:
        return None
    without = any(chunk.sort is Sort.NEG or _ABSENCE in chunk.text.lower() for chunk in behind)
    return _Half(limit=limit, concept=named[0], without=without, end=end)


def values_before(before: Sequence[Chunk]) -> frozenset[str]:
    """The names of the values right before a limit: "ALT and AST"."""
    start = len(before)
    while start and before[start - 1].sort in _SERIES | _BEFORE_LIMIT:
        start -= 1
    return _names(before[start:])


def _names(chunks: Sequence[Chunk]) -> frozenset[str]:
    single = (one for chunk in chunks if chunk.sort is Sort.VARIABLE for one in chunk.inner or (chunk,))
    return frozenset(name for one in single for name in one.names)
