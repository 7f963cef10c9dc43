"""The imprints of a block enter; the same as columns leave, and stay while records of some patients change.

To make columns of a block takes as long as an answer may take. So a new record does not throw them away: it stands beside them,
with those of the others that changed since, until these are many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trialwright.match.batch.imprint import Imprint
from trialwright.match.batch.printed import Numbers, Printed

MOST_BESIDE = 1024
"""So many newer records stand beside a block before its columns are made anew."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Part:
    """Columns of some patients of a block, and who they are; `places` of them in the block (growing) are to be looked at."""

    printed: Printed
    ids: Sequence[str]
    rows: Numbers
    places: Numbers

    def of(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """Those of some places of the block (growing) that are in this part: their places, and their rows in its columns."""
        own = places[np.isin(places, self.places, assume_unique=True)]
        return own, self.rows[np.searchsorted(self.places, own)]


@dataclass(slots=True)
class Prints:
    """The columns of one block. `imprints` are those of now, by patient."""

    ids: Sequence[str]
    imprints: Mapping[str, Imprint]
    _whole: Printed | None = None
    _beside: dict[int, None] = field(default_factory=dict)
    _parts: tuple[Part, ...] | None = None

    def make(self) -> None:
        """Makes the columns of everybody as they are now."""
        self._whole = Printed.of([self.imprints[one] for one in self.ids])
        self._beside, self._parts = {}, None

    def changed(self, place: int) -> None:
        """The record of a patient is another now."""
        self._beside[place], self._parts = None, None
        if len(self._beside) > MOST_BESIDE:
            self.make()

    def parts(self) -> tuple[Part, ...]:
        """The columns in which everybody stands once as they are now."""
        if self._parts is None:
            self._parts = tuple(self._made())
        return self._parts

    def _made(self) -> Iterator[Part]:
        if self._whole is None:
            self.make()
        assert self._whole is not None
        same = np.ones(len(self.ids), dtype=bool)
        beside = sorted(self._beside)
        same[beside] = False
        places = np.flatnonzero(same)
        yield Part(printed=self._whole, ids=self.ids, rows=places, places=places)
        if beside:
            ids = [self.ids[place] for place in beside]
            printed = Printed.of([self.imprints[one] for one in ids])
            yield Part(printed=printed, ids=ids, rows=np.arange(len(ids)), places=np.array(beside, dtype=np.int64))
