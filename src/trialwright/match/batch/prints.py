"""The imprints of a cohort enter; the same as columns leave, and stay while records of some patients change.

To make columns takes as long as an answer may take. So a new record does not throw away those of its block: it stands beside them
with those of the others that changed lately, from the whole cohort; when these are so many, they are closed. Closed ones are put
together when they are many, with what is left of columns of which most people have gone elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trialwright.match.batch.imprint import Imprint
from trialwright.match.batch.printed import Numbers, Printed

WHOLE = 32768
"""So many patients stand together from the beginning. The more, the less often the same is done for the next part."""
TOGETHER = 512
"""So many newer records are closed."""
MOST = 8
"""So many closed ones stand beside the blocks."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Part:
    """Columns of some patients, who they are, and their seats in the cohort (growing)."""

    printed: Printed
    ids: Sequence[str]
    seats: Numbers


@dataclass(slots=True)
class Prints:
    """The columns of a cohort. `imprints` are those of now, by patient; a patient's seat is the place in the order of coming."""

    imprints: Mapping[str, Imprint]
    ids: list[str] = field(default_factory=list)
    _home: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """By seat: the number of the part in which the patient stands as they are now."""
    _parts: dict[int, Part] = field(default_factory=dict)
    _closed: set[int] = field(default_factory=set)
    _beside: dict[int, None] = field(default_factory=dict)
    _open: Part | None = None
    _made: int = 0
    _settled: int = 0

    def add(self, ids: Sequence[str]) -> Numbers:
        """Takes in new patients, and gives their seats. Their columns are made when they are many, or by `settle`."""
        seats = np.arange(len(self.ids), len(self.ids) + len(ids))
        self.ids += ids
        self._home = np.concatenate([self._home, np.full(len(ids), _NOWHERE)])
        if len(self.ids) - self._settled >= WHOLE:
            self.settle()
        return seats

    def settle(self) -> None:
        """Makes the columns of who came, so that the first amendment need not wait for it."""
        if self._settled < len(self.ids):
            self._hold(np.arange(self._settled, len(self.ids)))
            self._settled = len(self.ids)

    def changed(self, seat: int) -> None:
        """The record of a patient is another now."""
        self._home[seat], self._beside[seat], self._open = _NOWHERE, None, None
        if len(self._beside) >= TOGETHER:
            self._close()

    def parts(self) -> Iterator[tuple[Part, Numbers]]:
        """The columns, and the rows of them in which somebody stands as they are now: everybody once."""
        for number, part in self._parts.items():
            yield part, np.flatnonzero(self._home[part.seats] == number)
        if self._beside:
            if self._open is None:
                self._open = self._part(np.array(sorted(self._beside), dtype=np.int64))
            yield self._open, np.arange(len(self._beside))

    def _close(self) -> None:
        self._closed.add(self._hold(np.array(sorted(self._beside), dtype=np.int64)))
        self._beside.clear()
        if len(self._closed) > MOST:
            left = {number: part.seats[self._home[part.seats] == number] for number, part in self._parts.items()}
            gone = {number for number, seats in left.items() if 2 * len(seats) < len(self._parts[number].seats)} | self._closed
            for number in gone:
                del self._parts[number]
            self._closed.clear()
            self._hold(np.sort(np.concatenate([left[number] for number in gone])))

    def _hold(self, seats: Numbers) -> int:
        """Columns of some patients as they are now; gives their number."""
        self._made += 1
        self._parts[self._made] = self._part(seats)
        self._home[seats] = self._made
        return self._made

    def _part(self, seats: Numbers) -> Part:
        ids = [self.ids[seat] for seat in seats.tolist()]
        return Part(printed=Printed.of([self.imprints[one] for one in ids]), ids=ids, seats=seats)


_NOWHERE = -1
