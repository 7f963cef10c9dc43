"""The imprints of a block enter; the same as columns leave: who has an item of these contents, and on which days it rests."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.imprint import END, Imprint, Person
from trialwright.match.context import Context

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def spans(starts: Numbers, counts: Numbers) -> Numbers:
    """The numbers that follow each start, so many of each, one behind the other.

    >>> spans(np.array([3, 9]), np.array([2, 1])).tolist()
    [3, 4, 9]
    """
    found: Numbers = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - starts, counts)
    return found


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rows:
    """Rows of numbers behind one another: row r has those from `starts[r]` up to `ends[r]`, the first of which says what it is.

    `first` is the number of the first row of each patient, or view, `owners` which of them each row is of; `order` are the rows
    by what they are: those that say n from `said[n]` on, up to `said[n + 1]`.
    """

    numbers: NDArray[np.int32]
    starts: Numbers
    ends: Numbers
    first: Numbers
    owners: Numbers
    order: Numbers
    said: Numbers

    @classmethod
    def of(cls, packed: Sequence[bytes]) -> Rows:
        """The rows of all of some imprints."""
        numbers = np.frombuffer(b"".join(packed), dtype=np.int32)
        ends = np.flatnonzero(numbers == END)
        starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1]) if len(ends) else ends
        edges = np.cumsum([0, *(len(one) // numbers.itemsize for one in packed)])
        says = numbers[starts]
        order = np.argsort(says, kind="stable")
        first = np.searchsorted(starts, edges)
        owners = np.repeat(np.arange(len(packed)), np.diff(first))
        said = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.bincount(says))])
        return cls(numbers=numbers, starts=starts, ends=ends, first=first, owners=owners, order=order, said=said)

    def saying(self, contents: Numbers) -> Numbers:
        """The rows, growing, that say one of some contents."""
        contents = contents[contents < len(self.said) - 1]
        low, high = self.said[contents], self.said[contents + 1]
        return np.sort(self.order[spans(low, high - low)])

    def whose(self, rows: Numbers) -> Numbers:
        """To which patient, or view, each of some rows belongs."""
        found: Numbers = self.owners[rows]
        return found

    def rest(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """What stands in rows behind the first number, and how many numbers that are of each."""
        starts = self.starts[rows] + 1
        counts = self.ends[rows] - starts
        return self.numbers[spans(starts, counts)].astype(np.int64), counts


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Printed:
    """The imprints of a block: `items` by view, `facts` first by patient, then (those that follow from others) by view.

    `sorts` are people of whom each stands for all of one sort, `people` for all of one sort and age, and which of them each
    patient is. The views of a patient are those from `first[patient]` on, each of them by trials of the context
    `contexts[context[view]]`.
    """

    people: tuple[tuple[Person, ...], Numbers]
    sorts: tuple[tuple[Person, ...], Numbers]
    first: Numbers
    patient: Numbers
    context: Numbers
    contexts: tuple[Context, ...]
    items: Rows
    facts: Rows

    @classmethod
    def of(cls, imprints: Sequence[Imprint]) -> Printed:
        """Those of some patients, in their order."""
        views = [context for one in imprints for context in one.contexts]
        contexts = {id(context): context for context in views}
        numbers = {key: number for number, key in enumerate(contexts)}
        counts = np.array([len(one.contexts) for one in imprints], dtype=np.int64)
        people = [one.person for one in imprints]
        return cls(
            people=_alike(people, people),
            sorts=_alike(people, [person.sort for person in people]),
            first=np.cumsum(counts) - counts,
            patient=np.repeat(np.arange(len(imprints)), counts),
            context=np.array([numbers[id(context)] for context in views], dtype=np.int64),
            contexts=tuple(contexts.values()),
            items=Rows.of([items for one in imprints for items in one.items]),
            facts=Rows.of([*(one.recorded for one in imprints), *(made for one in imprints for made in one.made)]),
        )

    def views(self, contexts: Mapping[int, bool]) -> tuple[Numbers, Flags]:
        """The view of each patient by trials of some contexts; `contexts` tells by its id whether a context is one of them.

        Who was seen by none of them has any view here, and is told beside.
        """
        wanted = np.array([contexts[id(context)] for context in self.contexts], dtype=bool)
        views: Numbers = self.first.copy()
        seen = np.flatnonzero(wanted[self.context])
        views[self.patient[seen]] = seen
        strange: Flags = np.ones(len(views), dtype=bool)
        strange[self.patient[seen]] = False
        return views, strange

    def behind(self, rows: Numbers, views: Numbers) -> tuple[Numbers, Numbers]:
        """The facts (their rows) behind some items, of these views, and of how many facts each item is."""
        places, counts = self.items.rest(rows)
        views = np.repeat(views, counts)
        recorded, made = self.facts.first[self.patient[views]], self.facts.first[len(self.first) + views]
        return np.where(places >= 0, recorded + places, made - 1 - places), counts

    def alike(self, *, aged: bool) -> tuple[Sequence[Person], Numbers]:
        """The distinct people of the block, and which of them each patient is; not `aged`: whatever their age."""
        return self.people if aged else self.sorts


def _alike(people: Sequence[Person], keys: Sequence[Hashable]) -> tuple[tuple[Person, ...], Numbers]:
    """One of the people of each key, and which of these each is."""
    places: dict[Hashable, int] = {}
    which = np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int64)
    first = dict(zip(reversed(keys), reversed(people), strict=True))
    return tuple(first[key] for key in places), which
