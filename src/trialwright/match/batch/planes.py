"""Columns of answers enter, bit planes leave: for every question and step of a program who is true, and who is false.

A plane has one bit for each patient of a block, in 64-bit words. Truth and falsehood are two planes, unknown is neither
(Kleene's strong logic, `match.truth`): AND joins truth by AND and falsehood by OR, OR the other way round, NOT swaps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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
    """A program over a block of patients: the planes of all its questions and steps.

    The planes that are given are the engine's own: they are read, and joined to new ones, never written to.
    """

    def __init__(self, program: Program, block: Block, answered: AnsweredPlanes | None = None) -> None:
        self.program = program
        self.block = block
        self.all = everybody(len(block.ids))
        self._none: Plane = np.zeros_like(self.all)
        answered = answered or AnsweredPlanes.of(program, block)
        self._true, self._false, self._bare = list(answered.true), list(answered.false), answered.bare
        self._evaluate()

    def planes(self, number: int) -> Planes:
        """The planes of a question or step."""
        return Planes(true=self._true[number], false=self._false[number], bare=self._bare.get(number))

    def _evaluate(self) -> None:
        """The steps in their order: each has what is below it behind it."""
        true, false = self._true, self._false
        for step in self.program.steps:
            if step.op in _PLAIN and step.items and not step.twice:
                yes, no = _plain(step, true, false)
            else:
                found = self.joined(step, [self.planes(item) for item in step.items])
                yes, no = found.true, found.false
            true.append(yes)
            false.append(no)

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

    def marked(self, number: int, table: NDArray[np.bool_]) -> Plane:
        """Whose answer to a question is one of the codes that a table marks."""
        return packed(table[self.block.column(number)])

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


class AnsweredPlanes:
    """The planes of all questions of a block: a row each; `bare` by the number of the question, for those that are wanted."""

    def __init__(self, block: Block, everybody_: Plane, bare: frozenset[int]) -> None:
        asked = len(block.starts) - 1
        self.true = np.zeros((asked, len(everybody_)), dtype=np.uint64)
        self.false = np.zeros_like(self.true)
        self.bare: dict[int, Plane] = {}
        self._block, self._wanted = block, bare
        self._sorts = [packed(block.sorts == sort) for sort in range(len(block.defaults))]
        most = max(1, _CELLS // max(1, len(everybody_) * WORD))
        for first in range(0, asked if len(everybody_) else 0, most):
            self._fill(first, min(first + most, asked))

    @classmethod
    def of(cls, program: Program, block: Block) -> AnsweredPlanes:
        """Those that a program needs."""
        return cls(block, everybody(len(block.ids)), _bare_wanted(program))

    def _fill(self, first: int, last: int) -> None:
        """Some questions: what is usual for each sort, but for the exceptions."""
        block, size = self._block, self.true.shape[1] * WORD
        part = slice(block.starts[first], block.starts[last])
        rows = np.repeat(np.arange(last - first) * size, np.diff(block.starts[first : last + 1]))
        cells = np.zeros((last - first) * size, dtype=np.uint8)
        cells[rows + block.patients[part]] = _SAID[block.codes[part]]
        usual = ~_bits(cells != 0, last - first)

        def filled(table: NDArray[np.bool_], said: NDArray[np.bool_]) -> NDArray[np.uint64]:
            found = np.zeros_like(usual)
            for sort, plane in enumerate(self._sorts):
                found[table[block.defaults[sort, first:last]]] |= plane
            return (found & usual) | _bits(said, last - first)

        self.true[first:last] = filled(IS_TRUE, cells == _TRUE)
        self.false[first:last] = filled(IS_FALSE, cells == _FALSE)
        wanted = [number for number in self._wanted if first <= number < last]
        if wanted:
            bare = filled(IS_BARE, cells == _BARE)
            self.bare |= {number: bare[number - first] for number in wanted}


_CELLS = 2**23
"""Questions times patients that are looked at together: as many bytes."""
_TRUE, _FALSE, _BARE, _ELSE = 1, 2, 3, 4
_SAID = np.select([IS_TRUE, IS_FALSE, IS_BARE], [_TRUE, _FALSE, _BARE], _ELSE).astype(np.uint8)
"""By code: what an exception says."""


def _bits(flags: NDArray[np.bool_], rows: int) -> NDArray[np.uint64]:
    return np.packbits(flags, bitorder="little").view(np.uint64).reshape(rows, -1)


_PLAIN = frozenset({Op.ALL, Op.ANY, Op.NONE, Op.NOT, Op.READINGS})


def _plain(step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> tuple[Plane, Plane]:
    """Truth and falsehood of a step that asks nothing twice: one item is as it is, of more the planes are joined."""
    yes, no = [true[item] for item in step.items], [false[item] for item in step.items]
    if step.op is Op.ALL:
        return _joined(np.bitwise_and, yes), _joined(np.bitwise_or, no)
    if step.op is Op.READINGS:
        return _joined(np.bitwise_and, yes), _joined(np.bitwise_and, no)
    any_, none = _joined(np.bitwise_or, yes), _joined(np.bitwise_and, no)
    return (any_, none) if step.op is Op.ANY else (none, any_)


def _joined(join: np.ufunc, planes: Sequence[Plane]) -> Plane:
    if len(planes) == 1:
        return planes[0]
    found: Plane = join(planes[0], planes[1])
    for plane in planes[2:]:
        join(found, plane, out=found)
    return found


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
