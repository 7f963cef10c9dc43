"""Steps: chunks, or the members of a list, and a row of changes in, each with the sorts of which it needs one; the same put
through those that may apply out. The one place that says when a change need not be tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, same_items, sorts_of

Said = TypeVar("Said", tuple[Chunk, ...], list[tuple[Chunk, ...]])
ChunkStep = tuple[frozenset[Sort] | None, Callable[[tuple[Chunk, ...], Setting], tuple[Chunk, ...]]]
MemberStep = tuple[frozenset[Sort] | None, Callable[[list[tuple[Chunk, ...]], Setting], list[tuple[Chunk, ...]]]]
"""A change with the sorts of which one must be among the chunks, or in their brackets, lest it change nothing (None: any may
do)."""


def chunks_through(steps: Sequence[ChunkStep], said: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks put through the steps in their order."""
    return _through(steps, said, setting, sorts_of)


def members_through(steps: Sequence[MemberStep], said: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members put through the steps in their order."""
    return _through(steps, said, setting, _sorts_of_members)


def _through(
    steps: Sequence[tuple[frozenset[Sort] | None, Callable[[Said, Setting], Said]]],
    said: Said,
    setting: Setting,
    sorts: Callable[[Said], set[Sort]],
) -> Said:
    there = sorts(said)
    for needed, change in steps:
        if needed is None or not needed.isdisjoint(there):
            changed = change(said, setting)
            if not same_items(changed, said):
                said, there = changed, sorts(changed)
    return said


def _sorts_of_members(members: Sequence[tuple[Chunk, ...]]) -> set[Sort]:
    return set().union(*map(sorts_of, members))
