"""A patient as they were seen enters; what is kept of that, and what of a new record is not as it was, leave.

An imprint is small (four bytes for a number): what each fact says, its days, and on which facts each item rests. Two records of
one person are laid beside each other by it; only what is asked that would find something of the difference is asked again.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from trialwright.match.batch.block import Sort, sort_of
from trialwright.match.batch.views import Contents, View, days_of
from trialwright.match.context import Context
from trialwright.patients.facts import Fact
from trialwright.vocabulary.time import PartialDate

Said = tuple[int, ...]
"""What a fact says (a number of `Contents`), and its days."""
Resting = tuple[int, ...]
"""What an item says (a number of `Contents`), and the places of the facts that it rests on."""
END = -(2**31)
"""What stands behind each row: no number of anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What is asked of a person beside the facts."""

    sort: Sort
    birth_date: PartialDate | None
    age: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What is not as it was: the numbers of items, and those of facts, that only one of two records has."""

    items: frozenset[int]
    facts: frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Imprint:
    """One patient as seen by trials of each context. Facts that follow from others are behind those of the record."""

    person: Person
    contexts: tuple[Context, ...]
    recorded: bytes
    made: tuple[bytes, ...]
    items: tuple[bytes, ...]

    def change_to(self, after: Imprint) -> Change | None:
        """What a new record of the same person changes; None where it has to be looked at from the beginning: it is of another
        sex or age, or trials part otherwise by what they see in it."""
        if self.person != after.person or [*map(id, self.contexts)] != [*map(id, after.contexts)]:
            return None
        items: set[int] = set()
        facts: set[int] = set()
        before_, after_ = rows(self.recorded), rows(after.recorded)
        kept = _kept(before_, after_)
        facts.update(row[0] for place, row in enumerate(after_) if place not in kept)
        stay = set(kept.values())
        facts.update(row[0] for place, row in enumerate(before_) if place not in stay)
        for sides in zip(self.made, self.items, after.made, after.items, strict=True):
            made = _kept(rows(sides[0]), rows(sides[2]))
            items |= _items_changed(rows(sides[1]), rows(sides[3]), kept | {-1 - new: -1 - old for new, old in made.items()})
        return Change(items=frozenset(items), facts=frozenset(facts))


def imprint_of(views: Sequence[View], contents: Contents) -> Imprint:
    """That of one patient, as seen by trials of each context."""
    patient = views[0].known.patient
    person = Person(sort=sort_of(patient), birth_date=patient.birth_date, age=patient.age)
    places = {id(fact): place for place, fact in enumerate(patient.facts)}
    found = [_resting(view, contents, places) for view in views]
    return Imprint(
        person=person,
        contexts=tuple(view.known.context for view in views),
        recorded=_packed(_said(fact, contents) for fact in patient.facts),
        made=tuple(made for made, _ in found),
        items=tuple(items for _, items in found),
    )


def _resting(view: View, contents: Contents, places: dict[int, int]) -> tuple[bytes, bytes]:
    """The facts that follow from others, in the order in which items name them, and the items."""
    made: dict[int, int] = {}
    said: list[Said] = []
    items: list[Resting] = []
    for item, number in zip(view.known.items, view.numbers, strict=True):
        resting = [number]
        for fact in item.facts:
            place = places.get(id(fact))
            if place is None:
                if id(fact) not in made:
                    made[id(fact)] = -1 - len(made)
                    said.append(_said(fact, contents))
                place = made[id(fact)]
            resting.append(place)
        items.append(tuple(resting))
    return _packed(said), _packed(items)


def _said(fact: Fact, contents: Contents) -> Said:
    return (contents.of_fact(fact), *days_of(fact))


def _packed(rows: Iterator[tuple[int, ...]] | Sequence[tuple[int, ...]]) -> bytes:
    return array("i", [number for row in rows for number in (*row, END)]).tobytes()


def rows(packed: bytes) -> list[tuple[int, ...]]:
    """The rows of facts or items of an imprint."""
    numbers = array("i")
    numbers.frombytes(packed)
    found: list[tuple[int, ...]] = []
    start = 0
    for place, number in enumerate(numbers):
        if number == END:
            found.append(tuple(numbers[start:place]))
            start = place + 1
    return found


def _kept(before: Sequence[Hashable], after: Sequence[Hashable]) -> dict[int, int]:
    """Which row of the one is which of the other: those that both begin with, and those that both end with."""
    most = min(len(before), len(after))
    first = next((place for place in range(most) if before[place] != after[place]), most)
    last = next((place for place in range(most - first) if before[-1 - place] != after[-1 - place]), most - first)
    found = {place: place for place in range(first)}
    return found | {len(after) - 1 - place: len(before) - 1 - place for place in range(last)}


def _items_changed(before: Sequence[Resting], after: Sequence[Resting], kept: dict[int, int]) -> set[int]:
    """The items of only one side. Where the others do not stand in the same order, all of them."""
    moved = [(row[0], tuple(kept.get(place) for place in row[1:])) for row in after]
    stayed = [(row[0], row[1:]) for row in before]
    both = set(stayed) & set(moved)
    if [row for row in stayed if row in both] != [row for row in moved if row in both]:
        both = set()
    return {row[0] for rows in (stayed, moved) for row in rows if row not in both}
