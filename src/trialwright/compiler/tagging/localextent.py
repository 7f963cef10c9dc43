"""Local extent: "locally advanced and unresectable or metastatic cancer" in; the same without the "and", for what is local and
unresectable is the one alternative, what is metastatic the other, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort

_LOCAL = frozenset({"extent=locally advanced", "recurrence=locally recurrent"})
_UNRESECTABLE = "resectability=unresectable"
_METASTATIC = frozenset({"extent=metastatic", "distant metastasis"})
_PATTERN = 3
"""Unresectable, the conjunction, metastatic."""
_CHOICE = frozenset({Sort.OR, Sort.SLASH})


def with_local_extent(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without the conjunction between a local extent and its being unresectable, where "or metastatic" follows."""
    items = tuple(chunks)
    kept: list[Chunk] = []
    for place, chunk in enumerate(items):
        signs = chunk.sort is Sort.AND or (
            chunk.sort is Sort.COMMA and place + 1 < len(items) and items[place + 1].sort is Sort.AND
        )
        if not (signs and _of_one_tumor(items, place)) and not (chunk.sort is Sort.COMMA and _closes_choice(items, place)):
            kept.append(chunk)
    return tuple(kept)


def _closes_choice(items: Sequence[Chunk], place: int) -> bool:
    """ "Locally advanced, or metastatic, cholangiocarcinoma": the comma before the name, and the one before the choice."""
    sorts = [chunk.sort for chunk in items[max(place - 3, 0) : place + 5]]
    here = min(place, 3)
    last = sorts[here - 3 : here + 2] == _BETWEEN_COMMAS if here == _PATTERN else False
    return last or sorts[here : here + 5] == _BETWEEN_COMMAS


_BETWEEN_COMMAS = [Sort.COMMA, Sort.OR, Sort.NARROWING, Sort.COMMA, Sort.CONCEPT]


def with_closing_state(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Locally advanced, recurrent, or metastatic, unresectable disease": behind the comma that follows the choice stands
    what is said of all, so the chunks without that comma."""
    items = tuple(chunks)
    closing = [chunk.sort is Sort.COMMA and _said_behind_choice(items, place) for place, chunk in enumerate(items)]
    return tuple(chunk for chunk, told in zip(items, closing, strict=True) if not told)


def _said_behind_choice(items: Sequence[Chunk], place: int) -> bool:
    """True for a comma with "or" and one narrowing word before it, and one more of another family and a noun behind it."""
    before, behind = items[max(place - 2, 0) : place], items[place + 1 : place + 3]
    if [chunk.sort for chunk in before] != [Sort.OR, Sort.NARROWING] or len(behind) < _PATTERN - 1:
        return False
    state, noun = behind
    families = {name.partition("=")[0] for chunk in items[:place] for name in chunk.names if chunk.sort is Sort.NARROWING}
    told = state.sort is Sort.NARROWING and {name.partition("=")[0] for name in state.names}.isdisjoint(families)
    return told and noun.sort in (Sort.HEADNOUN, Sort.CONCEPT) and place > _PATTERN - 1 and items[place - 3].sort in _LISTED


_LISTED = frozenset({Sort.NARROWING, Sort.COMMA})


def _of_one_tumor(items: Sequence[Chunk], place: int) -> bool:
    """True where the local extent stands before the sign, and behind it "unresectable or metastatic"."""
    before = next((chunk for chunk in reversed(items[:place]) if chunk.sort not in (Sort.COMMA, Sort.FILL)), None)
    behind = [chunk for chunk in items[place:] if chunk.sort not in (Sort.COMMA, Sort.AND, Sort.FILL, Sort.EITHER)][:_PATTERN]
    if before is None or len(behind) < _PATTERN or _LOCAL.isdisjoint(before.names):
        return False
    unresectable, choice, metastatic = behind
    return _UNRESECTABLE in unresectable.names and choice.sort in _CHOICE and not _METASTATIC.isdisjoint(metastatic.names)
