"""A way to an answer and the imprints of a block enter; what the way finds of each patient leaves, as a number that tells it.

It is what `views.View.signature` is for one patient, for a block at once: what each read gives, which items rest on the same
facts, and how their days stand. The numbers have 128 bits, made of all of that; that two differ by what was found and not in the
number is as unlikely as for the hashes by which records are told apart elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.finding import Finder
from trialwright.match.batch.imprint import Person
from trialwright.match.batch.landmarks import Landmarks
from trialwright.match.batch.printed import Flags, Numbers, Printed
from trialwright.match.batch.reads import AGES, BORN, OF_THE_PERSON, OF_THE_TRIAL, OPERATIONS, SEX, Read
from trialwright.match.batch.views import Fields, Way
from trialwright.patients.facts import PatientFacts

Sums = NDArray[np.uint64]
"""Two numbers of 64 bits for each patient of a block (rows)."""


@dataclass(slots=True)
class _Sum:
    """What is found of each patient, summed up; each part of it has a place of its own."""

    sums: Sums
    parts: int = 0

    def add(self, owners: Numbers, values: Numbers) -> None:
        """Takes in a list of values for each patient: `owners` are theirs, growing."""
        self.parts += 1
        if not len(owners):
            return
        begins = np.flatnonzero(_new(owners))
        lengths = np.diff(np.append(begins, len(owners)))
        places = np.arange(len(owners)) - np.repeat(begins, lengths)
        with np.errstate(over="ignore"):
            keys = places.astype(np.uint64) * _ODD[0] + np.uint64(self.parts) * _ODD[1]
            for side in range(2):
                mixed = _mixed(_mixed(keys + _ODD[2 + side]) ^ values.astype(np.uint64))
                self.sums[owners[begins], side] += np.add.reduceat(mixed, begins)


_ODD = [np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)]


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each number so changed that all bits count for all (the finalizer of SplitMix64: Steele et al., OOPSLA 2014)."""
    found = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


@dataclass
class Signing:
    """What ways find of the patients of blocks, on one reference date."""

    finding: Finder
    on: dt.date
    _numbers: dict[Hashable, int] = field(default_factory=dict)

    def looking(self, printed: Printed, views: Numbers) -> Looking:
        """The patients of a block, each as seen in one of these views (growing)."""
        return Looking(printed, views, self.finding)

    def signed(self, way: Way, landmarks: Landmarks, looking: Looking, patients: Numbers) -> Sums:
        """The sums of some patients of a block (growing), one row for each."""
        asked = np.zeros(len(looking.views), dtype=bool)
        asked[patients] = True
        total = _Sum(np.zeros((len(asked), 2), dtype=np.uint64))
        behind: list[tuple[Numbers, Numbers]] = []
        for read in way.reads:
            if read not in OF_THE_TRIAL:
                found = looking.found(read, way.fields) if _is_of_records(read) else self._of_people(read, looking)
                mine = asked[found.patients]
                total.add(found.patients[mine], found.told[mine])
                behind.append(_only(found, asked))
        owners, facts = _joined(behind)
        first, shape = _first_met(owners, facts)
        total.add(owners, shape)
        days = looking.days(owners[first], facts[first])
        named = (*landmarks.days, *(self.on.toordinal() - edge for edge in way.edges))
        total.add(*(days if way.by_the_day else _ranked(*days, named)))
        return total.sums[patients]

    def _of_people(self, read: Read, looking: Looking) -> Told:
        """What a read gives that looks at no record."""
        people, which = looking.printed.alike(aged=read in (AGES, BORN))
        told = [self._numbers.setdefault(self._of_person(read, one), len(self._numbers)) for one in people]
        return Told(patients=np.arange(len(which)), told=np.array(told, dtype=np.int64)[which])

    def _of_person(self, read: Read, person: Person) -> Hashable:
        coverage, sex = person.sort
        match read:
            case ("covered", frozenset() as kinds):
                return bool(kinds) and kinds <= coverage
            case _ if read == SEX:
                return "sex", sex
            case _ if read == BORN:
                return "born", person.birth_date
        return "ages", PatientFacts(id="", birth_date=person.birth_date, age=person.age).age_range(self.on)


_NONE: Numbers = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Told:
    """What a read finds: whose each thing is (growing), what is told of it, and the facts (their rows) behind it, so many."""

    patients: Numbers
    told: Numbers
    facts: Numbers = field(default_factory=lambda: _NONE)
    counts: Numbers | None = None
    """None: behind nothing there is a fact."""


def _is_of_records(read: Read) -> bool:
    return read[0] != "covered" and read not in OF_THE_PERSON


