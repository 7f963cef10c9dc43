"""Patients enter, the columns of a block of them leave: all that any trial asks of them, in a form that trials are judged from.

What a comparison rests on is kept as a value (`values.Values`) and held against its limits when the block is judged, each
distinct value once; what any other question gives is kept as it was answered. So what has been made of a record once is never
made again on that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.block import Block, block_of
from trialwright.match.batch.coded import Coded, coded, coded_planes
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.planes import Ends, Plane, packed
from trialwright.match.batch.program import Program
from trialwright.match.batch.values import Key, Limits, Numbers, Seen, Valued, Values, key_of
from trialwright.match.batch.views import View
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Standing:
    """The columns of a block of patients. `turns` are the first days, as ordinals, on which time alone may change an answer.

    `columns` are those of all questions; of a comparison that of the patients who have no single value, the others have what is
    usual. `values` are those that comparisons rest on, by variable and window.
    """

    ids: tuple[str, ...]
    turns: Numbers
    columns: Sequence[Coded]
    values: Mapping[Key, Valued]


def standing(columns: Columns, patients: Sequence[PatientFacts], seen: Seen) -> Standing:
    """The columns of some patients, who are answered for; their values are taken into `seen`."""
    values = Values(patients=len(patients), seen=seen)
    answered = []
    for place, patient in enumerate(patients):
        views: list[View] = []
        answered.append(columns.answered(patient, seen=views.append))
        take = values.of(place)
        for view in views:
            take(view)
    block = block_of([patient.id for patient in patients], answered, columns.usual)
    return standing_of(columns.recall.program, block, values.columns(), np.array([one.turn for one in answered], dtype=np.int32))


def standing_of(program: Program, block: Block, values: Mapping[Key, Numbers], turns: Numbers) -> Standing:
    """The same from answers and values that are there."""
    single = {key: column >= 0 for key, column in values.items()}
    columns = []
    same: dict[bytes, Coded] = {}
    for number, question in enumerate(program.questions):
        codes = block.column(number)
        key = key_of(question.asked)
        if key in single and single[key].any():
            rest = codes if single[key].all() else codes[~single[key]]
            codes = np.where(single[key], np.bincount(rest).argmax(), codes).astype(np.uint8)
        columns.append(same.setdefault(codes.tobytes(), coded(codes)))
    kept = {key: Valued.of(numbers) for key, numbers in values.items()}
    return Standing(ids=block.ids, turns=turns, columns=columns, values=kept)


def drawn(found: Standing, chosen: NDArray[np.int64], ids: Sequence[str]) -> Standing:
    """As many patients drawn from those of a block, some several times, under other names."""

    distinct = {id(one): one for one in found.columns}
    columns = {key: coded(one.codes(len(found.ids))[chosen]) if one.others else one for key, one in distinct.items()}
    return Standing(
        ids=tuple(ids),
        turns=found.turns[chosen],
        columns=[columns[id(one)] for one in found.columns],
        values={key: replace(valued, places=valued.places[chosen]) for key, valued in found.values.items()},
    )


class Comparing:
    """The comparisons of a program, held against the values that were `seen`. Those that differ in their window, or in the trial
    that asks, hold a value against the same limits."""

    def __init__(self, program: Program, seen: Seen) -> None:
        self._seen = seen
        self._asking: dict[Key, dict[Limits, list[int]]] = {}
        distinct: dict[Compare, Limits] = {}
        for number, question in enumerate(program.questions):
            key = key_of(question.asked)
            if key is not None and isinstance(question.asked, Compare):
                node = replace(question.asked, window=None)
                limits = distinct.setdefault(node, Limits(node, seen))
                self._asking.setdefault(key, {}).setdefault(limits, []).append(number)

    def compared(self, found: Standing, ends: Ends) -> list[Coded]:
        """The columns of all questions of a block."""
        columns = list(found.columns)
        for key, asking in self._asking.items():
            valued = found.values.get(key)
            if valued is not None and len(valued.values):
                growing = self._seen.growing(valued.values)
                codes = [limits.codes(valued.values, growing) for limits in asking]
                held = _Held(valued, np.array(codes), ends)
                for numbers, row in zip(asking.values(), held.rows, strict=True):
                    for number in numbers:
                        columns[number] = held.laid_over(columns[number], row)
        return columns


class _Held:
    """The values of a block for one variable and window, held against limits: `codes` are those of each comparison by the value.

    `rows` has for each comparison which of those that part the values alike it is. Values that no comparison tells apart are
    one: of each such part one plane is made, and joined to those of the codes.
    """

    def __init__(self, valued: Valued, codes: NDArray[np.uint8], ends: Ends) -> None:
        self._ends = ends
        single = valued.single()
        self._single = packed(single) if not single.all() else ends.all
        distinct, self.rows = _different(codes)
        parted, parts = _different(np.ascontiguousarray(distinct.T))
        self._codes = parted.T
        count = len(parted)
        part_of = np.append(parts, count).astype(np.min_scalar_type(count))[valued.places]
        self._parts = np.array([packed(part_of == part) for part in range(count)])
        self._found: dict[int, dict[int, Plane]] = {}
        self._laid: dict[tuple[int, int], Coded] = {}

    def laid_over(self, rest: Coded, row: int) -> Coded:
        """The answers of those who have a single value laid over those of the rest. What is the same is one object."""
        found = self._laid.get((id(rest), row))
        if found is None:
            ends, valued = self._ends, self._valued(row)
            planes = {**rest.others, rest.usual: ends.but(rest.plane(rest.usual, ends), self._single)}
            both = {code: ends.any(side.get(code, ends.none) for side in (planes, valued)) for code in planes | valued}
            found = self._laid[id(rest), row] = coded_planes(both, ends)
        return found

    def _valued(self, row: int) -> dict[int, Plane]:
        """Who has each code, of those who have a single value."""
        found = self._found.get(row)
        if found is None:
            own = self._codes[row]
            codes, counts = np.unique(own, return_counts=True)
            *few, most = codes[np.argsort(counts)].tolist()
            found = {code: np.bitwise_or.reduce(self._parts[own == code], axis=0) for code in few}
            found[most] = self._ends.but(self._single, self._ends.any(found.values()))
            self._found[row] = found
        return found


def _different(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], list[int]]:
    """The rows that are different, and which of them each is."""
    places: dict[bytes, int] = {}
    which = [places.setdefault(row.tobytes(), len(places)) for row in rows]
    return np.array([np.frombuffer(row, dtype=np.uint8) for row in places]), which
