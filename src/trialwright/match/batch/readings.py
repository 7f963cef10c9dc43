"""A patient and a comparison with a variable enter; the one value that the answer rests on leaves, beside its limits in one unit.

found = reading(node, known)
if isinstance(found, Reading):
    found.value, found.low, found.high, found.unit, found.beyond()
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from trialwright.match.answer import Answer
from trialwright.match.known import Known
from trialwright.match.measure import Beside, age_beside, beside, held, in_ranks, readings, variable_of
from trialwright.match.truth import Truth
from trialwright.match.values import Range, fact_range
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Compare, Limit, Quantity

_VALUE = Quantity(variable="value")


class NoReading(StrEnum):
    """Why a comparison does not rest on one number that stands beside its limits."""

    OTHER = "it compares no variable but an attribute of something"
    LIMIT = "its limits are no numbers"
    NONE = "no value is recorded"
    OUTSIDE = "no value lies surely in the window"
    SEVERAL = "several values of one day"
    NO_NUMBER = "the value is no number, or no code of the scale"
    UNIT = "the value cannot be brought to the unit of the limits"
    NORMAL = "the limit of normal is not recorded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The one value on which the answer to a comparison rests.

    `value` is the range that the record leaves possible (both ends equal for a plain number), in the unit of `low` and `high`,
    which are numbers: multiples where the comparison is `relative`, ranks where `unit` names a scale. `fact` is what is recorded;
    None for the age, which follows from the birth date.
    """

    value: Range
    low: Limit | None
    high: Limit | None
    unit: str | None
    fact: Fact | None = None

    def truth(self) -> Truth:
        """Whether the value is within the limits: what the reference answers."""
        node = Compare(quantity=_VALUE, low=self.low, high=self.high)
        return held(self.value, node, None, "").truth

    def beyond(self) -> Decimal | None:
        """By how much the value surely misses the limit that it fails, in `unit`; None for one that does not surely fail.

        Nought is a miss too, where the limit itself is left out.
        """
        value = self.value
        if self.low is not None and value.high is not None and value.at_least(self.low) is Truth.FALSE:
            return Decimal(self.low.value) - value.high
        if self.high is not None and value.low is not None and value.at_most(self.high) is Truth.FALSE:
            return value.low - Decimal(self.high.value)
        return None


def reading(node: Compare, known: Known, *, fact: Fact | None = None) -> Reading | NoReading:
    """The value on which a comparison rests for a patient, or why there is no such one.

    `fact` is the one value (`measure.readings`), where that is known already: it is not looked up again then.
    """
    name = node.quantity.variable
    if name is None:
        return NoReading.OTHER
    if _numbers(scaled(node)) is None:
        return NoReading.LIMIT
    if name == "age":
        return _reading(age_beside(node, known), None, node)
    if fact is None:
        found = readings(name, node.window, known)
        if isinstance(found, Answer):
            return NoReading.OUTSIDE
        if len(found) != 1:
            return NoReading.SEVERAL if found else NoReading.NONE
        fact = found[0].fact
    return _reading(beside(fact, node, variable_of(name)), fact, node)


def scaled(node: Compare) -> Compare:
    """The comparison as values are held against it: with ranks for limits where these are codes of the variable's scale."""
    name = node.quantity.variable
    return node if name is None else in_ranks(node, variable_of(name)) or node


def unit_of(node: Compare) -> str | None:
    """The unit of the limits: a UCUM code, "x ULN", "x LLN", or "rank of" a scale; None where they are plain numbers.

    Limits without a unit are taken to be in the variable's own where the value has one (`measure`).
    """
    if scaled(node) is not node:
        return f"rank of {variable_of(node.quantity.variable or '').scale}"
    return f"x {node.relative}" if node.relative else node.unit


def limits_of(node: Compare) -> tuple[Limit | None, Limit | None] | None:
    """The limits as numbers (`unit_of` says in what unit), or None where one of them is no number."""
    return _numbers(scaled(node))


def _reading(found: Beside | Answer, fact: Fact | None, node: Compare) -> Reading | NoReading:
    if isinstance(found, Answer):
        return _why(found, fact, node)
    limits = _numbers(found.node)
    if limits is None:
        return NoReading.LIMIT
    return Reading(value=found.value, low=limits[0], high=limits[1], unit=unit_of(node), fact=fact)


def _why(answer: Answer, fact: Fact | None, node: Compare) -> NoReading:
    if fact is None:
        return NoReading.UNIT if Reason.NOT_READ in answer.reasons else NoReading.NONE
    if Reason.UNIT_MISSING in answer.reasons:
        return NoReading.UNIT
    return NoReading.NORMAL if node.relative and fact_range(fact) is not None else NoReading.NO_NUMBER


def _numbers(node: Compare) -> tuple[Limit | None, Limit | None] | None:
    try:
        low, high = (None if limit is None else _number(limit) for limit in (node.low, node.high))
    except InvalidOperation:
        return None
    return low, high


def _number(limit: Limit) -> Limit:
    value = Decimal(limit.value)
    if not value.is_finite():
        raise InvalidOperation
    return Limit(value=value, inclusive=limit.inclusive)
