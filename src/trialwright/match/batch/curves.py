"""A numeric limit of a trial and the values of patients enter; how many it would not exclude, wherever it lay, leaves.

As in Trial Pathfinder (R. Liu et al., Nature 2021), with unknown kept apart: a patient without a value stays as they are,
wherever the limit lies. All other lines of the stage, and all other limits of the line, stay too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import islice

import numpy as np

from trialwright.match.batch.current import at_stage
from trialwright.match.batch.planes import Evaluation, Plane, Planes, count, members, packed
from trialwright.match.batch.program import PlannedStage, Program
from trialwright.match.batch.readings import limits_of, unit_of
from trialwright.match.batch.supposed import Above, below, supposing
from trialwright.match.truth import Truth, conjunction
from trialwright.match.values import Range
from trialwright.protocol.criteria import Compare, Limit


class End(StrEnum):
    """Which end of a range a limit is."""

    LOW = "at least"
    HIGH = "at most"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumericLimit:
    """A limit in a line of a stage: of which variable, in which unit (`readings.unit_of`), which end, and where it lies.

    `question` and `root` are the numbers, in the program, of the comparison and of the line's tree.
    """

    line: str
    variable: str
    unit: str | None
    end: End
    limit: Limit
    node: Compare
    question: int
    root: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvePoint:
    """A value of the limit: how many would not be excluded then, and how many of them would be eligible."""

    value: Decimal
    left: int
    eligible: int


Values = Mapping[int, Range]
"""What is known of the value of each patient of a block (by their number) that stands beside a comparison."""
Step = tuple[Decimal, bool]
"""Where a count changes: at a value of the limit, or (True) just beyond it. Values of a high limit are negated, so that a limit
becomes stricter as it grows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """How many are left, and eligible, by the value of a limit: `start` are both for a limit that keeps nobody with a value out;
    `left` and `eligible` what is added at each step, towards stricter limits."""

    limit: NumericLimit
    start: tuple[int, int]
    left: Mapping[Step, int]
    eligible: Mapping[Step, int]

    def __add__(self, other: Curve) -> Curve:
        return Curve(
            limit=self.limit,
            start=(self.start[0] + other.start[0], self.start[1] + other.start[1]),
            left=_summed(self.left, other.left),
            eligible=_summed(self.eligible, other.eligible),
        )

    @property
    def now(self) -> CurvePoint:
        """The limit as it is."""
        return self.at([Decimal(self.limit.limit.value)])[0]

    def at(self, values: Iterable[Decimal]) -> list[CurvePoint]:
        """The counts at some values of the limit, in their order."""
        wanted = list(values)
        left, eligible = (self._counted(place, steps, wanted) for place, steps in enumerate((self.left, self.eligible)))
        return [CurvePoint(value=value, left=left[value], eligible=eligible[value]) for value in wanted]

    def values(self) -> list[Decimal]:
        """The values of patients at which a count changes, the laxest limit first."""
        found = {value for value, _ in (*self.left, *self.eligible)}
        return [_turned(value, self.limit.end) for value in sorted(found)]

    def _counted(self, place: int, steps: Mapping[Step, int], wanted: Sequence[Decimal]) -> dict[Decimal, int]:
        """The count at each value: all steps up to it, and those just beyond a smaller one."""
        found: dict[Decimal, int] = {}
        ordered, number, count = sorted(steps), 0, self.start[place]
        for edge in sorted({_turned(value, self.limit.end) for value in wanted}):
            for step in islice(ordered, number, None):
                if step > (edge, False):
                    break
                count, number = count + steps[step], number + 1
            found[_turned(edge, self.limit.end)] = count
        return found


def numeric_limits(program: Program, stage: PlannedStage) -> Iterator[NumericLimit]:
    """The limits of a stage that are numbers (or places on a scale) and belong to a variable; in the order of the lines."""
    for line, root in zip(stage.lines, stage.roots, strict=True):
        for number in sorted(below(program, root)):
            node = program.questions[number].asked if number < len(program.questions) else None
            ends = limits_of(node) if isinstance(node, Compare) and node.quantity.variable else None
            if not isinstance(node, Compare) or ends is None:
                continue
            for end, limit in zip(End, ends, strict=True):
                if limit is not None:
                    yield NumericLimit(
                        line=line,
                        variable=node.quantity.variable or "",
                        unit=unit_of(node),
                        end=end,
                        limit=limit,
                        node=node,
                        question=number,
                        root=root,
                    )


