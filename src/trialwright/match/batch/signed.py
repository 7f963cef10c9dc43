"""A way to an answer and the imprints of a block enter; what the way finds of each patient leaves, as a number that tells it.

It is what `views.View.signature` is for one patient, for a block at once: what each read gives, which items rest on the same
facts, and how their days stand. The numbers have 128 bits, made of all of that; that two differ by what was found and not in the
number is as unlikely as for the hashes by which records are told apart elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.finding import Finder
from trialwright.match.batch.imprint import Person
from trialwright.match.batch.landmarks import Landmarks
from trialwright.match.batch.printed import Flags, Numbers, Printed, spans
from trialwright.match.batch.reads import AGES, BORN, OF_THE_PERSON, OF_THE_TRIAL, OPERATIONS, SEX, Read
from trialwright.match.batch.views import Fields, Way
from trialwright.patients.facts import PatientFacts

Sums = NDArray[np.uint64]
"""Two rows of numbers of 64 bits, which together tell what was found of each patient of a block."""


def _summed(owners: Numbers, values: Numbers) -> tuple[Numbers, Sums]:
    """A list of values for each patient (`owners` are theirs, growing) in; whose there are, and of each list a sum, out."""
    begins = np.flatnonzero(_new(owners))
    if not len(owners):
        return owners, np.zeros((2, 0), dtype=np.uint64)
    places = np.arange(len(owners)) - np.repeat(begins, np.diff(np.append(begins, len(owners))))
    keys = places.astype(np.uint64) * _ODD[0]
    said = values.astype(np.uint64)
    mixed = [_mixed(_mixed(keys + odd) ^ said) for odd in _ODD[2:]]
    return owners[begins], np.stack([np.add.reduceat(side, begins) for side in mixed])


def _placed(sums: Sums, place: int) -> Sums:
    """Sums as they count at a place of a row of them."""
    found: Sums = _mixed(sums + np.uint64(place) * _ODD[1])
    return found


_BEHIND = 2
"""What lies behind what is said: the shape and the days. They count at the first places."""
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

    def said(self, way: Way, looking: Looking) -> Sums:
        """What the reads of a way find of each patient of a block; the facts behind it left aside. Who differs here differs in
        `signed`."""
        return looking.said(way.reads, way.fields, lambda read: self._read(read, way.fields, looking))

    def _read(self, read: Read, fields: Fields, looking: Looking) -> tuple[Numbers, Sums]:
        """What one read finds, summed up, and of whom it finds anything."""
        if read in OF_THE_TRIAL:
            return _summed(_NONE, _NONE)
        if _is_of_records(read):
            return looking.summed(read, fields)
        found = self._of_people(read, looking)
        return _summed(found.patients, found.told)

    def signed(self, way: Way, landmarks: Landmarks, looking: Looking, patients: Numbers) -> Sums:
        """All that a way finds of some patients of a block (growing): what is said, on which of the same facts it rests, and how
        their days stand."""
        total: Sums = self.said(way, looking)[:, patients]
        found = [looking.found(read, way.fields) for read in way.reads if read not in OF_THE_TRIAL and _is_of_records(read)]
        behind = [one for one in found if len(one.facts)]
        if not behind:
            return total
        owners, facts = _joined([_only(one, patients) for one in behind])
        first, shape = _first_met(owners, facts)
        days = looking.days(owners[first], facts[first])
        named = (*landmarks.days, *(self.on.toordinal() - edge for edge in way.edges))
        with np.errstate(over="ignore"):
            for place, side in enumerate(((owners, shape), days if way.by_the_day else _ranked(*days, named))):
                whose, sums = _summed(*side)
                total[:, whose] += _placed(sums, place)
        return total

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
    """What a read finds: whose each thing is (growing) and what is told of it; the facts (their rows) behind it, and whose."""

    patients: Numbers
    told: Numbers
    facts: Numbers = field(default_factory=lambda: _NONE)
    owners: Numbers = field(default_factory=lambda: _NONE)


def _is_of_records(read: Read) -> bool:
    return read[0] != "covered" and read not in OF_THE_PERSON


class Looking:
    """The patients of a block, each as seen in one view, and what reads find of them, each found out once."""

    def __init__(self, printed: Printed, views: Numbers, finding: Finder) -> None:
        self.printed, self.views, self._finding = printed, views, finding
        self._is_seen = np.zeros(len(printed.patient), dtype=bool)
        self._is_seen[views] = True
        self._found: dict[tuple[Read, Fields], Told] = {}
        self._summed: dict[tuple[Read, Fields], tuple[Numbers, Sums]] = {}
        self._said: dict[tuple[Fields, tuple[Read, ...]], Sums] = {}

    def said(self, reads: tuple[Read, ...], fields: Fields, look: Callable[[Read], tuple[Numbers, Sums]]) -> Sums:
        """What some reads find of each patient, each by `look`; ways often begin with the same ones."""
        known = self._said.get((fields, reads))
        if known is None:
            if not reads:
                known = np.zeros((2, len(self.views)), dtype=np.uint64)
            else:
                known = self.said(reads[:-1], fields, look)
                whose, sums = look(reads[-1])
                if len(whose):
                    known = known.copy()
                    with np.errstate(over="ignore"):
                        known[:, whose] += _placed(sums, _BEHIND + len(reads))
            self._said[fields, reads] = known
        return known

    def summed(self, read: Read, fields: Fields) -> tuple[Numbers, Sums]:
        """What a read finds of each of whom it finds anything, as a sum."""
        known = self._summed.get((read, fields))
        if known is None:
            found = self.found(read, fields)
            known = self._summed[read, fields] = _summed(found.patients, found.told)
        return known

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
        table = np.zeros(max(int(contents.max(initial=0)), len(items.said)) + 1, dtype=np.int64)
        table[contents] = told
        says = table[items.numbers[items.starts[rows]]]
        return Told(patients=patients, told=says, facts=facts, owners=np.repeat(patients, counts))

    def _facts(self, contents: Numbers) -> Told:
        """The facts on record of some contents."""
        facts = self.printed.facts
        rows = facts.saying(contents)
        patients = facts.whose(rows)
        recorded = patients < len(self.views)
        rows, patients = rows[recorded], patients[recorded]
        told = -1 - facts.numbers[facts.starts[rows]].astype(np.int64)
        return Told(patients=patients, told=told, facts=rows, owners=patients)

    def days(self, owners: Numbers, facts: Numbers) -> tuple[Numbers, Numbers]:
        """The days of some facts, and whose they are."""
        days, counts = self.printed.facts.rest(facts)
        return np.repeat(owners, counts), days


def _only(found: Told, patients: Numbers) -> tuple[Numbers, Numbers]:
    """The facts behind what was found of some patients (growing), and the place among these of who has them."""
    if _FEW * len(patients) < len(found.owners):
        low, high = (np.searchsorted(found.owners, patients, side) for side in _SIDES)
        return np.repeat(np.arange(len(patients)), high - low), found.facts[spans(low, high - low)]
    row = np.full(max(int(patients[-1]), int(found.owners[-1])) + 1, -1)
    row[patients] = np.arange(len(patients))
    owners = row[found.owners]
    kept = owners >= 0
    return owners[kept], found.facts[kept]


_FEW = 16
"""So much fewer patients are looked for one by one."""
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


def _joined(behind: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """The facts behind all that was found: patients, growing, and the rows of their facts, in the order of finding."""
    if len(behind) < 2:
        return behind[0] if behind else (_NONE, _NONE)
    owners, facts = (np.concatenate(side) for side in zip(*behind, strict=True))
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
