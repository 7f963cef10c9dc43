"""A shelf and patients enter; the trials that each may be in leave, the likeliest first; how they were chosen is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from trialwright.cli.inputs import Inputs, Problem
from trialwright.cli.matching import Terms, Trial, trial_of
from trialwright.cli.protocols import FAULT_HINT
from trialwright.cli.screen import say_problem
from trialwright.find.asking import Query
from trialwright.patients.facts import PatientFacts

if TYPE_CHECKING:
    from trialwright.shelf.shelf import Shelf


class ShelfTrials:
    """The trials of a shelf that pass a query, for each patient at most as many as its size; each is read once."""

    def __init__(self, shelf: Shelf, query: Query, inputs: Inputs, terms: Terms) -> None:
        self._shelf, self._query, self._inputs, self._terms = shelf, query, inputs, terms
        self._read: dict[str, Trial | None] = {}
        self._without_stage: set[str] = set()

    @property
    def read(self) -> tuple[Trial, ...]:
        """The trials chosen so far, for any patient."""
        return tuple(trial for trial in self._read.values() if trial is not None)

    def of(self, patient: PatientFacts) -> Sequence[Trial]:
        """The trials to judge for a patient. What is left out is counted on standard error, with the reason."""
        chosen = self._shelf.chosen_for(patient, self._query, on=self._terms.on, most=self._query.size)
        found = tuple(self._trials(chosen.keys))
        counts = (
            (chosen.other_disease, "are for another disease for certain"),
            (chosen.left, "more may be for the patient: ask for more with --most or for fewer with --search"),
            (len(self._without_stage.intersection(chosen.keys)), f"have no stage {self._terms.stage!r}"),
        )
        told = "; ".join(f"{count} {what}" for count, what in counts if count)
        if told:
            say_problem(patient.id, f"{len(found)} of {chosen.found} trials are judged; {told}", None, label="note")
        return found

    def _trials(self, keys: Sequence[str]) -> Iterator[Trial]:
        for key in keys:
            if key not in self._read:
                self._read[key] = self._one(key)
            if (trial := self._read[key]) is not None:
                yield trial

    def _one(self, key: str) -> Trial | None:
        """The trial of a key; None where it cannot be read (reported) or has not the stage asked for (counted)."""
        try:
            protocol, kept = self._shelf.protocol(key), self._shelf.trial(key)
        except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
            problem = Problem(place=key, message=f"it could not be compiled ({type(error).__name__}: {error})", hint=FAULT_HINT)
            self._inputs.problem(problem, label="not judged")
            return None
        names = [stage.name for stage in protocol.stages]
        if self._terms.stage is not None and self._terms.stage not in names:
            self._without_stage.add(key)
            return None
        return trial_of(kept.record, protocol, on=self._terms.on, taken=set()) if kept is not None else None
