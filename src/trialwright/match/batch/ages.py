"""People and a comparison with the age enter (in months, weeks or days: ages in years are a column); the answer of each leaves.

The older somebody is, the further along they are from below a limit to above it. So of those whose day of birth is known some are
asked, until each answer is known to hold from one day of birth to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import Codes, code_of
from trialwright.match.batch.imprint import Person
from trialwright.match.batch.program import Asked
from trialwright.match.batch.recall import Recall
from trialwright.match.evaluate import answer_to
from trialwright.match.knowing import know
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare

_Days = NDArray[np.int64]


def is_of_age(asked: Asked) -> bool:
    """Whether something that is asked looks at the age, and at nothing else."""
    return isinstance(asked, Compare) and asked.quantity.variable == "age" and asked.window is None


class Ages:
    """The answers to one question about the age."""

    def __init__(self, recall: Recall, number: int) -> None:
        node = recall.program.questions[number].asked
        assert isinstance(node, Compare)
        self._node, self._recall = node, recall
        self._context = recall.context(recall.program.questions[number])
        self._known: dict[object, int] = {}
        self.asked = 0

    def codes(self, people: Sequence[Person]) -> Codes:
        """The answer of each of some people."""
        found = np.zeros(len(people), dtype=np.uint8)
        exact = np.array([_born(person) for person in people], dtype=np.int64)
        for place in np.flatnonzero(exact < 0).tolist():
            found[place] = self._code(people[place])
        places = np.flatnonzero(exact >= 0)
        days, which = np.unique(exact[places], return_inverse=True)
        one_of = dict(zip(exact[places].tolist(), places.tolist(), strict=True))
        some = [people[one_of[day]] for day in days.tolist()]
        found[places] = self._by_day(some)[which]
        return found

    def _by_day(self, people: Sequence[Person]) -> Codes:
        """The answers of people by their days of birth, growing: each limit parts them, then one of each part is asked."""
        edges = {0, len(people)}
        for node in (replace(self._node, high=None), replace(self._node, low=None)):
            if node.low is not None or node.high is not None:
                edges |= set(self._parted(node, people, (0, len(people) - 1)))
        found = np.zeros(len(people), dtype=np.uint8)
        for first, last in pairwise(sorted(edges)):
            found[first:last] = self._code(people[first])
        return found

    def _parted(self, node: Compare, people: Sequence[Person], ends: tuple[int, int]) -> list[int]:
        """The places before which the answer to one limit becomes another."""
        first, last = ends
        if last <= first or self._code(people[first], node) == self._code(people[last], node):
            return []
        if last == first + 1:
            return [last]
        middle = (first + last) // 2
        return [*self._parted(node, people, (first, middle)), *self._parted(node, people, (middle, last))]

    def _code(self, person: Person, node: Compare | None = None) -> int:
        """The code of the reference's answer for somebody of that age."""
        node = node or self._node
        key = node, person.birth_date, person.age
        if key not in self._known:
            self.asked += 1
            patient = PatientFacts(id="", birth_date=person.birth_date, age=person.age)
            self._known[key] = code_of(answer_to(node, know(patient, self._context)))
        return self._known[key]


def _born(person: Person) -> int:
    """The day of birth as a number; -1 where it is not known to the day."""
    born = person.birth_date
    return born.first.toordinal() if born is not None and born.exact else -1
