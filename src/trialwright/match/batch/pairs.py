"""A block of patients held against all trials enters; its pairs as columns leave: the verdicts, the failing and the open lines.

A pair is a patient and a stage that is judged for them. The columns are made stage by stage from the planes, for all patients at
once; why a line is open follows from the answers as its truth does (`match.evaluate` orders the reasons).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import CODES, REASONS, truth_of
from trialwright.match.batch.planes import Evaluation, Plane, StagePlanes, members
from trialwright.match.batch.program import Op, PlannedStage, Step
from trialwright.match.verdict import Eligibility, Reason

Numbers: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]
Masks: TypeAlias = NDArray[np.uint8]
"""For each patient the reasons why something is unknown: bit n is the n-th of `REASONS`."""

VERDICTS = (Eligibility.ELIGIBLE, Eligibility.INELIGIBLE, Eligibility.UNKNOWN)
_LATER, _AMBIGUOUS = REASONS.index(Reason.LATER), REASONS.index(Reason.AMBIGUOUS)
_MASKS = np.array([sum(1 << REASONS.index(one) for one in truth_of(code)[1]) for code in range(CODES)], dtype=np.uint8)
_FIRST = np.array([(mask & -mask).bit_length() - 1 if mask else 0 for mask in range(256)], dtype=np.uint8)
"""Tables: the reasons by the code of an answer, and the first of some reasons."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """Some lines of each pair: those of pair n are numbers of `names` from `starts[n]` to `starts[n + 1]`."""

    names: Sequence[str]
    starts: Numbers
    numbers: Numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairs:
    """Pairs, stage after stage, in each in the order of the patients, as numbers: of `ids`, of `stages`, of `VERDICTS`.

    `reasons` has for each open line the number of the first reason in `REASONS`.
    """

    ids: Sequence[str]
    stages: Sequence[PlannedStage]
    patient: Numbers
    stage: Numbers
    verdict: Numbers
    failing: Lines
    unknown: Lines
    reasons: Numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class _StagePairs:
    """The pairs of one stage; of the lines, how many each pair has, and their places in the stage."""

    patient: NDArray[np.int64]
    verdict: Numbers
    failing: tuple[NDArray[np.int64], NDArray[np.int64]]
    unknown: tuple[NDArray[np.int64], NDArray[np.int64]]
    reasons: Masks


def pairs_of(evaluation: Evaluation, stages: Sequence[StagePlanes], *, excluded: bool, but: Collection[str] = ()) -> Pairs:
    """The pairs of all patients of a block (`but` some); those who are excluded only when they are asked for."""
    maker = _Maker(evaluation, excluded=excluded, but=but)
    made = [maker.stage(found) for found in stages]
    planned = [found.stage for found in stages]
    names = {line: number for number, line in enumerate(dict.fromkeys(line for stage in planned for line in stage.lines))}
    numbers = [np.array([names[line] for line in stage.lines], dtype=np.int32) for stage in planned]

    def lines(of: Callable[[_StagePairs], tuple[NDArray[np.int64], NDArray[np.int64]]]) -> Lines:
        counts = _joined([of(one)[0] for one in made])
        return Lines(
            names=list(names),
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            numbers=_joined([own[of(one)[1]] for own, one in zip(numbers, made, strict=True)]),
        )

    return Pairs(
        ids=evaluation.block.ids,
        stages=planned,
        patient=_joined([one.patient for one in made]),
        stage=np.repeat(np.arange(len(made), dtype=np.int32), [len(one.patient) for one in made]),
        verdict=_joined([one.verdict for one in made]),
        failing=lines(lambda one: one.failing),
        unknown=lines(lambda one: one.unknown),
        reasons=_joined([one.reasons for one in made]),
    )


def _joined(parts: Sequence[NDArray[np.generic]]) -> Numbers:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, dtype=np.int32)


class _Maker:
    """Makes the pairs of one stage after the other; what is asked by several is looked up once."""

    def __init__(self, evaluation: Evaluation, *, excluded: bool, but: Collection[str]) -> None:
        self._evaluation, self._excluded = evaluation, excluded
        self._patients = len(evaluation.block.ids)
        self._wanted = np.array([patient not in but for patient in evaluation.block.ids], dtype=bool)
        self._reasons = _Reasons(evaluation)

    def stage(self, found: StagePlanes) -> _StagePairs:
        """The pairs of a stage."""
        stage, evaluation = found.stage, self._evaluation
        rows = members(found.judged if self._excluded else found.judged & ~found.ineligible)
        rows = rows[self._wanted[rows]]
        waiting = np.zeros(len(rows), dtype=bool)
        if stage.begins is not None:
            waiting = ~self._flags(evaluation.planes(stage.begins).true)[rows]
        open_, failing = (np.zeros((len(rows), len(stage.roots)), dtype=bool) for _ in range(2))
        reasons = np.full(open_.shape, _LATER, dtype=np.uint8)
        for place, root in enumerate(stage.roots):
            planes = evaluation.planes(root)
            failing[:, place] = self._flags(planes.false)[rows] & ~waiting
            open_[:, place] = ~(self._flags(planes.true)[rows] | failing[:, place])
            if open_[:, place].any():
                reasons[:, place] = self._reasons.first(root)[rows]
        open_[waiting], reasons[waiting] = True, _LATER
        verdict = np.full(len(rows), VERDICTS.index(Eligibility.UNKNOWN), dtype=np.int32)
        for plane, word in ((found.eligible, Eligibility.ELIGIBLE), (found.ineligible, Eligibility.INELIGIBLE)):
            verdict[self._flags(plane)[rows]] = VERDICTS.index(word)
        return _StagePairs(
            patient=rows,
            verdict=verdict,
            failing=(failing.sum(axis=1), np.nonzero(failing)[1]),
            unknown=(open_.sum(axis=1), np.nonzero(open_)[1]),
            reasons=reasons[open_],
        )

    def _flags(self, plane: Plane) -> Flags:
        return _flags(plane, self._patients)


class _Reasons:
    """Why questions and steps are unknown, for every patient of a block; nobody has a reason where the truth is known."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._program = evaluation.program
        self._asked = len(self._program.questions)
        self._none: Masks = np.zeros(len(evaluation.block.ids), dtype=np.uint8)
        self._found: dict[int, Masks] = {}
        self._mixed: dict[int, Flags] = {}

    def first(self, number: int) -> Masks:
        """The number of the first reason of a line's tree, for those of whom it is unknown."""
        found: Masks = _FIRST[self._masks(number)]
        mixed = self._mixed.get(number)
        return found if mixed is None else np.where(mixed, np.uint8(_AMBIGUOUS), found)

    def _masks(self, number: int) -> Masks:
        found = self._found.get(number)
        if found is None:
            open_ = self._open(number)
            if open_ is None:
                found = self._none
            elif number < self._asked:
                found = _MASKS[self._evaluation.block.column(number)]
            else:
                found = self._step(number, self._program.steps[number - self._asked], open_)
            self._found[number] = found
        return found

    def _open(self, number: int) -> Flags | None:
        """Of whom it is unknown; None for nobody."""
        planes, ends = self._evaluation.planes(number), self._evaluation.ends
        if planes.true is ends.all or planes.false is ends.all:
            return None
        open_ = ends.all & ~(planes.true | planes.false)
        return self._flags(open_) if open_.any() else None

    def _step(self, number: int, step: Step, open_: Flags) -> Masks:
        """Those of what is below it and unknown. Of a condition that is known only the side that it chooses counts."""
        below = list(map(self._masks, step.items))
        if step.op is Op.WHEN:
            condition = self._evaluation.planes(step.items[0])
            below[1] = np.where(self._flags(condition.false), np.uint8(0), below[1])
            below[2] = np.where(self._flags(condition.true), np.uint8(0), below[2])
        joined = self._none
        for one in below:
            if one is not self._none:
                joined = joined | one
        if step.op is Op.READINGS:
            joined = self._ambiguous(number, step, joined)
        return np.where(open_, joined, np.uint8(0))

    def _flags(self, plane: Plane) -> Flags:
        return _flags(plane, len(self._none))

    def _ambiguous(self, number: int, step: Step, joined: Masks) -> Masks:
        """Readings that say different things are ambiguous, and where one is true and one false that is all there is to say."""
        sides = [self._evaluation.planes(item) for item in step.items]
        true, false = [self._flags(side.true) for side in sides], [self._flags(side.false) for side in sides]
        known = [yes | no for yes, no in zip(true, false, strict=True)]
        mixed = np.any(known, axis=0) if sides else np.ones(len(joined), dtype=bool)
        self._mixed[number] = mixed
        torn = np.any(true, axis=0) & np.any(false, axis=0) if sides else np.zeros(len(joined), dtype=bool)
        ambiguous = np.uint8(1 << _AMBIGUOUS)
        return np.where(torn, ambiguous, np.where(mixed, joined | ambiguous, joined))


def _flags(plane: Plane, patients: int) -> Flags:
    return np.unpackbits(plane.view(np.uint8), bitorder="little")[:patients].astype(bool)
