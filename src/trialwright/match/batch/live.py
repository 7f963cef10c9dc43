"""A cohort held in memory: a new record of a patient, or an amended trial, enters; whose verdict is another now leaves, at once.

For a process that stays (a service beside a hospital's records). What was learnt from one patient helps with the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from trialwright.match.batch.answers import IS_BARE, IS_FALSE, IS_TRUE, Codes
from trialwright.match.batch.block import Answered, block_of
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.finding import Finder
from trialwright.match.batch.imprint import Imprint, imprint_of
from trialwright.match.batch.likewise import Likewise
from trialwright.match.batch.planes import (
    WORD,
    AnsweredPlanes,
    Ends,
    Evaluated,
    Plane,
    StagePlanes,
    bare_wanted,
    count,
    members,
    packed,
)
from trialwright.match.batch.prints import Prints
from trialwright.match.batch.program import Program, Question, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.turned import Above
from trialwright.match.batch.values import Limits, Seen, Values, sibling_key
from trialwright.match.batch.views import View
from trialwright.match.knowing import know
from trialwright.match.verdict import Eligibility
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare
from trialwright.protocol.protocol import Protocol

TOGETHER = 8192
"""Patients of one block of planes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
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


@dataclass(slots=True)
class _Held:
    """A block of patients: the planes of all questions, and the values that comparisons rest on."""

    ids: list[str]
    true: list[Plane]
    false: list[Plane]
    bare: dict[int, Plane]
    ends: Ends
    values: Values
    prints: Prints

    def turn(self, number: int, place: int, code: int) -> None:
        """Takes in a new answer of one patient. Planes may be in use elsewhere, and are copied."""
        sides = [(self.true, IS_TRUE), (self.false, IS_FALSE)]
        for planes, table in sides:
            planes[number] = _with(planes[number], place, is_in=bool(table[code]))
        if number in self.bare:
            self.bare[number] = _with(self.bare[number], place, is_in=bool(IS_BARE[code]))


