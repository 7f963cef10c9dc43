"""The codes of a block of patients enter, one column for each question; the same as bit planes leave, of each code who has it.

Most patients have the same answer to most of what trials ask. So the code that most of them have is told once, and a plane only
of each other one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import CODES, FALSE, IS_BARE, REASONS, TRUE, Codes, truth_of
from trialwright.match.batch.planes import AnsweredPlanes, Ends, Plane, count, packed

Why = Mapping[int, Plane]
"""Of whom something is unknown, by the number of the reason in `REASONS`. A patient may have several."""
_REASON = [REASONS.index(reasons[0]) if (reasons := truth_of(code)[1]) else None for code in range(CODES)]
"""By code: the number of its reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """One column of codes: the `usual` one, and of each other code whose it is. No patient is in two of the planes."""

    usual: int
    others: Mapping[int, Plane]

    def codes(self, patients: int) -> Codes:
        """The code of each patient."""
        found: Codes = np.full(patients, self.usual, dtype=np.uint8)
        for code, plane in self.others.items():
            found[np.unpackbits(plane.view(np.uint8), count=patients, bitorder="little").view(bool)] = code
        return found

    def plane(self, code: int, ends: Ends) -> Plane:
        """Who has a code."""
        if code != self.usual:
            return self.others.get(code, ends.none)
        return ends.but(ends.all, ends.any(self.others.values()))

    def marked(self, table: NDArray[np.bool_], ends: Ends) -> Plane:
        """Who has one of the codes that a table marks."""
        if not table[self.usual]:
            return ends.any(plane for code, plane in self.others.items() if table[code])
        return ends.but(ends.all, ends.any(plane for code, plane in self.others.items() if not table[code]))

    def why(self, ends: Ends) -> Why:
        """Of whom the answer is unknown, by the reason."""
        found: dict[int, Plane] = {}
        for code in (self.usual, *self.others):
            reason = _REASON[code]
            if reason is not None:
                found[reason] = ends.any((found.get(reason, ends.none), self.plane(code, ends)))
        return found


def coded(codes: Codes) -> Coded:
    """A column of codes as planes."""
    counts = np.bincount(codes, minlength=1)
    usual = int(counts.argmax())
    return Coded(usual=usual, others={code: packed(codes == code) for code in np.flatnonzero(counts).tolist() if code != usual})


def coded_planes(planes: Mapping[int, Plane], ends: Ends) -> Coded:
    """The same from the plane of each code; every patient is in one of them."""
    having = {code: plane for code, plane in planes.items() if plane is not ends.none}
    counts = {code: count(plane) for code, plane in having.items()}
    usual = max(counts, key=counts.__getitem__, default=TRUE)
    return Coded(usual=usual, others={code: plane for code, plane in having.items() if counts[code] and code != usual})


def answered_planes(columns: Sequence[Coded], bare: frozenset[int], ends: Ends) -> AnsweredPlanes:
    """The planes of all questions; `bare` are those of which it matters whether they are merely not recorded."""
    return AnsweredPlanes(
        ends=ends,
        true=[column.plane(TRUE, ends) for column in columns],
        false=[column.plane(FALSE, ends) for column in columns],
        bare={number: columns[number].marked(IS_BARE, ends) for number in bare},
    )
