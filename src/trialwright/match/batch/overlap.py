"""A program and the planes of a block enter; which trials have the same patients leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.current import at_stage
from trialwright.match.batch.planes import Evaluation, Plane, count
from trialwright.match.batch.program import Program


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialPatients:
    """A trial: how many patients it has, and how many of them have no other trial."""

    trial: str
    patients: int
    only: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialPair:
    """Two trials: how many patients have both, and how many have the one or the other."""

    one: str
    other: str
    both: int
    either: int

    @property
    def jaccard(self) -> float:
        """The part of all their patients whom both have."""
        return self.both / self.either if self.either else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """Trials over a cohort. `shared` has a row and a column for each trial: how many patients have both.

    `bare` are trials of which no criteria are shown: they would have everybody, so that they stand beside the others, uncounted.
    """

    trials: tuple[str, ...]
    shared: NDArray[np.int64]
    only: NDArray[np.int64]
    bare: tuple[str, ...] = ()

    def __add__(self, other: Overlap) -> Overlap:
        return replace(self, shared=self.shared + other.shared, only=self.only + other.only)

    def each(self) -> tuple[TrialPatients, ...]:
        """Each trial with the patients that it has, and those that it has alone."""
        return tuple(
            TrialPatients(trial=trial, patients=int(self.shared[place, place]), only=int(self.only[place]))
            for place, trial in enumerate(self.trials)
        )

    def pairs(self) -> list[TrialPair]:
        """The pairs of trials that share a patient: those that share the greatest part of theirs first, then most patients."""
        own = self.shared.diagonal()
        found = [
            TrialPair(
                one=self.trials[one],
                other=self.trials[other],
                both=int(self.shared[one, other]),
                either=int(own[one] + own[other] - self.shared[one, other]),
            )
            for one, other in zip(*np.nonzero(np.triu(self.shared, 1)), strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair.jaccard, -pair.both, pair.one, pair.other))


def overlap(evaluation: Evaluation, *, eligible: bool = False, bare: Collection[str] = ()) -> Overlap:
    """How the trials of a program share the patients of a block: those not excluded, or only the eligible ones.

    A patient counts at the stage of a trial that they are at. `bare` trials, which show no criteria, are not counted. Blocks are
    added.
    """
    nobody = overlap_of_nobody(evaluation.program, bare=bare)
    having = _having(evaluation, nobody.trials, eligible=eligible)
    shared = np.zeros_like(nobody.shared)
    for place, plane in enumerate(having):
        shared[place] = np.bitwise_count(having & plane).sum(axis=1)
    return replace(nobody, shared=shared, only=np.array(list(_alone(having)), dtype=np.int64))


def overlap_of_nobody(program: Program, *, bare: Collection[str] = ()) -> Overlap:
    """The trials of a program over no patients: what blocks are added to."""
    every = tuple(dict.fromkeys(stage.trial for stage in program.stages))
    trials = tuple(trial for trial in every if trial not in bare)
    return Overlap(
        trials=trials,
        shared=np.zeros((len(trials), len(trials)), dtype=np.int64),
        only=np.zeros(len(trials), dtype=np.int64),
        bare=tuple(trial for trial in every if trial in bare),
    )


def _having(evaluation: Evaluation, trials: Sequence[str], *, eligible: bool) -> NDArray[np.uint64]:
    """The patients of each trial, a row for each."""
    found = np.zeros((len(trials), len(evaluation.all)), dtype=np.uint64)
    places = {trial: place for place, trial in enumerate(trials)}
    for stage in (one for one in evaluation.program.stages if one.trial in places):
        here = at_stage(evaluation, stage)
        found[places[stage.trial]] |= here.eligible if eligible else here.candidates
    return found


def _alone(having: NDArray[np.uint64]) -> Iterator[int]:
    """How many patients each row has that are in no other."""
    once: Plane = np.zeros(having.shape[1], dtype=np.uint64)
    twice = once.copy()
    for plane in having:
        twice |= once & plane
        once |= plane
    return (count(plane & ~twice) for plane in having)
