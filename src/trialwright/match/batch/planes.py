"""Columns of answers enter, bit planes leave: for every question and step of a program who is true, and who is false.

A plane has one bit for each patient of a block, in 64-bit words. Truth and falsehood are two planes, unknown is neither
(Kleene's strong logic, `match.truth`): AND joins truth by AND and falsehood by OR, OR the other way round, NOT swaps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import IS_BARE, IS_FALSE, IS_TRUE
from trialwright.match.batch.block import Block
from trialwright.match.batch.program import Op, PlannedStage, Program, Step

Plane = NDArray[np.uint64]
WORD = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Planes:
    """Who is true and who is false; neither is unknown. `bare`: for whom a question is merely not recorded."""

    true: Plane
    false: Plane
    bare: Plane | None = None

    def __invert__(self) -> Planes:
        return Planes(true=self.false, false=self.true)


@dataclass(frozen=True, kw_only=True, slots=True)
class StagePlanes:
    """Of whom a stage is judged, who is eligible and who is not; who is judged and neither is unknown."""

    stage: PlannedStage
    judged: Plane
    eligible: Plane
    ineligible: Plane


def words_for(patients: int) -> int:
    """How many words a plane of that many patients has."""
    return -(-patients // WORD)


def everybody(patients: int) -> Plane:
    """The plane of all patients of a block: the bits behind the last one are never set."""
    plane = np.full(words_for(patients), ~np.uint64(0), dtype=np.uint64)
    if patients % WORD:
        plane[-1] = np.uint64((1 << (patients % WORD)) - 1)
    return plane


def count(plane: Plane) -> int:
    """How many patients a plane has."""
    return int(np.bitwise_count(plane).sum())


def members(plane: Plane) -> NDArray[np.int64]:
    """The numbers of the patients of a plane, growing."""
    return np.flatnonzero(np.unpackbits(plane.view(np.uint8), bitorder="little"))


def packed(flags: NDArray[np.bool_]) -> Plane:
    """The plane of a flag for each patient."""
    bits = np.zeros(words_for(len(flags)) * WORD, dtype=bool)
    bits[: len(flags)] = flags
    return np.packbits(bits, bitorder="little").view(np.uint64)


class Evaluation:
    """A program over a block of patients: the planes of its questions and steps, made when they are asked for and kept."""

    def __init__(self, program: Program, block: Block) -> None:
        self.program = program
        self.block = block
        self.all = everybody(len(block.ids))
        self._none: Plane = np.zeros_like(self.all)
        self._sorts = [packed(block.sorts == sort) for sort in range(len(block.defaults))]
        self._bare = _bare_wanted(program)
        self._planes: dict[int, Planes] = {}

    def planes(self, number: int) -> Planes:
        """The planes of a question or step."""
        found = self._planes.get(number)
        if found is None:
            asked = len(self.program.questions)
            found = self._question(number) if number < asked else self._step(self.program.steps[number - asked])
            self._planes[number] = found
        return found

    def stage(self, stage: PlannedStage) -> StagePlanes:
        """The verdict on a stage, as `match.evaluate` gives it: a stage is judged until a later one has begun."""
        judged = self.all
        for later in stage.later:
            judged = judged & ~self.planes(later).true
        begun = judged if stage.begins is None else judged & self.planes(stage.begins).true
        lines = [self.planes(root) for root in stage.roots]
        ineligible = begun & _any(self._none, (line.false for line in lines))
        if stage.open_end or not lines:
            return StagePlanes(stage=stage, judged=judged, eligible=self._none, ineligible=ineligible)
        return StagePlanes(
            stage=stage,
            judged=judged,
            eligible=begun & _every(self.all, (line.true for line in lines)),
            ineligible=ineligible,
        )

    def marked(self, number: int, *tables: NDArray[np.bool_]) -> tuple[Plane, ...]:
        """Whose answer to a question is one of the codes that a table marks; a plane for each table."""
        block = self.block
        default = block.defaults[:, number] if len(block.defaults) else np.zeros(0, dtype=np.uint8)
        part = slice(block.starts[number], block.starts[number + 1])
        patients, codes = block.patients[part], block.codes[part]
        words, bits = patients >> 6, np.uint64(1) << (patients & 63).astype(np.uint64)
        changed = _scattered(words, bits, len(self.all))

        def plane(table: NDArray[np.bool_]) -> Plane:
            usual = _any(self._none, (self._sorts[sort] for sort in np.flatnonzero(table[default])))
            mine = table[codes]
            return (usual & ~changed) | _scattered(words[mine], bits[mine], len(self.all))

        return tuple(map(plane, tables))

    def _question(self, number: int) -> Planes:
        if number not in self._bare:
            true, false = self.marked(number, IS_TRUE, IS_FALSE)
            return Planes(true=true, false=false)
        true, false, bare = self.marked(number, IS_TRUE, IS_FALSE, IS_BARE)
        return Planes(true=true, false=false, bare=bare)

    def _step(self, step: Step) -> Planes:
        return self.joined(step, [self.planes(item) for item in step.items])

    def joined(self, step: Step, below: list[Planes]) -> Planes:
        """The planes of a step from those of what is below it."""
        for group in step.twice:
            below = self._asked_twice(below, group)
        return _JOINS[step.op](step, below, (self.all, self._none))

    def _asked_twice(self, below: list[Planes], group: tuple[int, ...]) -> list[Planes]:
        """One question asked by several tests: where one says no and none says yes, one that is merely not recorded says no."""
        asked = [below[place] for place in group]
        no = _any(self._none, (item.false for item in asked)) & ~_any(self._none, (item.true for item in asked))
        return [
            replace(item, false=item.false | (no & item.bare)) if place in group and item.bare is not None else item
            for place, item in enumerate(below)
        ]


def _scattered(words: NDArray[np.integer[Any]], bits: Plane, size: int) -> Plane:
    """A plane from the words and bits of growing patients."""
    plane = np.zeros(size, dtype=np.uint64)
    if len(words):
        first = np.flatnonzero(np.r_[True, words[1:] != words[:-1]])
        plane[words[first]] = np.bitwise_or.reduceat(bits, first)
    return plane


def _any(none: Plane, planes: Iterable[Plane]) -> Plane:
    found = none.copy()
    for plane in planes:
        np.bitwise_or(found, plane, out=found)
    return found


def _every(all_: Plane, planes: Iterable[Plane]) -> Plane:
    found = all_.copy()
    for plane in planes:
        np.bitwise_and(found, plane, out=found)
    return found


def _bare_wanted(program: Program) -> frozenset[int]:
    """The questions of which it matters whether they are merely not recorded."""
    return frozenset(step.items[place] for step in program.steps for group in step.twice for place in group)


Ends = tuple[Plane, Plane]
Join = Callable[[Step, Sequence[Planes], Ends], Planes]


def _all_of(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    return Planes(true=_every(ends[0], (item.true for item in below)), false=_any(ends[1], (item.false for item in below)))


def _any_of(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    return Planes(true=_any(ends[1], (item.true for item in below)), false=_every(ends[0], (item.false for item in below)))


def _none_of(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    return ~_any_of(step, below, ends)


def _not(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    return ~below[0]


def _at_least(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    """At least `count` are true; false when fewer can be."""
    enough = _reached(step.count, [item.true for item in below], ends)
    possible = _reached(step.count, [ends[0] & ~item.false for item in below], ends)
    return Planes(true=enough, false=ends[0] & ~possible)


def _reached(least: int, planes: Sequence[Plane], ends: Ends) -> Plane:
    """Who is in at least so many of the planes: a counter of one plane for each number reached."""
    if least <= 0:
        return ends[0]
    reached = [ends[1]] * least
    for plane in planes:
        for place in range(least - 1, -1, -1):
            below = plane if place == 0 else plane & reached[place - 1]
            reached[place] = reached[place] | below
    return reached[-1]


def _when(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    condition, then, otherwise = below
    unknown = ends[0] & ~(condition.true | condition.false)

    def chosen(one: Plane, other: Plane) -> Plane:
        found: Plane = (condition.true & one) | (condition.false & other) | (unknown & one & other)
        return found

    return Planes(true=chosen(then.true, otherwise.true), false=chosen(then.false, otherwise.false))


def _readings(step: Step, below: Sequence[Planes], ends: Ends) -> Planes:
    """What all readings agree on; of none at all nothing is known."""
    if not below:
        return Planes(true=ends[1], false=ends[1])
    return Planes(true=_every(ends[0], (item.true for item in below)), false=_every(ends[0], (item.false for item in below)))


_JOINS: dict[Op, Join] = {
    Op.ALL: _all_of,
    Op.ANY: _any_of,
    Op.NONE: _none_of,
    Op.AT_LEAST: _at_least,
    Op.NOT: _not,
    Op.WHEN: _when,
    Op.READINGS: _readings,
}
