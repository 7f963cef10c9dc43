"""A patient as the engine sees them: what is known in; what each read gives, in numbers that are equal where it is, out.

Two views in which the reads of an answer have the same signature get the same answer. Days count in a signature by their order,
among one another and beside the days that the question itself names, unless the answer counts days (`reads.DAYS`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from trialwright.match.batch.reads import AGES, BEGINS, BORN, DAYS, OF_THE_TRIAL, SEX, Read, alike, result
from trialwright.match.batch.treats import Treats
from trialwright.match.known import Item, Known
from trialwright.match.measure import one_reading
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Window

Signature = tuple[Hashable, ...]
Trial = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
"""What a trial treats, the events that open its later stages, and the names in what it asks."""


@dataclass
class Contents:
    """Numbers for the contents of facts and items, dates left out: equal contents have the same number in all views."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    of_items: dict[Hashable, int] = field(default_factory=dict)

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
        return self.numbers.setdefault(content, len(self.numbers))

    def of_item(self, item: Item) -> int:
        """The number of what an item says; `items` holds one item of each number."""
        content = (
            tuple(self.of_fact(fact) for fact in item.facts),
            item.concepts,
            item.present,
            tuple(item.narrowing.items()),
            _exact(item.value),
            item.kind,
        )
        found = self.of_items.get(content)
        if found is None:
            found = self.of_items[content] = len(self.items)
            self.items.append(item)
        return found


def _exact(value: object) -> Hashable:
    """A value told apart from what merely equals it: True is not 1, and 1.0 is written otherwise than 1."""
    return (type(value).__name__, str(value))


class View:
    """One patient on the reference date, held against trials that see the same in them."""

    def __init__(self, known: Known, contents: Contents, treats: Treats) -> None:
        self._treats = treats
        self._names = treats.names(known.items)
        self._readings: dict[tuple[str, Window | None], Fact | None] = {}
        self.known = known
        self._contents = contents
        self.numbers = tuple(contents.of_item(item) for item in known.items)
        facts: dict[int, int] = {}
        self._facts: list[Fact] = []
        self._of_item: dict[int, tuple[int, tuple[int, ...]]] = {}
        for item, number in zip(known.items, self.numbers, strict=True):
            for fact in item.facts:
                if id(fact) not in facts:
                    facts[id(fact)] = len(self._facts)
                    self._facts.append(fact)
            self._of_item[id(item)] = (number, tuple(facts[id(fact)] for fact in item.facts))
        self._places = facts
        self._days = [_days_of(fact) for fact in self._facts]
        self._found: dict[Read, object] = {}
        self._by_words: dict[str, list[int]] | None = None

    def one_reading(self, name: str, window: Window | None) -> Fact | None:
        """As `measure.one_reading`, looked up once."""
        key = (name, window)
        if key not in self._readings:
            self._readings[key] = one_reading(name, window, self.known)
        return self._readings[key]

    def signature(self, reads: Sequence[Read], landmarks: tuple[int, ...], trial: Trial) -> Signature:
        """What the reads give of this patient, held against a trial. `landmarks` are the days, as ordinals, that it names."""
        parts: list[Hashable] = []
        facts: dict[int, int] = {}
        for read in reads:
            if read in OF_THE_TRIAL:
                diseases, begins, asked = trial
                parts.append(begins if read == BEGINS else self._treats.standing(self._names, diseases, asked))
                continue
            found = self._of(read)
            if not isinstance(found, list):
                parts.append(found)
                continue
            for number, behind in found:
                parts.append((number, *(facts.setdefault(place, len(facts)) for place in behind)))
            parts.append(None)
        days = [self._days[place] for place in facts]
        exact = DAYS in reads
        return (*parts, *(days if exact else _order(days, landmarks)))

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
            return patient.birth_date
        if read == SEX:
            return patient.sex
        if read == DAYS:
            return read
        if read[0] == "like":
            return [self._fact(fact) for fact in self._repeating(str(read[1]))]
        found = result(read, self.known)
        return found if isinstance(found, bool) else [self._of_item[id(item)] for item in found]

    def _repeating(self, text: str) -> list[Fact]:
        """The facts that may repeat a text, in the order of the record."""
        if self._by_words is None:
            self._by_words = {}
            for place, fact in enumerate(self.known.patient.facts):
                self._by_words.setdefault(fact.what, []).append(place)
        places = sorted(place for what, own in self._by_words.items() if alike(what, text) for place in own)
        return [self.known.patient.facts[place] for place in places]

    def _fact(self, fact: Fact) -> tuple[int, tuple[int, ...]]:
        """A fact that was looked at for its words; one of the future is no item, and is counted here."""
        if id(fact) not in self._places:
            self._places[id(fact)] = len(self._facts)
            self._facts.append(fact)
            self._days.append(_days_of(fact))
        return -1 - self._contents.of_fact(fact), (self._places[id(fact)],)


def _days_of(fact: Fact) -> tuple[int, ...]:
    """The first and last ordinals of each date that a fact has."""
    return tuple(
        day.toordinal()
        for moment in (fact.date, fact.start, fact.end)
        if moment is not None
        for day in (moment.first, moment.last)
    )


def _order(days: Iterable[tuple[int, ...]], landmarks: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The days by their rank among all of them and the landmarks, whose own ranks come last."""
    all_of = [*days, landmarks]
    ranks = {day: rank for rank, day in enumerate(sorted({day for group in all_of for day in group}))}
    return [tuple(ranks[day] for day in group) for group in all_of]