def curve(evaluation: Evaluation, stage: PlannedStage, limit: NumericLimit, values: Values) -> Curve:
    """The curve of a limit over the patients of a block who are at the stage. Blocks are added (`joined_curves`)."""
    here = at_stage(evaluation, stage)
    left = passing = here.here
    for line, planes in zip(stage.lines, here.lines, strict=True):
        if line != limit.line:
            left, passing = left & ~planes.false, passing & planes.true
    if stage.open_end:
        passing = passing & ~passing
    lines = _line_by_truth(evaluation, limit, values)
    found = (
        _counted({truth: left & ~planes.false for truth, planes in lines.items()}, limit, values),
        _counted({truth: passing & planes.true for truth, planes in lines.items()}, limit, values),
    )
    return Curve(limit=limit, start=(found[0][0], found[1][0]), left=found[0][1], eligible=found[1][1])


def joined_curves(parts: Iterable[Curve]) -> Curve | None:
    """The curves of several blocks as one; None of none."""
    found: Curve | None = None
    for part in parts:
        found = part if found is None else found + part
    return found


def _line_by_truth(evaluation: Evaluation, limit: NumericLimit, values: Values) -> dict[Truth, Planes]:
    """The line, for each truth that the comparison could have for those with a value; for all others it has the one it has."""
    flags = np.zeros(len(evaluation.block.ids), dtype=bool)
    flags[list(values)] = True
    having = packed(flags)
    now = evaluation.planes(limit.question)
    none = having & ~having
    steps = Above(program=evaluation.program).of(limit.question) & below(evaluation.program, limit.root)
    found = {}
    for truth in Truth:
        true, false = (having if truth is side else none for side in (Truth.TRUE, Truth.FALSE))
        given = Planes(true=(now.true & ~having) | true, false=(now.false & ~having) | false, bare=now.bare)
        found[truth] = supposing(evaluation, {limit.question: given}, steps)[limit.root]
    return found


def _counted(by_truth: Mapping[Truth, Plane], limit: NumericLimit, values: Values) -> tuple[int, dict[Step, int]]:
    """How many count when the limit is at its laxest, and what is added at each step; from who counts at each truth."""
    yes, no, open_ = (by_truth[truth] for truth in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN))
    always = yes & no & open_
    start, steps = count(always), Counter[Step]()
    flags = {truth: set(members(plane & ~always).tolist()) for truth, plane in by_truth.items()}
    for patient in set().union(*flags.values()):
        first, moves = _moves(limit, values[patient])
        weight = patient in flags[first]
        start += weight
        for step, truth in moves:
            after = patient in flags[truth]
            steps[step] += after - weight
            weight = after
    return start, {step: change for step, change in steps.items() if change}


def _moves(limit: NumericLimit, value: Range) -> tuple[Truth, list[tuple[Step, Truth]]]:
    """The truth of the comparison while the limit is lax, and where it turns as the limit becomes stricter (`Range.at_least`)."""
    low, high = (value.low, value.low_open), (value.high, value.high_open)
    (sure, sure_open), (most, most_open) = (low, high) if limit.end is End.LOW else (high, low)
    inclusive = limit.limit.inclusive
    reached = None if sure is None else (_turned(sure, limit.end), inclusive or sure_open)
    missed = None if most is None else (_turned(most, limit.end), inclusive and not most_open)
    turns = [] if reached is None or reached == missed else [(reached, Truth.UNKNOWN)]
    turns += [] if missed is None else [(missed, Truth.FALSE)]
    other = _other(limit, value)
    first = Truth.UNKNOWN if reached is None else Truth.TRUE
    return conjunction((first, other)), [(step, conjunction((truth, other))) for step, truth in turns]


def _other(limit: NumericLimit, value: Range) -> Truth:
    """Whether a value is within the other limit of the comparison."""
    low, high = limits_of(limit.node) or (None, None)
    if limit.end is End.LOW:
        return Truth.TRUE if high is None else value.at_most(high)
    return Truth.TRUE if low is None else value.at_least(low)


def _turned(value: Decimal, end: End) -> Decimal:
    """A value on the scale on which greater limits are stricter."""
    return value if end is End.LOW else -value


def _summed(one: Mapping[Step, int], other: Mapping[Step, int]) -> dict[Step, int]:
    return {step: one.get(step, 0) + other.get(step, 0) for step in {**one, **other}}
