"""A program and a block of patients enter; the verdict on every patient and stage, with its failing and open lines, leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.block import Block
from trialwright.match.batch.pairs import Pairs, pairs_of
from trialwright.match.batch.planes import Evaluation, Plane, StagePlanes, count, members
from trialwright.match.batch.program import PlannedStage, Program
from trialwright.match.batch.reasons import PersonJudged
from trialwright.match.truth import Truth
from trialwright.match.verdict import Eligibility, Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class PairVerdict:
    """One patient and one stage of a trial: the verdict, the failing lines, and the unknown ones with the first reason."""

    patient: str
    trial: str
    stage: str
    verdict: Eligibility
    failing: tuple[str, ...] = ()
    unknown: tuple[tuple[str, Reason], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StageCount:
    """How many patients of a block a stage is judged for, and with which verdict; the rest of `judged` is unknown."""

    trial: str
    stage: str
    judged: int
    eligible: int
    ineligible: int

    def __add__(self, other: StageCount) -> StageCount:
        return StageCount(
            trial=self.trial,
            stage=self.stage,
            judged=self.judged + other.judged,
            eligible=self.eligible + other.eligible,
            ineligible=self.ineligible + other.ineligible,
        )


class Screening:
    """A block of patients held against all trials of a program."""

    def __init__(self, program: Program, block: Block) -> None:
        self.program = program
        self.block = block
        self.evaluation = Evaluation(program, block)
        self.stages = [self.evaluation.stage(stage) for stage in program.stages]

    def counts(self) -> list[StageCount]:
        """How each stage comes out."""
        return [
            StageCount(
                trial=found.stage.trial,
                stage=found.stage.name,
                judged=count(found.judged),
                eligible=count(found.eligible),
                ineligible=count(found.ineligible),
            )
            for found in self.stages
        ]

    def verdicts(self) -> Iterator[tuple[str, str, str, str]]:
        """Each patient and stage that is judged for them: patient, trial, stage, and the word for the verdict."""
        for found in self.stages:
            parts = (
                (found.eligible, Eligibility.ELIGIBLE),
                (found.ineligible, Eligibility.INELIGIBLE),
                (found.judged & ~found.eligible & ~found.ineligible, Eligibility.UNKNOWN),
            )
            for plane, verdict in parts:
                for number in members(plane):
                    yield self.block.ids[number], found.stage.trial, found.stage.name, verdict.value

    def columns(self, *, excluded: bool = False, but: Collection[str] = ()) -> Pairs:
        """The pairs of all patients (`but` some) as columns; of those who are not eligible only with `excluded`."""
        return pairs_of(self.evaluation, self.stages, excluded=excluded, but=but)

    def pairs(self, *, excluded: bool = False, but: Collection[str] = ()) -> Iterator[PairVerdict]:
        """The same one by one, patient after patient: for few of them, or where each is looked at."""
        wanted = [self._rows(found.judged if excluded else found.judged & ~found.ineligible) for found in self.stages]
        for number, codes in enumerate(self.block.people()):
            if self.block.ids[number] in but:
                continue
            person = PersonJudged(program=self.program, codes=codes)
            for rows, found in zip(wanted, self.stages, strict=True):
                if rows[number]:
                    yield self._pair(number, person, found)

    def _rows(self, plane: Plane) -> NDArray[np.bool_]:
        bits = np.unpackbits(plane.view(np.uint8), bitorder="little")
        return bits[: len(self.block.ids)].astype(bool)

    def _pair(self, number: int, person: PersonJudged, found: StagePlanes) -> PairVerdict:
        stage = found.stage
        failing: list[str] = []
        open_: list[tuple[str, Reason]] = []
        if stage.begins is not None and person.judged(stage.begins)[0] is not Truth.TRUE:
            open_ = [(line, Reason.LATER) for line in stage.lines]
        else:
            for line, root in zip(stage.lines, stage.roots, strict=True):
                truth, reasons = person.judged(root)
                if truth is Truth.FALSE:
                    failing.append(line)
                elif truth is Truth.UNKNOWN:
                    open_.append((line, reasons[0]))
        return PairVerdict(
            patient=self.block.ids[number],
            trial=stage.trial,
            stage=stage.name,
            verdict=_verdict(stage, failing, open_),
            failing=tuple(failing),
            unknown=tuple(open_),
        )


def _verdict(stage: PlannedStage, failing: list[str], open_: list[tuple[str, Reason]]) -> Eligibility:
    if failing:
        return Eligibility.INELIGIBLE
    return Eligibility.UNKNOWN if open_ or stage.open_end or not stage.lines else Eligibility.ELIGIBLE
