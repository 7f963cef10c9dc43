"""Values held against limits, many times: a value and a comparison in, the code of the reference's answer out.

The reference is asked once for a value; then what lies on the same side needs no asking: a number that is larger than one that
reaches a lower limit reaches it too, in whatever unit both are.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

from trialwright.match.batch.answers import FALSE, TRUE, code_of
from trialwright.match.measure import held_against, variable_of
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Compare


def is_plain(fact: Fact) -> bool:
    """Whether a value is a number of which one on its side of a limit tells (`scale_of`)."""
    return isinstance(fact.value, Decimal) and fact.comparator is None and fact.unit is not None and fact.value != 0


def scale_of(fact: Fact) -> Hashable:
    """What two values have in common that can be laid beside one another."""
    return fact.unit, fact.uln, fact.lln


@dataclass(slots=True)
class _Sides:
    """What is known of numbers in one unit: the least and the greatest that are within, and those that are surely without."""

    least: Decimal | None = None
    greatest: Decimal | None = None
    below: Decimal | None = None
    above: Decimal | None = None


@dataclass
class Measured:
    """The answers to one comparison with a variable."""

    node: Compare
    name: str
    _codes: dict[Hashable, int] = field(default_factory=dict)
    _sides: dict[Hashable, _Sides] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ranked = variable_of(self.name).scale is not None

    def code(self, fact: Fact) -> tuple[int, bool]:
        """The code of the answer that rests on one value, and whether the reference was asked for it."""
        value = fact.value
        unit = scale_of(fact)
        if isinstance(value, Decimal) and is_plain(fact) and not self.ranked:
            sides = self._sides.setdefault(unit, _Sides())
            known = _side(value, sides)
            if known is not None:
                return known, False
            code = self._ask(fact)
            _learn(value, code, sides, self.node)
            return code, True
        key = (type(value), str(value), fact.comparator, unit)
        found = self._codes.get(key)
        if found is not None:
            return found, False
        self._codes[key] = code = self._ask(fact)
        return code, True

    def _ask(self, fact: Fact) -> int:
        return code_of(held_against(fact, self.node, self.name))


def _side(value: Decimal, sides: _Sides) -> int | None:
    if sides.least is not None and sides.greatest is not None and sides.least <= value <= sides.greatest:
        return TRUE
    if sides.below is not None and value <= sides.below:
        return FALSE
    if sides.above is not None and value >= sides.above:
        return FALSE
    return None


def _learn(value: Decimal, code: int, sides: _Sides, node: Compare) -> None:
    """Takes a new answer in. Where there is one limit only, all that lies beyond it is within."""
    if code == TRUE:
        if node.low is None:
            sides.least = Decimal("-Infinity")
        if node.high is None:
            sides.greatest = Decimal("Infinity")
        sides.least = value if sides.least is None else min(sides.least, value)
        sides.greatest = value if sides.greatest is None else max(sides.greatest, value)
    elif code == FALSE:
        too_low = node.high is None or (sides.least is not None and value < sides.least)
        too_high = node.low is None or (sides.greatest is not None and value > sides.greatest)
        if too_low and not too_high:
            sides.below = value if sides.below is None else max(sides.below, value)
        elif too_high and not too_low:
            sides.above = value if sides.above is None else min(sides.above, value)
