"""The folder of a cohort enters; the trials with their program, and the planes of its blocks, one after the other, leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from trialwright.errors import UserError
from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Sort, block_of
from trialwright.match.batch.chosen import stage_named, trial_named
from trialwright.match.batch.cohort import program_mark
from trialwright.match.batch.planes import Evaluation
from trialwright.match.batch.program import PlannedStage, Program, program_of
from trialwright.match.batch.store import CohortFolder
from trialwright.match.batch.tables import Row, read_patients
from trialwright.protocol.protocol import Line, Protocol

_TOGETHER = 16_384
_AGAIN = "run `trialwright cohort` again with the same folder; with --terms, if it was made so"


class Reopened:
    """A cohort that was held against trials: what was asked, and the answers of all patients."""

    def __init__(self, folder: Path) -> None:
        self.folder = CohortFolder(folder)
        question = self.folder.question()
        self.on = dt.date.fromisoformat(question["on"])
        self.protocols = {protocol.key: protocol for protocol in self.folder.protocols()}
        self.program: Program = program_of(self.protocols.values())
        if program_mark(self.program) != question["program"]:
            message = "the folder was made by another version, which asks other questions"
            raise UserError(message, place=str(folder), hint=_AGAIN)

    @property
    def patients(self) -> int:
        """How many patients the cohort has."""
        return self.folder.patients()

    def trial(self, key: str) -> Protocol:
        """A trial of the cohort. One that it does not have is a `UserError` that names some that it has."""
        return trial_named(self.protocols, key)

    def stage(self, key: str, name: str | None = None) -> PlannedStage:
        """A stage of a trial; without a name, the first."""
        trial = self.trial(key)
        stages = ((stage.name, stage) for stage in self.program.stages if stage.trial == trial.key)
        return stage_named(trial.key, stages, name)

    def lines(self, stage: PlannedStage) -> dict[str, Line]:
        """The lines of a stage by their ids."""
        return {line.id: line for line in self.protocols[stage.trial].stage(stage.name).lines}

    def evaluations(self) -> Iterator[Evaluation]:
        """The planes of all patients. Blocks are put together: a plane of many patients takes hardly longer than one of few."""
        rows: list[Row] = []
        usual: dict[Sort, Codes] = {}
        for number in range(self.folder.blocks()):
            more, own = self.folder.rows(number), self.folder.usual(number)
            alike = all(np.array_equal(codes, usual.get(sort, codes)) for sort, codes in own.items())
            if rows and (not alike or len(rows) + len(more) > _TOGETHER):
                yield self._evaluation(rows, usual)
                rows, usual = [], {}
            rows, usual = rows + more, usual | own
        if rows:
            yield self._evaluation(rows, usual)

    def of_patient(self, patient: str) -> Evaluation:
        """The planes of one patient. One whom the cohort does not have is a `UserError`."""
        for number in range(self.folder.blocks()):
            if patient in read_patients(self.folder.path("answers", number)):
                rows = [row for row in self.folder.rows(number) if row.patient == patient]
                return self._evaluation(rows, self.folder.usual(number))
        hint = "the ids are those in pairs/*.parquet"
        raise UserError(f"the folder has no patient {patient!r}", place="--patient", hint=hint)

    def _evaluation(self, rows: list[Row], usual: Mapping[Sort, Codes]) -> Evaluation:
        block = block_of([row.patient for row in rows], [row.answered for row in rows], usual.__getitem__)
        return Evaluation(self.program, block)
