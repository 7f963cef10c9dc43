"""A patient as the engine sees them: what is known in; what each read gives, in numbers that are equal where it is, out.

Two views in which the reads of an answer have the same signature get the same answer. Days count in a signature by their order,
among one another and beside the days that the question itself names, unless the answer counts days (`reads.DAYS`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from trialwright.match.batch.beside import Apart
from trialwright.match.batch.landmarks import NEVER, Landmarks
from trialwright.match.batch.readers import Repeats
from trialwright.match.batch.reads import (
    AGES,
    BARE,
    BEGINS,
    BORN,
    DAYS,
    DISEASES,
    LATELY,
    OF_THE_TRIAL,
    SEX,
    Field,
    Notes,
    Read,
    field_of,
    noted,
    result,
)
from trialwright.match.batch.treats import Names, Treats
from trialwright.match.context import Context
from trialwright.match.known import Item, Known
from trialwright.match.measure import readings
from trialwright.match.windows import after
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Window
from trialwright.vocabulary.time import Duration, TimeUnit

Trial = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
"""What a trial treats, the events that open its later stages, and the names in what it asks."""


Fields = frozenset[Field] | None
"""The particulars of items that an answer looked at; None for all of them."""
Behind = tuple[tuple[int, ...], ...]
Found = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A way to an answer: what was read of the patient, in that order, and which particulars of the items.

    `of_trial` is what was read of the trial, `edges` how many days before the reference date days on record were held against
    (`Known.lately`). Equal ways have the same `number`; `parts` are the numbers of what was read of the
    patient, and `first` is that of what was read first, where that was no part of the trial (`Contents.way`).
    """

    reads: tuple[Read, ...]
    fields: Fields
    of_trial: frozenset[Read]
    by_the_day: bool
    edges: tuple[int, ...] = ()
    number: int = field(default=-1, compare=False)
    parts: tuple[int, ...] = field(default=(), compare=False)
    first: int | None = field(default=None, compare=False)


def way_of(reads: Iterable[Read], fields: Fields) -> Way:
    """The way that was noted for an answer."""
    noted_ = tuple(reads)
    return Way(
        reads=tuple(read for read in noted_ if read != DAYS and read[0] != LATELY),
        fields=fields,
        of_trial=OF_THE_TRIAL.intersection(noted_),
        by_the_day=DAYS in noted_,
        edges=tuple(sorted(int(str(days)) for name, *rest in noted_ if name == LATELY for days in rest)),
    )


