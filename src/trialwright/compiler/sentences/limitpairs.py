"""Pairs of limits: "<= 3 x ULN without liver metastases or <= 5 with them" in; a limit with another for some patients out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ranges import range_of
from trialwright.compiler.sentences.limits import with_other_limit
from trialwright.compiler.setting import Setting, stripped
from trialwright.protocol.criteria import Criterion, Has, Target

Reader = Callable[[Sequence[Chunk], Setting], Criterion]
_NUMBERS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST})
_JOINTS = frozenset({Sort.OR, Sort.AND, Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.SLASH})
_BESIDE = frozenset({Sort.IF, Sort.FOR, Sort.PREP, Sort.FILL, Sort.NARROW, Sort.NARROWING, Sort.NEG})
_ABSENCE = "absence"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Half:
    """One limit and whom it is for: those with the concept, or those without it."""

    limit: tuple[Chunk, ...]
    concept: Chunk
    without: bool


def limit_pair(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A value with one limit for those who have something and another for those who have not; None for any other sentence."""
    if [chunk.sort for chunk in chunks].count(Sort.AMOUNT) != len(("with", "without")):
        return None
    start = next(place for place, chunk in enumerate(chunks) if chunk.sort in _NUMBERS)
    head = chunks[:start]
    if not any(chunk.sort is Sort.VARIABLE for chunk in head):
        return None
    halves = _halves(chunks[start:])
    if halves is None or halves[0].concept.names != halves[1].concept.names or halves[0].without is halves[1].without:
        return None
    most, some = halves if halves[0].without else halves[::-1]
    limits = range_of([chunk for chunk in some.limit if chunk.sort in _NUMBERS])
    if limits is None:
        return None
    condition = Has(target=Target(concept=some.concept.names[0]), span=setting.span((some.concept,)))
    return with_other_limit(read((*head, *most.limit), setting), (limits, condition), setting)


def _halves(chunks: Sequence[Chunk]) -> tuple[_Half, _Half] | None:
    second = next((place for place in range(1, len(chunks)) if _begins_anew(chunks, place)), None)
    if second is None:
        return None
    first, last = _half(chunks[:second]), _half(chunks[second:])
    return (first, last) if first is not None and last is not None else None


def _begins_anew(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether the second limit begins here: a sign or a number behind words that are none of the first limit."""
    return chunks[place].sort in _NUMBERS and chunks[place - 1].sort not in _NUMBERS | {Sort.FILL}


def _half(chunks: Sequence[Chunk]) -> _Half | None:
    number = next((place for place, chunk in enumerate(chunks) if chunk.sort not in _NUMBERS), len(chunks))
    behind = list(stripped(chunks[number:]))
    while behind and behind[-1].sort in _JOINTS:
        behind.pop()
    if len(behind) == 1 and behind[0].sort is Sort.GROUP:
        behind = list(stripped(behind[0].inner))
    named = [chunk for chunk in behind if chunk.sort is Sort.CONCEPT]
    if len(named) != 1 or len(named[0].names) != 1 or any(chunk.sort not in _BESIDE for chunk in behind if chunk not in named):
        return None
    without = any(chunk.sort is Sort.NEG or _ABSENCE in chunk.text.lower() for chunk in behind)
    return _Half(limit=tuple(chunks[:number]), concept=named[0], without=without)
