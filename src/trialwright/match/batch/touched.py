"""Imprints of a block and questions that are new to it enter; who may answer otherwise than a person without records leaves.

Everybody else has the answer of such a person (`nobody`), and their records need not be read for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.block import Sort
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.imprint import Imprint, firsts
from trialwright.match.batch.reads import AGES, BORN
from trialwright.match.batch.views import Contents

Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """The imprints of a block as columns: the numbers of all items and facts, each with the place of its patient."""

    sorts: tuple[Sort, ...]
    sort: NDArray[np.int64]
    aged: Flags
    born: Flags
    items: tuple[NDArray[np.int64], NDArray[np.int64]]
    facts: tuple[NDArray[np.int64], NDArray[np.int64]]

    @classmethod
    def of(cls, imprints: Sequence[Imprint]) -> Printed:
        """Those of some patients, in their order."""
        people = [one.person for one in imprints]
        sorts = {sort: number for number, sort in enumerate(dict.fromkeys(one.sort for one in people))}
        born = np.array([one.birth_date is not None for one in people], dtype=bool)
        return cls(
            sorts=tuple(sorts),
            sort=np.array([sorts[one.sort] for one in people], dtype=np.int64),
            aged=born | np.array([one.age is not None for one in people], dtype=bool),
            born=born,
            items=firsts([b"".join(one.items) for one in imprints]),
            facts=firsts([one.recorded for one in imprints]),
        )


class Touched:
    """The questions of a program, beside the contents that imprints are made of. What is not in these was not met yet."""

    def __init__(self, columns: Columns, contents: Contents) -> None:
        self._columns, self._contents = columns, contents
        self._recall = columns.recall
        self._sorts: set[Sort] = set()
        self._version = -1
        self._items: list[frozenset[int]] = []
        self._said: dict[str, tuple[frozenset[int], frozenset[int]]] = {}
        self._tables: dict[int, tuple[Flags, Flags]] = {}

    def of(self, printed: Printed, questions: Collection[int]) -> dict[int, Flags]:
        """For each of some questions: of which patients of a block it may find something."""
        self._look(printed.sorts)
        return {number: self._by(printed, number, self._recall.place_of(number)) for number in questions}

    def _look(self, sorts: Sequence[Sort]) -> None:
        """Makes the persons without records: what is read of them is known from here on."""
        for sort in sorts:
            if sort not in self._sorts:
                self._sorts.add(sort)
                self._columns.usual(sort)
                for item in self._columns.nobody(sort):
                    self._contents.of_item(item)

    def tables(self, number: int) -> tuple[Flags, Flags]:
        """By the number of an item, and by that of a fact, whether a question would find it by any read that was made for it."""
        contents, readers = self._contents, self._recall.readers
        if self._version != readers.version or len(self._items) != len(contents.items):
            self._version = readers.version
            self._tables.clear()
            self._items = [frozenset(readers.finding(item)) for item in contents.items]
            whats = {fact.what for fact in contents.facts.values()}
            self._said = {what: (frozenset(readers.repeated_by(what)), self._recall.worded_by(what)) for what in whats}
        found = self._tables.get(number)
        if found is None:
            place = self._recall.place_of(number)
            facts = np.zeros(len(contents.numbers), dtype=bool)
            for fact_number, fact in contents.facts.items():
                read, worded = self._said[fact.what]
                facts[fact_number] = place in read or number in worded
            found = self._tables[number] = (np.array([place in places for places in self._items], dtype=bool), facts)
        return found

    def _by(self, printed: Printed, number: int, place: int) -> Flags:
        found = np.zeros(len(printed.sort), dtype=bool)
        items, facts = self.tables(number)
        for sort_number, sort in enumerate(printed.sorts):
            own = [item for item in map(self._contents.of_item, self._columns.nobody(sort)) if items[item]]
            found |= (printed.sort == sort_number) & self._differing(printed, items, own)
        if facts.any():
            found[printed.facts[1][facts[printed.facts[0]]]] = True
        for read, having in ((AGES, printed.aged), (BORN, printed.born)):
            if place in self._recall.readers.of(read):
                found |= having
        return found

    @staticmethod
    def _differing(printed: Printed, items: Flags, own: Sequence[int]) -> Flags:
        """Who has an item that is read and that persons of their sort without records have not, or lacks one that they have."""
        numbers, whose = printed.items
        table = items.copy()
        found = np.zeros(len(printed.sort), dtype=bool)
        for item in own:
            table[item] = False
            having = np.zeros(len(found), dtype=bool)
            having[whose[numbers == item]] = True
            found |= ~having
        if table.any():
            found[whose[table[numbers]]] = True
        return found
