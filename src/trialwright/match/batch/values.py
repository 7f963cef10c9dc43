"""The values that comparisons rest on, as columns of patients; a comparison with other limits enters, who is within leaves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import FALSE, IS_FALSE, IS_TRUE, TRUE, Codes, code_of
from trialwright.match.batch.measured import Measured, is_plain, scale_of
from trialwright.match.batch.program import Asked
from trialwright.match.batch.views import View
from trialwright.match.measure import held, readings
from trialwright.match.values import Range
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Compare, Window

Key: TypeAlias = tuple[str, Window | None]
Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.int32]
Years: TypeAlias = tuple[int, int]
_NONE, _SEVERAL = -1, -2
_AGE: Key = ("age", None)


@dataclass
class Seen:
    """Every value that was seen of any patient, once: a fact, or an age in completed years (the least and the greatest)."""

    values: list[Fact | Years] = field(default_factory=list)
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _sorts: dict[Hashable, int] = field(default_factory=dict)
    _scales: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def number(self, value: Fact | Years) -> int:
        """The number of a value; equal ones have the same."""
        content: Hashable = value
        if isinstance(value, Fact):
            content = (type(value.value), str(value.value), value.comparator, value.unit, str(value.uln), str(value.lln))
        found = self._numbers.setdefault(content, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found

    def growing(self, numbers: Numbers) -> list[Growing]:
        """Those of some values that stand on scales (`measured`), scale by scale."""
        known = len(self._scales)
        if known < len(self.values):
            new = [self._scale(value) for value in self.values[known:]]
            self._scales = np.concatenate([self._scales, np.array(new, dtype=np.int32)])
        found = []
        scales = self._scales[numbers]
        for scale in np.unique(scales[scales >= 0]).tolist():
            some = numbers[scales == scale].tolist()
            measured = sorted((value, number) for number in some if isinstance(value := self._value(number), Decimal))
            amounts = np.array([float(value) for value, _ in measured])
            found.append(Growing(scale=scale, numbers=np.array([number for _, number in measured]), amounts=amounts))
        return found

    def _scale(self, value: Fact | Years) -> int:
        return self._sorts.setdefault(scale_of(value), len(self._sorts)) if isinstance(value, Fact) and is_plain(value) else -1

    def _value(self, number: int) -> object:
        value = self.values[number]
        return value.value if isinstance(value, Fact) else value


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Growing:
    """Values of one scale by their numbers, growing, and roughly how much they are. `factors` tells where limits in other units
    lie among them, as far as it was found."""

    scale: int
    numbers: NDArray[np.int64]
    amounts: NDArray[np.float64]
    factors: dict[Hashable, float] = field(default_factory=dict)


class Limits:
    """One comparison with a variable, held against values; each value once."""

    def __init__(self, node: Compare, seen: Seen) -> None:
        self.node, self._seen = node, seen
        self._measured = Measured(node=node, name=node.quantity.variable or "")
        self._codes: Codes = np.zeros(0, dtype=np.uint8)
        self._one_sided = (node.low is None) != (node.high is None) and not self._measured.ranked

    def codes(self, numbers: Numbers, growing: Sequence[Growing] = ()) -> Codes:
        """The code of each of some values, by their numbers; `growing` are those of them that stand on scales."""
        known = len(self._codes)
        if known < len(self._seen.values):
            none = np.full(len(self._seen.values) - known, _UNSEEN, dtype=np.uint8)
            self._codes = np.concatenate([self._codes, none])
        if self._one_sided:
            for some in growing:
                if (self._codes[some.numbers] == _UNSEEN).any():
                    self._part(some)
        new = numbers[self._codes[numbers] == _UNSEEN]
        for number in dict.fromkeys(new.tolist()):
            self._codes[number] = self._code(self._seen.values[number])
        found: Codes = self._codes[numbers]
        return found

    def _part(self, growing: Growing) -> None:
        """Finds where one limit parts values of one scale, from where it should: only those beside it are held against it. Where
        one is neither within nor without, all are left."""
        before, behind = (TRUE, FALSE) if self.node.low is None else (FALSE, TRUE)
        first, last, count = 0, len(growing.numbers), len(growing.numbers)
        place, step = min(self._guess(growing), count - 1), 1
        while first < last:
            code = self._at(int(growing.numbers[place]))
            if code == before:
                first = place + 1
            elif code == behind:
                last = place
            else:
                return
            if first > 0 and last < count:
                place = (first + last) // 2
            else:
                place = min(first + step - 1, count - 1) if first else max(last - step, 0)
                step *= 2
        self._codes[growing.numbers[:first]] = before
        self._codes[growing.numbers[first:]] = behind
        limit = self._limit()
        if 0 < first < count and limit:
            growing.factors[self._unit] = float(growing.amounts[first - 1] + growing.amounts[first]) / 2 / limit

    def _guess(self, growing: Growing) -> int:
        """How many of some values lie before the limit, if it is in the same relation to them as others of its unit."""
        factor = growing.factors.get(self._unit, 1.0)
        return int(np.searchsorted(growing.amounts, factor * self._limit()))

    def _limit(self) -> float:
        limit = self.node.low or self.node.high
        return float(limit.value) if limit is not None and isinstance(limit.value, Decimal) else 0.0

    @property
    def _unit(self) -> Hashable:
        return self.node.unit, self.node.relative

    def _at(self, number: int) -> int:
        if self._codes[number] == _UNSEEN:
            self._codes[number] = self._code(self._seen.values[number])
        return int(self._codes[number])

    def _code(self, value: Fact | Years) -> int:
        if isinstance(value, Fact):
            return self._measured.code(value)[0]
        return code_of(held(Range(low=Decimal(value[0]), high=Decimal(value[1])), self.node, None, "age"))


_UNSEEN = 255


@dataclass
class Values:
    """For each variable and window that a trial asks of some patients: the number of the value that each of them has there.

    A patient has none, one, or several (of one day, or as seen by several trials); of several only the reference can tell.
    """

    patients: int
    seen: Seen
    _columns: dict[Key, Numbers] = field(default_factory=dict)

    def of(self, place: int) -> Callable[[View], None]:
        """Takes in what a view of the patient at a place shows, and then each other view of them."""
        known: dict[Key, int] = {}
        views: list[View] = []

        def number(view: View, key: Key) -> int:
            if key in view.readings:
                fact = view.readings[key]
                return _SEVERAL if key in view.several else _NONE if fact is None else self.seen.number(fact)
            found = readings(*key, view.known)
            chosen = found if isinstance(found, tuple) else ()
            return _SEVERAL if len(chosen) > 1 else self.seen.number(chosen[0].fact) if chosen else _NONE

        def take(view: View) -> None:
            views.append(view)
            for key in [*known, *(key for key in view.readings if key not in known)]:
                if key != _AGE:
                    # a view in which nobody looked may have none: then the value is not that of all trials
                    told = {number(one, key) for one in (views if key not in known else (view,))}
                    told |= {known[key]} if key in known else set()
                    known[key] = told.pop() if len(told) == 1 else _SEVERAL
            years = view.known.ages()
            known[_AGE] = _NONE if years is None else self.seen.number(years)
            for key, found in known.items():
                self._column(key)[place] = found

        return take

    def columns(self) -> dict[Key, Numbers]:
        """The columns: below 0 for no value, and for several."""
        return dict(self._columns)

    def forget(self, place: int) -> None:
        """Forgets a patient, whose record is another now."""
        for column in self._columns.values():
            column[place] = _NONE

    def held_against(self, limits: Limits) -> tuple[Flags, Flags, Flags]:
        """Who is within the limits, who is without, and who has several values. The rest has none."""
        key = key_of(limits.node)
        column = self._columns.get(key) if key is not None else None
        if column is None:
            nobody = np.zeros(self.patients, dtype=bool)
            return nobody, nobody, nobody
        single = column >= 0
        codes = limits.codes(column[single])
        within, without = np.zeros_like(single), np.zeros_like(single)
        within[single], without[single] = IS_TRUE[codes], IS_FALSE[codes]
        return within, without, column == _SEVERAL

    def valueless(self, limits: Limits) -> Flags:
        """Who has no value to be held against the limits."""
        key = key_of(limits.node)
        column = self._columns.get(key) if key is not None else None
        return np.ones(self.patients, dtype=bool) if column is None else column == _NONE

    def _column(self, key: Key) -> Numbers:
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = np.full(self.patients, _NONE, dtype=np.int32)
        return found


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Valued:
    """The values of a block of patients for one variable and window: the numbers of those that any of them has, growing, and of
    each patient the place among these; behind the last for who has none, or several."""

    values: Numbers
    places: NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, numbers: Numbers) -> Valued:
        """The same from the number of each patient's value, below 0 for none and for several."""
        single = numbers >= 0
        values = np.unique(numbers[single])
        places = np.where(single, np.searchsorted(values, numbers), len(values))
        return cls(values=values, places=places.astype(np.min_scalar_type(len(values))))

    def numbers(self) -> Numbers:
        """The number of each patient's value, below 0 for none and for several."""
        found: Numbers = np.append(self.values, np.int32(-1))[self.places]
        return found

    def single(self) -> NDArray[np.bool_]:
        """Who has one value."""
        return self.places < len(self.values)


def key_of(asked: Asked) -> Key | None:
    """The column that answers a comparison; None for what no column answers: no comparison, or an age in months or days."""
    if not isinstance(asked, Compare) or asked.quantity.variable is None:
        return None
    if asked.quantity.variable == "age":
        return _AGE if asked.unit in (None, "a") and asked.window is None else None
    return asked.quantity.variable, asked.window


def sibling_key(asked: Asked) -> Hashable:
    """Who has no value answers comparisons alike that have this in common: the column, and whether there is a lower limit."""
    key = key_of(asked)
    return None if key is None or not isinstance(asked, Compare) else (key, asked.low is None)
