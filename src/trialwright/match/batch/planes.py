"""Columns of answers enter, bit planes leave: for every question and step of a program who is true, and who is false.

A plane has one bit for each patient of a block, in 64-bit words. Truth and falsehood are two planes, unknown is neither
(Kleene's strong logic, `match.truth`): AND joins truth by AND and falsehood by OR, OR the other way round, NOT swaps them.

Much of what trials ask is true or false of nobody in a block. The plane of nobody and that of everybody are one object each
(`Ends`), and are joined without looking at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """The planes of nobody and of everybody of a block: whatever has no bit, or all bits, should be one of these."""

    none: Plane
    all: Plane

    @classmethod
    def of(cls, patients: int) -> Ends:
        """Those of a block of so many patients."""
        return cls(none=np.zeros(words_for(patients), dtype=np.uint64), all=everybody(patients))

    def every(self, planes: Iterable[Plane]) -> Plane:
        """Who is in every plane."""
        kept = [plane for plane in planes if plane is not self.all]
        if any(plane is self.none for plane in kept):
            return self.none
        return _joined(np.bitwise_and, kept) if kept else self.all

    def any(self, planes: Iterable[Plane]) -> Plane:
        """Who is in any plane."""
        kept = [plane for plane in planes if plane is not self.none]
        if any(plane is self.all for plane in kept):
            return self.all
        return _joined(np.bitwise_or, kept) if kept else self.none

    def but(self, plane: Plane, other: Plane) -> Plane:
        """Who is in one plane, and not in the other."""
        if plane is self.none or other is self.none:
            return plane
        found: Plane = self.none if other is self.all else plane & ~other
        return found


def _joined(join: np.ufunc, planes: Sequence[Plane]) -> Plane:
    if len(planes) == 1:
        return planes[0]
    found: Plane = join(planes[0], planes[1])
    for plane in planes[2:]:
        join(found, plane, out=found)
    return found


class Evaluated:
    """A program over answers: the planes of all its questions and steps.

    The planes that are given are the engine's own: they are read, and joined to new ones, never written to.
    """

    def __init__(self, program: Program, answered: AnsweredPlanes) -> None:
        self.program = program
        self.ends = answered.ends
        self.all = self.ends.all
        self._true, self._false, self._bare = list(answered.true), list(answered.false), answered.bare
        self._evaluate()

    def planes(self, number: int) -> Planes:
        """The planes of a question or step."""
        return Planes(true=self._true[number], false=self._false[number], bare=self._bare.get(number))

    def _evaluate(self) -> None:
        """The steps in their order: each has what is below it behind it."""
        true, false = self._true, self._false
        for step in self.program.steps:
            join = _JOINS[step.op]
            if step.twice:
                found = self.joined(step, [self.planes(item) for item in step.items])
                yes, no = found.true, found.false
            else:
                yes, no = join(self.ends, step, [true[item] for item in step.items], [false[item] for item in step.items])
            true.append(yes)
            false.append(no)

    def stage(self, stage: PlannedStage) -> StagePlanes:
        """The verdict on a stage, as `match.evaluate` gives it: a stage is judged until a later one has begun."""
        ends = self.ends
        judged = ends.all
        for later in stage.later:
            judged = ends.but(judged, self._true[later])
        begun = judged if stage.begins is None else ends.every((judged, self._true[stage.begins]))
        never = stage.open_end or not stage.roots
        return StagePlanes(
            stage=stage,
            judged=judged,
            eligible=ends.none if never else ends.every((begun, *(self._true[root] for root in stage.roots))),
            ineligible=ends.every((begun, ends.any(self._false[root] for root in stage.roots))),
        )

    def joined(self, step: Step, below: list[Planes]) -> Planes:
        """The planes of a step from those of what is below it."""
        for group in step.twice:
            below = self._asked_twice(below, group)
        yes, no = _JOINS[step.op](self.ends, step, [item.true for item in below], [item.false for item in below])
        return Planes(true=yes, false=no)

    def _asked_twice(self, below: list[Planes], group: tuple[int, ...]) -> list[Planes]:
        """One question asked by several tests: where one says no and none says yes, one that is merely not recorded says no."""
        ends, asked = self.ends, [below[place] for place in group]
        no = ends.but(ends.any(item.false for item in asked), ends.any(item.true for item in asked))
        return [
            replace(item, false=ends.any((item.false, ends.every((no, item.bare)))))
            if place in group and item.bare is not None
            else item
            for place, item in enumerate(below)
        ]


class Evaluation(Evaluated):
    """A program over a block of patients."""

    def __init__(self, program: Program, block: Block, answered: AnsweredPlanes | None = None) -> None:
        super().__init__(program, answered or AnsweredPlanes.of(program, block))
        self.block = block

    def marked(self, number: int, table: NDArray[np.bool_]) -> Plane:
        """Whose answer to a question is one of the codes that a table marks."""
        return packed(table[self.block.column(number)])


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredPlanes:
    """The planes of all questions of a block; `bare` by the number of the question, for those that are wanted."""

    ends: Ends
    true: Sequence[Plane]
    false: Sequence[Plane]
    bare: Mapping[int, Plane]

    @classmethod
    def of(cls, program: Program, block: Block) -> AnsweredPlanes:
        """Those that a program needs."""
        filling = _Filling(block, bare_wanted(program))
        return cls(ends=filling.ends, true=filling.true, false=filling.false, bare=filling.bare)


class _Filling:
    """The planes of the questions of a block while they are made."""

    def __init__(self, block: Block, bare: frozenset[int]) -> None:
        asked = len(block.starts) - 1
        self.ends = Ends.of(len(block.ids))
        self.true: list[Plane] = []
        self.false: list[Plane] = []
        self.bare: dict[int, Plane] = {}
        self._block, self._wanted = block, bare
        self._sorts = [packed(block.sorts == sort) for sort in range(len(block.defaults))]
        most = max(1, _CELLS // max(1, len(self.ends.all) * WORD))
        for first in range(0, asked, most):
            self._fill(first, min(first + most, asked))

    def _fill(self, first: int, last: int) -> None:
        """Some questions: what is usual for each sort, but for the exceptions."""
        block, size = self._block, len(self.ends.all) * WORD
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

        self.true += self._ended(filled(IS_TRUE, cells == _TRUE))
        self.false += self._ended(filled(IS_FALSE, cells == _FALSE))
        wanted = [number for number in self._wanted if first <= number < last]
        if wanted:
            bare = filled(IS_BARE, cells == _BARE)
            self.bare |= {number: bare[number - first] for number in wanted}

    def _ended(self, found: NDArray[np.uint64]) -> Iterator[Plane]:
        """A plane for each row: the one object where it is that of nobody or of everybody."""
        some = np.any(found, axis=1)
        whole = np.all(found == self.ends.all, axis=1)
        kept = iter(found[some & ~whole])  # copied, so that the rest is let go
        for any_, all_ in zip(some.tolist(), whole.tolist(), strict=True):
            yield self.ends.none if not any_ else self.ends.all if all_ else next(kept)


_CELLS = 2**23
"""Questions times patients that are looked at together: as many bytes."""
_TRUE, _FALSE, _BARE, _ELSE = 1, 2, 3, 4
_SAID = np.select([IS_TRUE, IS_FALSE, IS_BARE], [_TRUE, _FALSE, _BARE], _ELSE).astype(np.uint8)
"""By code: what an exception says."""


def _bits(flags: NDArray[np.bool_], rows: int) -> NDArray[np.uint64]:
    return np.packbits(flags, bitorder="little").view(np.uint64).reshape(rows, -1)


def bare_wanted(program: Program) -> frozenset[int]:
    """The questions of which it matters whether they are merely not recorded."""
    return frozenset(step.items[place] for step in program.steps for group in step.twice for place in group)


Sides = tuple[Plane, Plane]
Join = Callable[[Ends, Step, Sequence[Plane], Sequence[Plane]], Sides]
"""Truth and falsehood of a step from the truths and the falsehoods of what is below it."""


def _all_of(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    return ends.every(true), ends.any(false)


def _any_of(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    return ends.any(true), ends.every(false)


def _none_of(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    return ends.every(false), ends.any(true)


def _not(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    return false[0], true[0]


def _at_least(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    """At least `count` are true; false where so many are false that fewer are left."""
    return _reached(step.count, true, ends), _reached(len(true) - step.count + 1, false, ends)


def _reached(least: int, planes: Sequence[Plane], ends: Ends) -> Plane:
    """Who is in at least so many of the planes: a counter of one plane for each number reached."""
    if least <= 0:
        return ends.all
    reached = [ends.none] * least
    for plane in planes:
        for place in range(least - 1, -1, -1):
            below = plane if place == 0 else ends.every((plane, reached[place - 1]))
            reached[place] = ends.any((reached[place], below))
    return reached[-1]


def _when(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    """The one side where the condition is true, the other where it is false; what both say holds in any case."""

    def chosen(one: Plane, other: Plane) -> Plane:
        return ends.any((ends.every((true[0], one)), ends.every((false[0], other)), ends.every((one, other))))

    return chosen(true[1], true[2]), chosen(false[1], false[2])


def _readings(ends: Ends, step: Step, true: Sequence[Plane], false: Sequence[Plane]) -> Sides:
    """What all readings agree on; of none at all nothing is known."""
    return (ends.every(true), ends.every(false)) if true else (ends.none, ends.none)


_JOINS: dict[Op, Join] = {
    Op.ALL: _all_of,
    Op.ANY: _any_of,
    Op.NONE: _none_of,
    Op.AT_LEAST: _at_least,
    Op.NOT: _not,
    Op.WHEN: _when,
    Op.READINGS: _readings,
}
