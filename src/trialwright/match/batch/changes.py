"""The answers of patients before and now enter; whose verdict on which trial has changed, and why, leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from trialwright.match.batch.block import Block
from trialwright.match.batch.program import PlannedStage, Program
from trialwright.match.batch.reasons import PersonJudged
from trialwright.match.batch.screening import Screening
from trialwright.match.truth import Truth
from trialwright.match.verdict import Eligibility, Outcome

ARRIVED, GONE, RECORD, TIME, ENGINE = "new patient", "patient gone", "record", "time", "version"
"""Why a verdict changed: the patient is new, or no longer there, something else is on record, time has passed, or this program is
another version."""
ADDED, REMOVED, AMENDED = "new trial", "trial gone", "trial amended"
"""The same of a trial."""
_OUTCOMES = {Truth.TRUE: Outcome.PASS.value, Truth.FALSE: Outcome.FAIL.value, Truth.UNKNOWN: Outcome.UNKNOWN.value}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The verdict on one patient and stage, before and after: None where it was not judged then.

    `on` is the reference date of the later one. `lines` are the lines that come out otherwise: id, before, after; None stands for
    a line that was not there, or not asked, then.
    """

    on: dt.date
    patient: str
    trial: str
    stage: str
    before: str | None
    after: str | None
    causes: tuple[str, ...]
    lines: tuple[tuple[str, str | None, str | None], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Causes:
    """Why verdicts may have changed, by patient and by trial."""

    patients: Mapping[str, tuple[str, ...]]
    trials: Mapping[str, tuple[str, ...]]

    def of(self, patient: str, trial: str) -> tuple[str, ...]:
        """Those of a pair."""
        return (*self.patients.get(patient, ()), *self.trials.get(trial, ()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the two: a program, and the answers of patients to its questions."""

    program: Program
    block: Block

    def verdicts(self) -> dict[str, dict[tuple[str, str], str]]:
        """By patient, then trial and stage: the verdict of each stage that is judged."""
        found: dict[str, dict[tuple[str, str], str]] = {patient: {} for patient in self.block.ids}
        for row in Screening(self.program, self.block).verdicts():
            found[row[0]][row[1], row[2]] = row[3]
        return found

    def lines(self, number: int, stage: PlannedStage) -> dict[str, str]:
        """How each line of a stage comes out for the patient of that number; none while the stage has not begun."""
        person = PersonJudged(program=self.program, codes=self.block.person(number))
        if stage.begins is not None and person.judged(stage.begins)[0] is not Truth.TRUE:
            return {}
        return {line: _OUTCOMES[person.judged(root)[0]] for line, root in zip(stage.lines, stage.roots, strict=True)}


def changes_between(before: Side, after: Side, causes: Causes, on: dt.date) -> Iterator[Change]:
    """Each pair whose verdict is another than before, patient by patient, in the order of `after`.

    Of a patient or a trial that is new only pairs are told that are not excluded.
    """
    earlier, later = before.verdicts(), after.verdicts()
    number_of = {patient: number for number, patient in enumerate(before.block.ids)}
    stages = [{(stage.trial, stage.name): stage for stage in side.program.stages} for side in (before, after)]
    for number, patient in enumerate(after.block.ids):
        own = earlier.get(patient)
        for at in dict.fromkeys((*(own or ()), *later[patient])):
            was, is_ = (own or {}).get(at), later[patient].get(at)
            why = causes.of(patient, at[0])
            if was == is_ or (is_ == Eligibility.INELIGIBLE.value and not tells((was, is_), why)):
                continue
            old = before.lines(number_of[patient], stages[0][at]) if own is not None and at in stages[0] else {}
            new = after.lines(number, stages[1][at]) if at in stages[1] else {}
            lines = ((line, old.get(line), new.get(line)) for line in dict.fromkeys((*old, *new)))
            yield Change(
                on=on,
                patient=patient,
                trial=at[0],
                stage=at[1],
                before=was,
                after=is_,
                causes=why,
                lines=tuple(line for line in lines if line[1] != line[2]) if own is not None else (),
            )


def departed(side: Side, on: dt.date) -> Iterator[Change]:
    """A change for each pair of patients who are no longer among those given."""
    for patient, verdicts in side.verdicts().items():
        for (trial, stage), verdict in verdicts.items():
            yield Change(on=on, patient=patient, trial=trial, stage=stage, before=verdict, after=None, causes=(GONE,))


def net(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of several runs, in their order, as one for each pair; what has turned back again is left out."""
    found: dict[tuple[str, str, str], Change] = {}
    for change in changes:
        at = (change.patient, change.trial, change.stage)
        first = found.get(at)
        found[at] = change if first is None else _joined(first, change)
    return tuple(
        change
        for change in found.values()
        if change.before != change.after and tells((change.before, change.after), change.causes)
    )


def tells(verdicts: tuple[str | None, str | None], causes: Iterable[str]) -> bool:
    """Whether a change is one to anybody: not where somebody, or a trial, came or went, and the pair is excluded."""
    return set(verdicts) != {None, Eligibility.INELIGIBLE.value} or {ARRIVED, GONE, ADDED, REMOVED}.isdisjoint(causes)


def _joined(first: Change, last: Change) -> Change:
    befores = {line: before for line, before, _ in first.lines}
    afters = {line: after for line, _, after in last.lines}
    of_first = {line: after for line, _, after in first.lines}
    of_last = {line: before for line, before, _ in last.lines}
    lines = (
        (line, befores.get(line, of_last.get(line)), afters.get(line, of_first.get(line)))
        for line in dict.fromkeys((*befores, *afters))
    )
    return replace(
        last,
        before=first.before,
        causes=tuple(dict.fromkeys((*first.causes, *last.causes))),
        lines=tuple(line for line in lines if line[1] != line[2]),
    )
