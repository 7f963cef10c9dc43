"""Persons of whom nothing is recorded enter; what a record must touch to answer a question otherwise than for them leaves.

A question is touched by a person when something that is read for its answer is different from what it is for a person of the same
sex and coverage of whom nothing is recorded; all others have that person's answer.
"""

from __future__ import annotations

import numpy as np

from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Sort
from trialwright.match.batch.readers import Akin, Readers
from trialwright.match.batch.reads import AGES, BORN, OF_THE_TRIAL, Read
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.views import View
from trialwright.match.knowing import know
from trialwright.patients.facts import PatientFacts


class Nobodies:
    """The persons of whom nothing is recorded, one of each sort that was met."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._found: dict[Sort, Nobody] = {}

    def of(self, sort: Sort) -> Nobody:
        """The person of a sort."""
        found = self._found.get(sort)
        if found is None:
            found = self._found[sort] = Nobody(self._recall, sort, self._recall.akin)
        return found


class Nobody:
    """A person of whom nothing is recorded: the answers to all questions, and what a record must touch to change one."""

    def __init__(self, recall: Recall, sort: Sort, akin: Akin) -> None:
        self._recall = recall
        coverage, sex = sort
        self.known = know(PatientFacts(id="", sex=sex, coverage=coverage), recall.context())
        self._view = recall.view(self.known)
        self.codes: Codes = np.zeros(len(recall.program.questions), dtype=np.uint8)
        self._readers = Readers(self.known, akin)
        for place in range(len(recall.asked)):
            for read in self._ask(place):
                self._readers.add(read, place)
        self._found: dict[int, frozenset[int]] = {}
        self._repeated: dict[str, frozenset[int]] = {}

    def _ask(self, place: int) -> set[Read]:
        """Answers one thing that is asked, for each of its questions where the trial was looked at; gives all that was read."""
        reads: set[Read] = set()
        code = -1
        for number in self._recall.questions[place]:
            if code < 0 or reads & OF_THE_TRIAL:
                code, way = self._recall.code(number, self._view)
                reads.update(way.reads)
            self.codes[number] = code
        return reads

    def touched(self, view: View) -> tuple[set[int], set[int]]:
        """What a patient touches: things asked (by their place), and questions whose own words a fact may repeat."""
        asked: set[int] = set()
        worded: set[int] = set()
        known = view.known
        for number in set(view.numbers) ^ set(self._view.numbers):
            asked |= self._finding(number)
        for fact in known.patient.facts:
            asked |= self._repeated_by(fact.what)
            worded |= self._recall.worded_by(fact.what)
        if known.patient.age_range(self._recall.on) is not None:
            asked.update(self._readers.of(AGES))
        if known.patient.birth_date is not None:
            asked.update(self._readers.of(BORN))
        return asked, worded

    def _finding(self, number: int) -> frozenset[int]:
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = frozenset(self._readers.finding(self._recall.contents.items[number]))
        return found

    def _repeated_by(self, what: str) -> frozenset[int]:
        found = self._repeated.get(what)
        if found is None:
            found = self._repeated[what] = frozenset(self._readers.repeated_by(what))
        return found
