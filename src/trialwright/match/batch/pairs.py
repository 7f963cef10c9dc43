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

from trialwright.match.batch.answers import REASONS
from trialwright.match.batch.coded import coded
from trialwright.match.batch.planes import Evaluation, Plane, StagePlanes, members
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.whys import Whys
from trialwright.match.verdict import Eligibility, Reason

Numbers: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]
Masks: TypeAlias = NDArray[np.uint8]
"""The numbers of reasons in `REASONS`."""

VERDICTS = (Eligibility.ELIGIBLE, Eligibility.INELIGIBLE, Eligibility.UNKNOWN)
_LATER = REASONS.index(Reason.LATER)


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
        block, ends = evaluation.block, evaluation.ends
        self._whys = Whys(evaluation, lambda number: coded(block.column(number)).why(ends))

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
                for reason, plane in self._whys.first(root).items():
                    reasons[self._flags(plane)[rows], place] = reason
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


def _flags(plane: Plane, patients: int) -> Flags:
    return np.unpackbits(plane.view(np.uint8), bitorder="little")[:patients].astype(bool)
