"""Patients of whom a question may find something enter; its answers leave: one is asked for all of whom it would find the same.

An answer is a function of what was read (`reads`), and a read gives items by what each is. So two patients with the same items
that any read of a question would find, on days that stand alike, have the same answer, as long as all reads are known that were
made for it. Where asking somebody brings a new one, all are told apart once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from trialwright.match.batch.columns import Columns
from trialwright.match.batch.imprint import Imprint, rows
from trialwright.match.batch.reads import AGES, BORN, DAYS
from trialwright.match.batch.touched import Flags, Printed, Touched
from trialwright.match.batch.views import ranked
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Has

Records = Callable[[Collection[str]], Iterable[PatientFacts]]
"""Gives the records of patients by their ids."""


class Likewise:
    """The answers to the questions of a program; `read` are those whose records were read for them.

    Where the imprints are not made as the trials of this program see patients (not `alike`), everybody is asked.
    """

    def __init__(self, columns: Columns, touched: Touched, imprints: Mapping[str, Imprint], *, alike: bool) -> None:
        self.columns = columns
        self._touched, self._imprints, self._alike = touched, imprints, alike
        self._readers = columns.recall.readers
        self._known: dict[Hashable, int] = {}
        self._version = self._readers.version
        self.read: set[str] = set()

    def touched(self, printed: Printed, questions: Collection[int]) -> dict[int, Flags]:
        """Who of a block must be asked each of some questions: all others answer as persons without records."""
        if not self._alike:
            return {number: np.ones(len(printed.sort), dtype=bool) for number in questions}
        return self._touched.of(printed, questions)

    def codes(self, number: int, patients: Sequence[str], records: Records) -> list[int]:
        """The answer of each patient to a question."""
        while True:
            if self._version != self._readers.version:
                self._known, self._version = {}, self._readers.version
            tables = self._touched.tables(number)
            keys = [self._key(number, patient, tables) for patient in patients]
            asked = {patient: key for key, patient in zip(keys, patients, strict=True) if key not in self._known}
            chosen = dict(zip(asked.values(), asked.keys(), strict=True))
            if not chosen:
                return [self._known[key] for key in keys]
            found = {asked[one.id]: self._answer(number, one) for one in records(chosen.values())}
            self.read.update(chosen.values())
            if self._version == self._readers.version:
                self._known |= found

    def _answer(self, number: int, patient: PatientFacts) -> int:
        one = self.columns.answered(patient, only=(number,))
        where = np.flatnonzero(one.questions == number)
        return int(one.codes[where[0]] if len(where) else self.columns.usual(one.sort)[number])

    def _key(self, number: int, patient: str, tables: tuple[Flags, Flags]) -> Hashable:
        """What a question may find of a patient, by each context in which trials see them."""
        if not self._alike:
            return number, patient
        imprint = self._imprints[patient]
        recall = self.columns.recall
        place, person = recall.place_of(number), imprint.person
        aged = place in self._readers.of(AGES) or place in self._readers.of(BORN)
        recorded = rows(imprint.recorded)
        said = [(row[0], (at,)) for at, row in enumerate(recorded) if tables[1][row[0]]]
        seen = []
        for made, items in zip(imprint.made, imprint.items, strict=True):
            days = [*recorded, *reversed(rows(made))]  # what is made is counted from the end
            found = [(row[0], row[1:]) for row in rows(items) if tables[0][row[0]]]
            seen.append((tuple(one for one, _ in (*found, *said)), *self._days(number, (at for _, at in (*found, *said)), days)))
        born = (person.birth_date, person.age) if aged else ()
        return number, person.sort, born, tuple(map(id, imprint.contexts)), tuple(seen)

    def _days(
        self, number: int, behind: Iterable[tuple[int, ...]], days: Sequence[tuple[int, ...]]
    ) -> Iterator[tuple[Hashable, ...]]:
        """Which items rest on the same facts, and how the days of these stand; by the day for what counts days."""
        recall = self.columns.recall
        places: dict[int, int] = {}
        yield tuple(tuple(places.setdefault(at, len(places)) for at in own) for own in behind)
        own_days = [days[at][1:] for at in places]
        by_the_day = recall.place_of(number) in self._readers.of(DAYS)
        exact = by_the_day or not isinstance(recall.program.questions[number].asked, Has)
        yield tuple(own_days if exact else ranked(own_days, recall.landmarks_of(number).days))
