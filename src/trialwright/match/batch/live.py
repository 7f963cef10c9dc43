"""A cohort held in memory: a new record of a patient, or an amended trial, enters; whose verdict is another now leaves, at once.

For a process that stays (a service beside a hospital's records). What was learnt from one patient helps with the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from typing import NamedTuple

import numpy as np

from trialwright.match.batch.amending import Amending, Answerable, Held
from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Answered, block_of
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.finding import Finder
from trialwright.match.batch.imprint import Imprint, imprint_of
from trialwright.match.batch.likewise import Likewise
from trialwright.match.batch.planes import WORD, AnsweredPlanes, Evaluated, StagePlanes, count, members
from trialwright.match.batch.prints import Prints
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.turned import Above
from trialwright.match.batch.values import Seen, Values
from trialwright.match.batch.views import View
from trialwright.match.knowing import know
from trialwright.match.verdict import Eligibility
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol

TOGETHER = 8192
"""Patients of one block of planes."""


class Moved(NamedTuple):
    """A pair whose verdict is another than it was; None where the stage was, or is, not judged."""

    patient: str
    trial: str
    stage: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended:
    """What an amendment did: the pairs of the first stage whose verdict is another, how many are eligible and excluded at each
    stage now, and how often the reference was asked about a patient."""

    moved: tuple[Moved, ...]
    eligible: dict[str, int]
    ineligible: dict[str, int]
    asked: int


class LiveCohort:
    """Patients held against trials on one day."""

    def __init__(self, protocols: Sequence[Protocol], on: dt.date) -> None:
        self.program = program_of(protocols)
        self.on = on
        self._protocols = {protocol.key: protocol for protocol in protocols}
        self.columns = Columns(Recall(program=self.program, on=on))
        self.seen = Seen()
        self.known = Answerable.of(self.program, self.seen, self.columns.recall.minds_the_trial)
        self.finding = Finder(self.columns.recall.contents, know(PatientFacts(id=""), self.columns.recall.context()))
        self._above = Above(self.program)
        self._answered: dict[str, Answered] = {}
        self.imprints: dict[str, Imprint] = {}
        self._place: dict[str, tuple[int, int]] = {}
        self._prints = Prints(self.imprints)
        self._held: list[Held] = []

    def add(self, patients: Iterable[PatientFacts]) -> None:
        """Answers for new patients."""
        source = iter(patients)
        while some := list(islice(source, TOGETHER)):
            values = Values(patients=len(some), seen=self.seen)
            answered = []
            for place, patient in enumerate(some):
                views: list[View] = []
                answered.append(self.columns.answered(patient, seen=views.append))
                self._note(patient.id, answered[-1], views, values.of(place))
                self._place[patient.id] = (len(self._held), place)
            self._keep([patient.id for patient in some], answered, values)
        self._prints.settle()

    def _keep(self, ids: list[str], answered: Sequence[Answered], values: Values) -> None:
        found = AnsweredPlanes.of(self.program, block_of(ids, answered, self.columns.usual))
        seats = self._prints.add(ids)
        self._held.append(
            Held(list(ids), int(seats[0]), list(found.true), list(found.false), dict(found.bare), found.ends, values)
        )

    def update(self, patient: PatientFacts) -> tuple[Moved, ...]:
        """A new record of a patient who is held: the verdicts that are others now."""
        block, place = self._place[patient.id]
        held, was = self._held[block], self._answered[patient.id]
        views: list[View] = []
        answered = self.columns.again(patient, (self.imprints[patient.id], was), seen=views.append)
        if answered is None:
            held.values.forget(place)
            views.clear()
            answered = self.columns.answered(patient, seen=views.append)
        self._note(patient.id, answered, views, held.values.of(place))
        self._prints.changed(held.first + place)
        before, after = self._codes(was), self._codes(answered)
        turned = np.flatnonzero(before != after).tolist()
        for number in turned:
            held.turn(number, place, int(after[number]))
        return tuple(
            Moved(patient=patient.id, trial=stage.trial, stage=stage.name, before=former, after=now)
            for stage, former, now in self._above.turned(before, after, turned)
        )

    def _note(self, patient: str, answered: Answered, views: Sequence[View], take: Callable[[View], None]) -> None:
        """Keeps what was seen of a patient."""
        for view in views:
            take(view)
        self._answered[patient] = answered
        self.imprints[patient] = imprint_of(views, self.columns.recall.contents)

    def _codes(self, answered: Answered) -> Codes:
        found: Codes = self.columns.usual(answered.sort).copy()
        found[answered.questions] = answered.codes
        return found

    def amended(self, protocol: Protocol) -> Amended:
        """What an amended trial changes. Answers to what some trial asks already are there; a limit that is another is held
        against the values. What no trial has asked of anybody is asked of one for all of whom it finds the same (`likewise`),
        from what is held of them; of each by themselves whom no trial sees as this one does, for what it treats."""
        former = program_of([self._protocols[protocol.key]]).stages
        both = program_of([self._protocols[protocol.key], protocol])  # what has not changed is one thing in it
        before = {stage.name: stage for stage in both.stages[: len(former)]}
        stages = both.stages[len(former) :]
        amending = Amending(both, self.known, lambda: self._likewise(both))
        moved: list[Moved] = []
        eligible, ineligible = ({stage.name: 0 for stage in stages} for _ in range(2))
        for held, answered in zip(self._held, amending.planes(self._held, self._prints), strict=True):
            evaluated = Evaluated(both, answered)
            for stage in stages:
                found = evaluated.stage(stage)
                eligible[stage.name] += count(found.eligible)
                ineligible[stage.name] += count(found.ineligible)
                if stage.name in before:
                    moved += _between(held, evaluated.stage(before[stage.name]), found)
        return Amended(moved=tuple(moved), eligible=eligible, ineligible=ineligible, asked=amending.asked)

    def _likewise(self, program: Program) -> Likewise:
        recall = Recall(program=program, on=self.on)
        return Likewise(recall, (self.columns, self.imprints), self.finding)


def _between(held: Held, before: StagePlanes, after: StagePlanes) -> Iterator[Moved]:
    """The pairs whose verdict is another."""
    turned = held.ends.any(getattr(before, name) ^ getattr(after, name) for name in ("eligible", "ineligible", "judged"))
    places = members(turned)
    sides = [[_SAID[code] for code in _said(found)[places].tolist()] for found in (before, after)]
    stage = after.stage
    return map(Moved, [held.ids[place] for place in places.tolist()], repeat(stage.trial), repeat(stage.name), *sides)


_SAID = (None, Eligibility.UNKNOWN.value, Eligibility.INELIGIBLE.value, Eligibility.ELIGIBLE.value)


def _said(found: StagePlanes) -> Codes:
    """Of each patient of a block the place of what is said in `_SAID`."""
    codes = np.zeros(len(found.judged) * WORD, dtype=np.uint8)
    for code, plane in enumerate((found.judged, found.ineligible, found.eligible), start=1):
        codes[np.unpackbits(plane.view(np.uint8), bitorder="little").view(bool)] = code
    return codes