class LiveCohort:
    """Patients held against trials on one day."""

    def __init__(self, protocols: Sequence[Protocol], on: dt.date) -> None:
        self.program = program_of(protocols)
        self.on = on
        self._protocols = {protocol.key: protocol for protocol in protocols}
        self.columns = Columns(Recall(program=self.program, on=on))
        self.known = _Known.of(self.program)
        self.seen = Seen()
        self.finding = Finder(self.columns.recall.contents, know(PatientFacts(id=""), self.columns.recall.context()))
        self._above = Above(self.program)
        self._answered: dict[str, Answered] = {}
        self.imprints: dict[str, Imprint] = {}
        self._place: dict[str, tuple[int, int]] = {}
        self._held: list[_Held] = []

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

    def _keep(self, ids: list[str], answered: Sequence[Answered], values: Values) -> None:
        found = AnsweredPlanes.of(self.program, block_of(ids, answered, self.columns.usual))
        prints = Prints(list(ids), self.imprints)
        prints.make()  # now, so that the first amendment need not wait for it
        self._held.append(_Held(list(ids), list(found.true), list(found.false), dict(found.bare), found.ends, values, prints))

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
        held.prints.changed(place)
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
        from what is held of them; of everybody where the trial treats what no trial does."""
        former = program_of([self._protocols[protocol.key]])
        now = program_of([protocol])
        before, after = (_Amending(program, self) for program in (former, now))
        moved: list[Moved] = []
        eligible, ineligible = ({stage.name: 0 for stage in now.stages} for _ in range(2))
        for held in self._held:
            was, is_ = (one.stages(held) for one in (before, after))
            for name, found in is_.items():
                eligible[name] += count(found.eligible)
                ineligible[name] += count(found.ineligible)
                if name in was:
                    moved += _between(held, was[name], found)
        return Amended(moved=tuple(moved), eligible=eligible, ineligible=ineligible, asked=after.asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """The questions that are answered: their numbers, and of comparisons those of one that has the same but for its limits."""

    number_of: dict[Question, int]
    siblings: dict[Hashable, int]

    @classmethod
    def of(cls, program: Program) -> _Known:
        numbers = {question: number for number, question in enumerate(program.questions)}
        return cls(number_of=numbers, siblings={_Known.kin(question): number for question, number in numbers.items()})

    @staticmethod
    def kin(question: Question) -> Hashable:
        key = sibling_key(question.asked)
        return None if key is None else (key, question.diseases, question.begins)

    def sibling(self, question: Question) -> int | None:
        kin = self.kin(question)
        return None if kin is None else self.siblings.get(kin)


class _Amending:
    """The questions of one trial over the blocks that are held."""

    def __init__(self, program: Program, cohort: LiveCohort) -> None:
        self._program, self._on = program, cohort.on
        known = cohort.known
        self._numbers = [known.number_of.get(question) for question in program.questions]
        self._siblings = [
            None if number is not None else known.sibling(question)
            for number, question in zip(self._numbers, program.questions, strict=True)
        ]
        self._limits = {
            place: Limits(question.asked, cohort.seen)
            for place, question in enumerate(program.questions)
            if self._siblings[place] is not None and isinstance(question.asked, Compare)
        }
        self._wanted = bare_wanted(program)
        self._cohort = cohort
        self._asking: Likewise | None = None

    @property
    def asked(self) -> int:
        """How often the reference was asked."""
        return 0 if self._asking is None else self._asking.asked

    def stages(self, held: _Held) -> dict[str, StagePlanes]:
        """The verdicts of a block on each stage."""
        evaluated = Evaluated(self._program, self.planes(held))
        return {stage.name: evaluated.stage(stage) for stage in self._program.stages}

    def planes(self, held: _Held) -> AnsweredPlanes:
        """Those of all questions, of one block."""
        true: list[Plane] = []
        false: list[Plane] = []
        asked: dict[int, Plane] = {}
        for place, number in enumerate(self._numbers):
            yes, no, open_ = self._question(place, number, held)
            true.append(yes)
            false.append(no)
            if open_ is not held.ends.none:
                asked[place] = open_
        bare = {place: self._bare(place, held) for place in self._wanted}
        if asked:
            self._ask(asked, (true, false, bare), held)
        return AnsweredPlanes(ends=held.ends, true=true, false=false, bare=bare)

    def _question(self, place: int, number: int | None, held: _Held) -> tuple[Plane, Plane, Plane]:
        """Truth and falsehood, and who has to be asked."""
        ends = held.ends
        if number is not None and (place not in self._wanted or number in held.bare):
            return held.true[number], held.false[number], ends.none
        sibling = self._siblings[place]
        if sibling is None or place in self._wanted:
            return ends.none, ends.none, ends.all
        limits = self._limits[place]
        within, without, several = held.values.held_against(limits)
        rest = packed(held.values.valueless(limits))
        return (
            ends.any((packed(within), ends.every((held.true[sibling], rest)))),
            ends.any((packed(without), ends.every((held.false[sibling], rest)))),
            packed(several) if several.any() else ends.none,
        )

    def _bare(self, place: int, held: _Held) -> Plane:
        number = self._numbers[place]
        return held.ends.none if number is None else held.bare.get(number, held.ends.none)

    def _ask(self, asked: dict[int, Plane], sides: tuple[list[Plane], list[Plane], dict[int, Plane]], held: _Held) -> None:
        """Asks those who have to be asked, and puts their answers into the planes."""
        if self._asking is None:
            recall = Recall(program=self._program, on=self._on)
            self._asking = Likewise(recall, (self._cohort.columns, self._cohort.imprints), self._cohort.finding)
        for part in held.prints.parts():
            for number, whom in asked.items():
                places, rows = part.of(members(whom))
                codes = self._asking.codes(number, part, rows)
                for code in np.unique(codes).tolist():
                    saying = np.zeros(len(held.ids), dtype=bool)
                    saying[places[codes == code]] = True
                    self._put(number, packed(saying), code, sides)

    def _put(self, number: int, whom: Plane, code: int, sides: tuple[list[Plane], list[Plane], dict[int, Plane]]) -> None:
        """Puts the same answer of some patients into the planes."""
        ends = (IS_TRUE, sides[0]), (IS_FALSE, sides[1])
        for table, planes in ends:
            planes[number] = planes[number] | whom if table[code] else planes[number] & ~whom
        if number in self._wanted:
            sides[2][number] = sides[2][number] | whom if IS_BARE[code] else sides[2][number] & ~whom


def _between(held: _Held, before: StagePlanes, after: StagePlanes) -> Iterator[Moved]:
    """The pairs whose verdict is another."""
    turned = held.ends.any(getattr(before, name) ^ getattr(after, name) for name in ("eligible", "ineligible", "judged"))
    places = members(turned)
    sides = [[_SAID[code] for code in _said(found)[places].tolist()] for found in (before, after)]
    stage = after.stage
    for place, was, is_ in zip(places.tolist(), *sides, strict=True):
        yield Moved(patient=held.ids[place], trial=stage.trial, stage=stage.name, before=was, after=is_)


_SAID = (None, Eligibility.UNKNOWN.value, Eligibility.INELIGIBLE.value, Eligibility.ELIGIBLE.value)


def _said(found: StagePlanes) -> Codes:
    """Of each patient of a block the place of what is said in `_SAID`."""
    codes = np.zeros(len(found.judged) * WORD, dtype=np.uint8)
    for code, plane in enumerate((found.judged, found.ineligible, found.eligible), start=1):
        codes[np.unpackbits(plane.view(np.uint8), bitorder="little").view(bool)] = code
    return codes


def _with(plane: Plane, place: int, *, is_in: bool) -> Plane:
    """A plane with one patient in it, or not."""
    word, bit = place >> 6, np.uint64(1 << (place & 63))
    if bool(plane[word] & bit) is is_in:
        return plane
    found = plane.copy()
    found[word] ^= bit
    return found
