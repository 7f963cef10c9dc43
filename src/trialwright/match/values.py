"""Numbers as sheets write them: a value, a bound or a phrase with a unit in, a range that holds the true value out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from trialwright.match.truth import Truth
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Limit
from trialwright.vocabulary.units import parse_unit

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_BOUND = re.compile(r"\s*(<=|>=|=<|=>|<|>|≤|≥)\s*(.+)")
_SPREAD = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*(.*)")
_SIGNS = {"=<": "<=", "=>": ">=", "≤": "<=", "≥": ">="}
NONE_FOUND = frozenset(
    {"undetectable", "negative", "not detected", "none", "absent", "nil", "no expression", "below detection limit"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """Every number that a record leaves possible, from `low` to `high`; None is
    without end, `*_open` leaves the end itself out."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exactly(cls, value: Decimal | int) -> Range:
        """The range that holds one number."""
        number = Decimal(value)
        return cls(low=number, high=number)

    def shifted(self, other: Range) -> Range:
        """Every sum of a number of this range and one of the other."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(low=low, high=high, low_open=self.low_open or other.low_open, high_open=self.high_open or other.high_open)

    def at_least(self, limit: Limit) -> Truth:
        """Whether the number is above the limit (or at it, when it is inclusive)."""
        edge = Decimal(limit.value)
        if self.low is not None and (self.low > edge or (self.low == edge and (limit.inclusive or self.low_open))):
            return Truth.TRUE
        if self.high is not None and (self.high < edge or (self.high == edge and (self.high_open or not limit.inclusive))):
            return Truth.FALSE
        return Truth.UNKNOWN

    def at_most(self, limit: Limit) -> Truth:
        """Whether the number is below the limit (or at it, when it is inclusive)."""
        return ~self.at_least(replace(limit, inclusive=not limit.inclusive))


def decimal(text: object) -> Decimal | None:
    """A finite number, or None; booleans and words are none."""
    if isinstance(text, bool) or text is None:
        return None
    try:
        number = Decimal(str(text).strip().replace(",", ".") if isinstance(text, str) else str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def range_of(value: Decimal | str | bool | None, comparator: str | None = None) -> Range | None:
    """The range that a recorded value leaves: 5, "<1", "3-4"; a word for "nothing found" is zero; any other word is None."""
    if isinstance(value, Decimal):
        return _bounded(value, comparator)
    if not isinstance(value, str):
        return None
    found = _BOUND.fullmatch(value)
    if found and (number := decimal(found[2])) is not None:
        return _bounded(number, found[1])
    spread = _SPREAD.fullmatch(value)
    if spread and not spread[3]:
        return Range(low=Decimal(spread[1]), high=Decimal(spread[2]))
    if value.strip().lower() in NONE_FOUND:
        return Range.exactly(0)
    number = decimal(value)
    return None if number is None else Range.exactly(number)


def fact_range(fact: Fact) -> Range | None:
    """The range that a fact's value leaves."""
    return range_of(fact.value, fact.comparator)


def _bounded(number: Decimal, comparator: str | None) -> Range:
    match _SIGNS.get(comparator or "", comparator):
        case "<":
            return Range(high=number, high_open=True)
        case "<=":
            return Range(high=number)
        case ">":
            return Range(low=number, low_open=True)
        case ">=":
            return Range(low=number)
    return Range.exactly(number)


def quantity_of(text: str) -> tuple[Range, str | None] | None:
    """A number and a UCUM unit from a phrase like "2.4 cm", "15 mg/d", "<1 cm" or "60 Gy in 30 fractions"; None without a number.

    Two numbers with signs of size between them ("2.4 x 1.8 cm") give the greater one, which is the diameter.
    """
    found = _BOUND.fullmatch(text)
    sign, rest = (found[1], found[2]) if found else (None, text)
    numbers = list(_NUMBER.finditer(rest))
    if not numbers:
        return None
    unit = parse_unit(rest[numbers[-1].end() :]) or parse_unit(rest[numbers[0].end() :].split(" in ")[0])
    if unit is None:
        words = rest[numbers[0].end() :].split()
        unit = parse_unit(words[0]) if words else None
    by = re.fullmatch(r"\s*[x×*]\s*", rest[numbers[0].end() : numbers[1].start()]) if len(numbers) > 1 else None
    chosen = (
        max((number for item in numbers if (number := decimal(item[0])) is not None), default=None)
        if by
        else decimal(numbers[0][0])
    )
    return None if chosen is None else (_bounded(chosen, sign), unit)


def plain(number: Decimal) -> str:
    """A number for a sentence: no exponent, no idle zeros, at most four significant decimals."""
    rounded = round(number, 4) if -6 < number.adjusted() < 15 else number
    return format(rounded.normalize(), "f")
