"""The values that comparisons rest on, as columns of patients; a comparison with other limits enters, who is within leaves."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import IS_FALSE, IS_TRUE, Codes, code_of
from trialwright.match.batch.measured import Measured
from trialwright.match.batch.program import Asked
from trialwright.match.batch.views import View
from trialwright.match.measure import held
from trialwright.match.values import Range
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Compare, Window

Key: TypeAlias = tuple[str, Window | None]
Flags: TypeAlias = NDArray[np.bool_]
Years: TypeAlias = tuple[int, int]
_NONE, _SEVERAL = -1, -2
_AGE: Key = ("age", None)


@dataclass
class Seen:
    """Every value that was seen of any patient, once: a fact, or an age in completed years (the least and the greatest)."""

    values: list[Fact | Years] = field(default_factory=list)
    _numbers: dict[Hashable, int] = field(default_factory=dict)

    def number(self, value: Fact | Years) -> int:
        """The number of a value; equal ones have the same."""
        content: Hashable = value
        if isinstance(value, Fact):
            content = (type(value.value), str(value.value), value.comparator, value.unit, str(value.uln), str(value.lln))
        found = self._numbers.setdefault(content, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


class Limits:
    """One comparison with a variable, held against values; each value once."""

    def __init__(self, node: Compare, seen: Seen) -> None:
        self.node, self._seen = node, seen
        self._measured = Measured(node=node, name=node.quantity.variable or "")
        self._codes: Codes = np.zeros(0, dtype=np.uint8)

    def codes(self, numbers: NDArray[np.int32]) -> Codes:
        """The code of each of some values, by their numbers."""
        known = len(self._codes)
        if known < len(self._seen.values):
            none = np.full(len(self._seen.values) - known, _UNSEEN, dtype=np.uint8)
            self._codes = np.concatenate([self._codes, none])
        for number in np.unique(numbers[self._codes[numbers] == _UNSEEN]).tolist():
            self._codes[number] = self._code(self._seen.values[number])
        found: Codes = self._codes[numbers]
        return found

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
    _columns: dict[Key, NDArray[np.int32]] = field(default_factory=dict)

    def of(self, place: int) -> Callable[[View], None]:
        """Takes in what a view of the patient at a place shows, and then each other view of them."""
        known: dict[Key, int] = {}

        def take(view: View) -> None:
            found = {key: _NONE if fact is None else self.seen.number(fact) for key, fact in view.readings.items()}
            found |= dict.fromkeys(view.several, _SEVERAL)
            years = view.known.ages()
            found[_AGE] = _NONE if years is None else self.seen.number(years)
            for key, number in found.items():
                self._column(key)[place] = number if known.setdefault(key, number) == number else _SEVERAL

        return take

    def columns(self) -> dict[Key, NDArray[np.int32]]:
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

    def _column(self, key: Key) -> NDArray[np.int32]:
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = np.full(self.patients, _NONE, dtype=np.int32)
        return found


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