@dataclass
class Contents:
    """Numbers for the contents of facts and items, dates left out: equal contents have the same number in all views.

    `items` and `facts` hold one of each number.
    """

    numbers: dict[Hashable, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    facts: dict[int, Fact] = field(default_factory=dict)
    of_items: dict[Hashable, int] = field(default_factory=dict)
    _told: dict[tuple[int, Fields], int] = field(default_factory=dict)
    _ways: dict[Way, Way] = field(default_factory=dict)
    _signed: dict[Hashable, int] = field(default_factory=dict)
    repeats: Repeats = field(default_factory=Repeats)
    parts: list[tuple[Read, Fields]] = field(default_factory=list)
    _parts: dict[tuple[Read, Fields], int] = field(default_factory=dict)
    _apart: dict[Hashable, Apart] = field(default_factory=dict)

    def way(self, way: Way) -> Way:
        """A way with its numbers."""
        known = self._ways.get(way)
        if known is None:
            parts = tuple(self._part(read, way.fields) for read in way.reads if read not in OF_THE_TRIAL)
            begins = bool(way.reads) and way.reads[0] not in OF_THE_TRIAL
            first = self._part(way.reads[0], frozenset()) if begins else None
            known = self._ways[way] = replace(way, number=len(self._ways), parts=parts, first=first)
        return known

    def _part(self, read: Read, fields: Fields) -> int:
        """The number of what a read gives, as far as some particulars tell it apart; `parts` tells both by the number."""
        found = self._parts.setdefault((read, fields), len(self.parts))
        if found == len(self.parts):
            self.parts.append((read, fields))
        return found

    def apart(self, items: Collection[Item], context: Context) -> Apart:
        """What tells two views of a patient apart that differ in these items."""
        kinds = {(item.concepts, item.present): item for item in items}
        key = frozenset(kinds)
        found = self._apart.get(key)
        return self._apart.setdefault(key, Apart(kinds.values(), context)) if found is None else found

    def signed(self, found: Hashable) -> int:
        """The number of what a way finds of a patient."""
        return self._signed.setdefault(found, len(self._signed))

    def of_fact(self, fact: Fact) -> int:
        """The number of what a fact says, its dates and its place left out; which dates it has is part of it."""
        content = (
            fact.what,
            fact.concept,
            fact.kind,
            fact.present,
            _exact(fact.value),
            fact.comparator,
            fact.unit,
            _exact(fact.uln),
            _exact(fact.lln),
            tuple(fact.qualifiers.items()),
            fact.date is None,
            fact.start is None,
            fact.end is None,
        )
        found = self.numbers.get(content)
        if found is None:
            found = self.numbers[content] = len(self.numbers)
            self.facts[found] = fact
        return found

    def of_item(self, item: Item) -> int:
        """The number of what an item says; `items` holds one item of each number."""
        content = (
            tuple(self.of_fact(fact) for fact in item.facts),
            item.concepts,
            item.present,
            tuple(item.narrowing.items()),
            _exact(item.value),
            item.kind,
            item.only,
        )
        found = self.of_items.get(content)
        if found is None:
            found = self.of_items[content] = len(self.items)
            self.items.append(item)
        return found

    def told(self, number: int, fields: Fields) -> Hashable:
        """The content of a number as far as the fields tell it apart; what it is, its kind and which dates it has always do."""
        if fields is None:
            return number
        found = self._told.get((number, fields))
        if found is None:
            item = self.items[number]
            facts = tuple(
                (fact.concept, fact.kind, fact.present, fact.date is None, fact.start is None, fact.end is None)
                for fact in item.facts
            )
            content = (
                item.concepts,
                item.present,
                item.kind,
                item.only,
                facts,
                *(field_of(item, name) for name in sorted(fields)),
            )
            found = self._told[number, fields] = -1 - self.numbers.setdefault((fields, content), len(self.numbers))
        return found


def _exact(value: object) -> Hashable:
    """A value told apart from what merely equals it: True is not 1, and 1.0 is written otherwise than 1."""
    return (type(value).__name__, str(value))


class Noting:
    """One patient, who can be asked so that what is looked at is noted."""

    def __init__(self, known: Known) -> None:
        self.known = known

    @cached_property
    def notes(self) -> Notes:
        """Where the items of `noted` note what is looked at."""
        return Notes()

    @cached_property
    def noted(self) -> Known:
        """The same patient, whose items note what is looked at."""
        return replace(self.known, items=tuple(noted(item, self.notes) for item in self.known.items))


class View(Noting):
    """One patient on the reference date, held against trials that see the same in them.

    `first` is a view of the same patient as other trials see them: what is the same there is taken over.
    """

    def __init__(self, known: Known, contents: Contents, treats: Treats, first: View | None = None) -> None:
        super().__init__(known)
        self._contents = contents
        self._treats = treats
        self.numbers = tuple(contents.of_item(item) for item in known.items)
        recorded = known.patient.facts
        self._places = {id(fact): place for place, fact in enumerate(recorded)}
        self._days: list[tuple[int, ...]] = list(map(days_of, recorded)) if first is None else first._days[: len(recorded)]
        self._of_item: dict[int, Found] = {}
        for item, number in zip(known.items, self.numbers, strict=True):
            self._of_item[id(item)] = (number, tuple(map(self._place, item.facts)))
        self.answers: dict[int, tuple[int, Way]] = {}
        """By the place of what is asked: the code that any trial gets, and the way to it."""
        self._first, self._apart = first, None if first is None else self._apart_from(first)
        self.turn: int = _turn_of(known, self._days[: len(recorded)]) if first is None else first.turn
        """The first day after the reference date, as an ordinal, on which time alone may change what was asked of the patient."""
        self.readings: dict[tuple[str, Window | None], Fact | None] = {}
        """The one value of a variable on which a comparison with that window rests; None for none and for several of one day."""
        self.several: set[tuple[str, Window | None]] = set()
        """Where there are several."""
        self._found: dict[Read, object] = {}
        self._names: dict[Read, Names] = {}
        self._signed: dict[tuple[int, Landmarks], int] = {}
        self._named: dict[int, Names] = {}
        self._patterns: dict[tuple[Behind, Landmarks, bool, tuple[int, ...]], Hashable] = {}
        self._parts: dict[int, tuple[Hashable, Behind]] = {}
        self._texts = 0
        self._repeated: dict[str, list[int]] = {}

    def _apart_from(self, first: View) -> Apart | None:
        """What tells this view from another one of the patient; None where the items do not stand in the same order."""
        (mine, own), (theirs, other) = self._rows(), first._rows()
        both = set(mine) & set(theirs)
        if [row for row in mine if row in both] != [row for row in theirs if row in both]:
            return None
        rows = zip((*mine, *theirs), (*own, *other), strict=True)
        return self._contents.apart([item for row, item in rows if row not in both], self.known.context)

    def _rows(self) -> tuple[list[Hashable], tuple[Item, ...]]:
        """The items: what each says, on which facts it rests, and the days of those that are not recorded but follow."""
        recorded, items = len(self.known.patient.facts), self.known.items
        found = (self._of_item[id(item)] for item in items)
        return [(number, at, *(self._days[place] for place in at if place >= recorded)) for number, at in found], items

    def taken_over(self, place: int) -> int | None:
        """The code of what is asked at a place, where it is known from the first view."""
        if self._first is None or self._apart is None:
            return None
        code, way = self._first.answers.get(place, (None, None))
        return None if way is None or self._apart.tells(way.number, way.reads) else code

    def one_reading(self, name: str, window: Window | None, landmarks: Landmarks) -> Fact | None:
        """The one value on which a comparison with a variable (not the age) rests, looked up once; None where there is none or
        more than one. `landmarks` are those of a comparison with that window."""
        key = (name, window)
        if key not in self.readings:
            found = readings(name, window, self.known)
            chosen = found if isinstance(found, tuple) else ()
            self.readings[key] = chosen[0].fact if len(chosen) == 1 else None
            if len(chosen) > 1:
                self.several.add(key)
            self._turn_with((day for item in self.known.of(name) for fact in item.facts for day in days_of(fact)), landmarks)
        return self.readings[key]

    def turn_with_all(self, landmarks: Landmarks) -> None:
        """Takes into `turn` that any day on record may be what an answer rests on."""
        self._turn_with((day for fact in self.known.patient.facts for day in days_of(fact)), landmarks)

    def _turn_with(self, days: Iterable[int], landmarks: Landmarks) -> None:
        if landmarks.turning:
            self.turn = min((self.turn, *map(landmarks.turn, days)))

    def signature(self, way: Way, landmarks: Landmarks, trial: Trial) -> Hashable:
        """What a way to an answer finds of this patient, beside a trial. `landmarks` are the days that the question names."""
        key = (way.number, landmarks)
        found = self._signed.get(key)
        if found is None:
            if self._first is not None and self._apart is not None and not self._apart.tells(way.number, way.reads):
                found = self._first._signed.get(key)
            found = self._signed[key] = self._sign(way, landmarks) if found is None else found
        if not way.of_trial:
            return found
        diseases, begins, asked = trial
        standing = self._treats.standing(self._names_in(way), diseases, asked) if DISEASES in way.of_trial else -1
        return (found, standing, begins if BEGINS in way.of_trial else ())

    def _sign(self, way: Way, landmarks: Landmarks) -> int:
        """The number of what a way finds, the trial left aside."""
        parts: list[Hashable] = []
        behind: list[tuple[int, ...]] = []
        for number in way.parts:
            part, places = self._parts.get(number) or self._part(number)
            parts.append(part)
            behind += places
        pattern = self._pattern(tuple(behind), landmarks, way) if behind else None
        return self._contents.signed((*parts, pattern))

    def _names_in(self, way: Way) -> Names:
        """The names in what a way finds: an answer compares the diseases of a trial with nothing else. Facts that are looked at
        for their words are not compared."""
        found = self._named.get(way.number)
        if found is None:
            reads = (read for read in way.reads if read not in OF_THE_TRIAL)
            found = self._named[way.number] = frozenset().union(*map(self._names_of, reads))
        return found

    def _names_of(self, read: Read) -> Names:
        found = self._names.get(read)
        if found is None:
            given = self._of(read)
            numbers = [number for number, _ in given if number >= 0] if isinstance(given, list) else []
            items = self._contents.items
            found = frozenset().union(*(self._treats.names(number, items[number]) for number in set(numbers)))
            self._names[read] = found
        return found

    def told_first(self, first: int | None) -> Hashable:
        """Roughly what was read first: it parts the ways to an answer before they are looked at in full."""
        return None if first is None else (self._parts.get(first) or self._part(first))[0]

    def _pattern(self, behind: Behind, landmarks: Landmarks, way: Way) -> Hashable:
        """Which items rest on the same facts, and how their days stand to one another."""
        key = (behind, landmarks, way.by_the_day, way.edges)
        found = self._patterns.get(key)
        if found is None:
            order: dict[int, int] = {}
            shape = tuple(tuple(order.setdefault(place, len(order)) for place in places) for places in behind)
            days = [self._days[place] for place in order]
            self._turn_with((day for group in days for day in group), landmarks)
            now = self.known.context.on.toordinal()
            passed = (day + edge + 1 for edge in way.edges for group in days for day in group)
            self.turn = min((self.turn, *(day for day in passed if day > now)))
            named = (*landmarks.days, *(now - edge for edge in way.edges))
            found = self._patterns[key] = (shape, tuple(days if way.by_the_day else ranked(days, named)))
        return found

    def _part(self, part: int) -> tuple[Hashable, Behind]:
        """What a read gives, as far as the fields tell it apart, and the places of the facts behind each item."""
        read, fields = self._contents.parts[part]
        given = self._of(read)
        found: tuple[Hashable, Behind]
        if not isinstance(given, list):
            found = (given, ())
        else:
            told = [number if number < 0 or read == BARE else self._contents.told(number, fields) for number, _ in given]
            found = (tuple(told), tuple(behind for _, behind in given))
        self._parts[part] = found
        return found

    def _of(self, read: Read) -> object:
        """A list of items (number of the content, places of the facts), or a plain value."""
        found = self._found.get(read, self)
        if found is self:
            found = self._found[read] = self._look(read)
        return found

    def _look(self, read: Read) -> object:
        patient = self.known.patient
        if read == AGES:
            return patient.age_range(self.known.context.on)
        if read == BORN:
            self.turn = min(self.turn, self.known.context.on.toordinal() + 1)
            return patient.birth_date
        if read == SEX:
            return patient.sex
        if read[0] == "like":
            return [self._fact(fact) for fact in self._repeating(str(read[1]))]
        found = result(read, self.known)
        return found if isinstance(found, bool) else [self._of_item[id(item)] for item in found]

    def _repeating(self, text: str) -> list[Fact]:
        """The facts that may repeat a text, in the order of the record."""
        repeats, facts = self._contents.repeats, self.known.patient.facts
        if repeats.number(text) >= self._texts:
            self._texts, self._repeated = len(repeats), {}
            for place, fact in enumerate(facts):
                for repeated in repeats.by(fact.what):
                    self._repeated.setdefault(repeated, []).append(place)
        return [facts[place] for place in self._repeated.get(text, ())]

    def _fact(self, fact: Fact) -> Found:
        """A fact that was looked at for its words; one of the future is no item, and is counted here."""
        return -1 - self._contents.of_fact(fact), (self._place(fact),)

    def _place(self, fact: Fact) -> int:
        """The number of a fact of this patient; of those that are recorded it is their place in the record."""
        found = self._places.get(id(fact))
        if found is None:
            found = self._places[id(fact)] = len(self._days)
            self._days.append(days_of(fact))
        return found


def days_of(fact: Fact) -> tuple[int, ...]:
    """The first and last ordinals of each date that a fact has."""
    return tuple(
        day.toordinal()
        for moment in (fact.date, fact.start, fact.end)
        if moment is not None
        for day in (moment.first, moment.last)
    )


def _turn_of(known: Known, days: Iterable[tuple[int, ...]]) -> int:
    """The first day after the reference date on which the age changes, or something recorded, on these days, begins or ends, or
    no longer follows."""
    on, born = known.context.on, known.patient.birth_date
    now = on.toordinal()
    points = [point for own in days for day in own if day >= now for point in (day, day + 1)]
    points += [day.toordinal() for day in known.turns]
    if born is not None:
        for first in {born.first, born.last}:
            for years in range(on.year - first.year, on.year - first.year + 2):
                birthday = after(first, Duration(amount=Decimal(years), unit=TimeUnit.YEAR)).toordinal()
                points += [birthday, birthday + 1]
    return min((NEVER, *(point for point in points if point > now)))


def ranked(days: Iterable[tuple[int, ...]], landmarks: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The days by their rank among all of them and the landmarks, whose own ranks come last."""
    all_of = [*days, landmarks]
    ranks = {day: rank for rank, day in enumerate(sorted({day for group in all_of for day in group}))}
    return [tuple(ranks[day] for day in group) for group in all_of]
