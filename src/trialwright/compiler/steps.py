"""Steps: chunks, or the members of a list, and a row of changes in, each with the sorts and words of which it needs one; the same
put through those that may apply out. The one place that says when a change need not be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, flattened, same_items, sorts_of
from trialwright.compiler.wording.sought import folded, needed_words, needing_as

Said = TypeVar("Said", tuple[Chunk, ...], list[tuple[Chunk, ...]])
Change = Callable[[Said, Setting], Said]
ChunkChange = Callable[[tuple[Chunk, ...], Setting], tuple[Chunk, ...]]
Row = tuple[frozenset[Sort] | None, Change[Said]]
"""A change with the sorts of which one must be among the chunks, or in their brackets, lest it change nothing (None: any may
do). Words of which it needs one too it tells itself (`sought.needs`)."""


class Steps(Generic[Said]):
    """A row of changes, and for each sort those that it may begin."""

    def __init__(self, *rows: Row[Said]) -> None:
        self._rows: tuple[Row[Said], ...] = rows

    def __iter__(self) -> Iterator[Row[Said]]:
        return iter(self._rows)

    @cached_property
    def _each(self) -> tuple[tuple[tuple[tuple[str, ...], ...], Change[Said]], ...]:
        """Each change behind the words that it needs."""
        return tuple((needed_words(change), change) for _needed, change in self._rows)

    @cached_property
    def _begun_by(self) -> dict[Sort | None, int]:
        """The changes that a sort may begin, each as the bit of its place; under None those that any may."""
        begun: dict[Sort | None, int] = {None: 0}
        for place, (needed, _change) in enumerate(self._rows):
            for sort in (None,) if needed is None else needed:
                begun[sort] = begun.get(sort, 0) | 1 << place
        return begun

    def through(self, said: Said, setting: Setting, chunks_of: Callable[[Said], Iterable[Chunk]]) -> Said:
        """What is said put through those that may change it, in their order; the very same where none does."""
        each, done, read = self._each, 0, ""
        left = self._may(chunks_of(said))
        while left:
            place = (left & -left).bit_length() - 1
            done, left = place + 1, left & (left - 1)
            words, change = each[place]
            if words:
                read = read or words_read(chunks_of(said), setting)
                if not all(any(map(read.__contains__, row)) for row in words):
                    continue
            changed = change(said, setting)
            if not same_items(changed, said):
                said, read = changed, ""
                left = self._may(chunks_of(said)) >> done << done
        return said

    def _may(self, chunks: Iterable[Chunk]) -> int:
        begun = self._begun_by
        may = begun[None]
        for sort in sorts_of(tuple(chunks)):
            may |= begun.get(sort, 0)
        return may


def alone(change: Callable[[tuple[Chunk, ...]], tuple[Chunk, ...]]) -> ChunkChange:
    """A change of the chunks that asks for nothing else, as a step."""
    return needing_as(change, lambda said, _setting: change(said))


def in_its_text(change: Callable[[tuple[Chunk, ...], str], tuple[Chunk, ...]]) -> ChunkChange:
    """A change of the chunks that reads the text that they stand in, as a step."""
    return needing_as(change, lambda said, setting: change(said, setting.normal.text))


def chunks_through(steps: Steps[tuple[Chunk, ...]], said: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks put through the steps in their order."""
    return steps.through(said, setting, _as_they_are)


def members_through(
    steps: Steps[list[tuple[Chunk, ...]]], said: list[tuple[Chunk, ...]], setting: Setting
) -> list[tuple[Chunk, ...]]:
    """The members put through the steps in their order."""
    return steps.through(said, setting, chain.from_iterable)


def _as_they_are(chunks: Iterable[Chunk]) -> Iterable[Chunk]:
    return chunks


def words_read(chunks: Iterable[Chunk], setting: Setting) -> str:
    """All that a change may find a word in: the statement, the words of the chunks and the names of what they stand for, in lower
    case."""
    flat = flattened(tuple(chunks))
    return folded("\n".join(chain((setting.normal.text,), [chunk.text for chunk in flat], *[chunk.names for chunk in flat])))
