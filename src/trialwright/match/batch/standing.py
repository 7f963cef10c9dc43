"""Patients enter, the columns of a block of them leave: all that any trial asks of them, in a form that trials are judged from.

What a comparison rests on is kept as a value (`values.Values`) and held against its limits when the block is judged, each
distinct value once; what any other question gives is kept as it was answered. So what has been made of a record once is never
made again on that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import CODES, Codes
from trialwright.match.batch.block import Block, block_of
from trialwright.match.batch.coded import Coded, coded, coded_planes
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.planes import Ends, Plane, packed
from trialwright.match.batch.program import Program
from trialwright.match.batch.values import Key, Limits, Seen, Values, key_of
from trialwright.match.batch.views import View
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare

Numbers = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Standing:
    """The columns of a block of patients. `turns` are the first days, as ordinals, on which time alone may change an answer.

    `columns` are those of all questions; of a comparison that of the patients who have no single value, the others have what is
    usual. `values` has by variable and window the number of each patient's value, below 0 for none and for several.
    """

    ids: tuple[str, ...]
    turns: Numbers
    columns: Sequence[Coded]
    values: Mapping[Key, Numbers]


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
        if key in single and (~single[key]).any():
            rest = codes[~single[key]]
            codes = np.where(single[key], np.bincount(rest).argmax(), codes).astype(np.uint8)
        columns.append(same.setdefault(codes.tobytes(), coded(codes)))
    return Standing(ids=block.ids, turns=turns, columns=columns, values=values)


def drawn(found: Standing, chosen: NDArray[np.int64], ids: Sequence[str]) -> Standing:
    """As many patients drawn from those of a block, some several times, under other names."""

    distinct = {id(one): one for one in found.columns}
    columns = {key: coded(one.codes(len(found.ids))[chosen]) if one.others else one for key, one in distinct.items()}
    return Standing(
        ids=tuple(ids),
        turns=found.turns[chosen],
        columns=[columns[id(one)] for one in found.columns],
        values={key: numbers[chosen] for key, numbers in found.values.items()},
    )


class Comparing:
    """The comparisons of a program, held against the values that were `seen`."""

    def __init__(self, program: Program, seen: Seen) -> None:
        self._seen = seen
        self._limits: dict[int, tuple[Key, Limits]] = {}
        for number, question in enumerate(program.questions):
            key = key_of(question.asked)
            if key is not None and isinstance(question.asked, Compare):
                self._limits[number] = (key, Limits(question.asked, seen))

    def compared(self, found: Standing, ends: Ends) -> list[Coded]:
        """The columns of all questions of a block."""
        columns = list(found.columns)
        held = {key: _Held(numbers, ends) for key, numbers in found.values.items()}
        for number, (key, limits) in self._limits.items():
            if key in held and len(held[key].values):
                columns[number] = held[key].laid_over(columns[number], limits.codes(held[key].values))
        return columns


class _Held:
    """The values of a block for one variable and window: each distinct one once, and whose it is."""

    def __init__(self, numbers: Numbers, ends: Ends) -> None:
        self._ends = ends
        single = numbers >= 0
        self._single = packed(single) if not single.all() else ends.all
        self.values = np.unique(numbers[single])
        self._places = np.where(single, np.searchsorted(self.values, numbers), len(self.values))
        self._found: dict[bytes, dict[int, Plane]] = {}
        self._laid: dict[tuple[int, bytes], Coded] = {}

    def laid_over(self, rest: Coded, codes: Codes) -> Coded:
        """The answers of those who have a single value, by the code of each value, laid over those of the rest. What is the same
        is one object."""
        key = (id(rest), codes.tobytes())
        found = self._laid.get(key)
        if found is None:
            ends, valued = self._ends, self._planes(codes)
            planes = {**rest.others, rest.usual: ends.but(rest.plane(rest.usual, ends), self._single)}
            both = {code: ends.any(side.get(code, ends.none) for side in (planes, valued)) for code in planes | valued}
            found = self._laid[key] = coded_planes(both, ends)
        return found

    def _planes(self, codes: Codes) -> dict[int, Plane]:
        """Who has each code. Many comparisons part the values alike."""
        key = codes.tobytes()
        found = self._found.get(key)
        if found is None:
            mine = np.append(codes, np.uint8(CODES))[self._places]
            found = self._found[key] = {code: packed(mine == code) for code in np.unique(codes).tolist()}
        return found