class Looking:
    """The patients of a block, each as seen in one view, and what reads find of them, each found out once."""

    def __init__(self, printed: Printed, views: Numbers, finding: Finder) -> None:
        self.printed, self.views, self._finding = printed, views, finding
        self._is_seen = np.zeros(len(printed.patient), dtype=bool)
        self._is_seen[views] = True
        self._found: dict[tuple[Read, Fields], Told] = {}

    def found(self, read: Read, fields: Fields) -> Told:
        """What a read finds of all of them, as far as some particulars tell it apart."""
        known = self._found.get((read, fields))
        if known is None:
            if read[0] == "like":
                known = self._facts(self._finding.facts(str(read[1])))
            else:
                known = self._items(*self._finding.items(read, fields), only_whether=read == OPERATIONS)
            self._found[read, fields] = known
        return known

    def _items(self, contents: Numbers, told: Numbers, *, only_whether: bool) -> Told:
        """The items of some contents; `only_whether` there is any."""
        items = self.printed.items
        rows = items.saying(contents)
        views = items.whose(rows)
        seen = self._is_seen[views]
        rows, views = rows[seen], views[seen]
        patients = self.printed.patient[views]
        if only_whether:
            having = patients[_new(patients)]
            return Told(patients=having, told=np.ones_like(having))
        facts, counts = self.printed.behind(rows, views)
        says = np.searchsorted(contents, items.numbers[items.starts[rows]])
        return Told(patients=patients, told=told[says], facts=facts, counts=counts)

    def _facts(self, contents: Numbers) -> Told:
        """The facts on record of some contents."""
        facts = self.printed.facts
        rows = facts.saying(contents)
        patients = facts.whose(rows)
        recorded = patients < len(self.views)
        rows, patients = rows[recorded], patients[recorded]
        told = -1 - facts.numbers[facts.starts[rows]].astype(np.int64)
        return Told(patients=patients, told=told, facts=rows, counts=np.ones_like(rows))

    def days(self, owners: Numbers, facts: Numbers) -> tuple[Numbers, Numbers]:
        """The days of some facts, and whose they are."""
        days, counts = self.printed.facts.rest(facts)
        return np.repeat(owners, counts), days


def _only(found: Told, asked: Flags) -> tuple[Numbers, Numbers]:
    """The facts behind some of what was found, and whose they are."""
    if found.counts is None:
        return _NONE, _NONE
    owners = np.repeat(found.patients, found.counts)
    kept = asked[owners]
    return owners[kept], found.facts[kept]


def _joined(behind: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """The facts behind all that was found: patients, growing, and the rows of their facts, in the order of finding."""
    owners, facts = (np.concatenate([_NONE, *side]) for side in zip(*behind, strict=True)) if behind else (_NONE, _NONE)
    order = np.argsort(owners, kind="stable")
    return owners[order], facts[order]


def _first_met(owners: Numbers, facts: Numbers) -> tuple[Numbers, Numbers]:
    """Where each fact stands first, in that order; and of each fact how many others of its patient are met before it.

    >>> [side.tolist() for side in _first_met(np.array([0, 0, 0, 1]), np.array([7, 5, 7, 9]))]
    [[0, 1, 3], [0, 1, 0, 0]]
    """
    if not len(facts):
        return facts, owners
    met, places = facts - facts.min(), np.arange(len(facts))
    at = np.empty(int(met.max()) + 1, dtype=np.int64)
    at[met[::-1]] = places[::-1]  # of each fact the place where it is met first is put in last
    first = at[met]
    is_first = first == places
    number = (np.cumsum(is_first) - 1)[first]
    begins = np.flatnonzero(_new(owners))
    return np.flatnonzero(is_first), number - np.repeat(number[begins], np.diff(np.append(begins, len(owners))))


def _ranked(owners: Numbers, days: Numbers, named: tuple[int, ...]) -> tuple[Numbers, Numbers]:
    """The days of each patient by their rank among all of them and the days that are named, whose ranks come last."""
    having = owners[_new(owners)]
    owners = np.concatenate([owners, np.repeat(having, len(named))])
    days = np.concatenate([days, np.tile(np.array(named, dtype=np.int64), len(having))])
    by_owner = np.argsort(owners, kind="stable")
    owners, days = owners[by_owner], days[by_owner]
    if not len(owners):
        return owners, days
    keys = owners * (int(days.max()) - int(days.min()) + 1) + (days - days.min())
    order = np.argsort(keys, kind="stable")
    steps = np.cumsum(_new(keys[order]))
    ranks = np.empty_like(days)
    ranks[order] = steps - np.maximum.accumulate(np.where(_new(owners), steps, 0))
    return owners, ranks


def _new(numbers: Numbers) -> Flags:
    """Where a number stands that is another than the one before it."""
    found = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found
