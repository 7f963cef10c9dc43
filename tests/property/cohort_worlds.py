"""A generated cohort held against generated trials: by the reference for counting by hand, and as planes for the engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from random import Random

from tests.property.batch_cases import a_patient, a_trial
from tests.spec.tables import small_vocabulary

from trialwright.match.batch.columns import Columns
from trialwright.match.batch.planes import Evaluation
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Reason, StageVerdict, TrialVerdict
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol

ON = dt.date(2026, 3, 16)


@dataclass(frozen=True)
class World:
    """Some trials and patients; what the reference says of each pair, and the engine's planes of all of them."""

    trials: list[Protocol]
    patients: list[PatientFacts]

    @cached_property
    def program(self) -> Program:
        return program_of(self.trials, vocabulary=small_vocabulary())

    @cached_property
    def columns(self) -> Columns:
        return Columns(Recall(program=self.program, on=ON, vocabulary=small_vocabulary()))

    def evaluation(self, patients: list[PatientFacts] | None = None) -> Evaluation:
        """The planes of some of the patients, or of all."""
        return Evaluation(self.program, self.columns.block(self.patients if patients is None else patients))

    @cached_property
    def verdicts(self) -> dict[tuple[str, str], TrialVerdict]:
        """By patient and trial."""
        context = Context(on=ON, vocabulary=small_vocabulary(), ahead=False)
        return {
            (patient.id, trial.key): evaluate_in(trial, patient, context) for patient in self.patients for trial in self.trials
        }

    @cached_property
    def current(self) -> dict[tuple[str, str], dict[str, StageVerdict]]:
        """By trial and stage: the verdict of each patient who is there."""
        found: dict[tuple[str, str], dict[str, StageVerdict]] = {}
        for (patient, trial), verdict in self.verdicts.items():
            for one in verdict.stages[:1]:
                if not waiting(one):
                    found.setdefault((trial, one.stage), {})[patient] = one
        return found

    def at(self, trial: str, stage: str) -> dict[str, StageVerdict]:
        """The verdict of each patient who is at a stage: it has begun for them, and no later one has."""
        return self.current.get((trial, stage), {})


def waiting(verdict: StageVerdict) -> bool:
    """Whether a stage has not begun: then all of its lines wait."""
    return bool(verdict.lines) and all(
        line.reason is Reason.LATER and line.evidence.why.startswith("belongs to ") for line in verdict.lines
    )


def a_world(seed: object, *, trials: int = 8, patients: int = 70, lines: int = 5) -> World:
    """The world of a seed."""
    rng = Random(str(seed))
    return World(
        trials=[a_trial(rng, f"T{number}", lines=lines) for number in range(trials)],
        patients=[a_patient(rng, f"P{number}") for number in range(patients)],
    )
