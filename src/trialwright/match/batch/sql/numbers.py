"""Ranges of exact numbers enter, two decimals of a fixed number of places leave, which compare with any limit as the range does.

A number with more places than a column of a warehouse has is never rounded to a limit: its last place is a 5, between all numbers
that a limit can be. So is an end that is itself left out ("<8" ends just below 8). Limits have a place less than the column.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal

from trialwright.match.values import Range

PRECISION, PLACES = 38, 12
"""Of the columns: DECIMAL(38, 12)."""
_STEP = Decimal(1).scaleb(1 - PLACES)
_HALF = Decimal(5).scaleb(-PLACES)
_END = Decimal(10) ** 25
_EXACT = Context(prec=80)
Ends = tuple[Decimal | None, Decimal | None]


def is_limit(value: Decimal) -> bool:
    """Whether a limit can be held against the columns: it has few enough places, before and behind the point."""
    return abs(value) < _END and value == _floor(value)


def ends_of(value: Range) -> Ends:
    """The ends of a range as the columns have them; None where it has no end. Ends beyond all limits are drawn in."""
    low = None if value.low is None else _between(value.low, _HALF if value.low_open else Decimal(0))
    high = None if value.high is None else _between(value.high, -_HALF if value.high_open else Decimal(0))
    return low, high


def _between(value: Decimal, beside: Decimal) -> Decimal:
    if abs(value) >= _END:
        return (_END if value > 0 else -_END).quantize(_HALF, context=_EXACT)
    floor = _floor(value)
    return (floor + beside if floor == value else floor + _HALF).quantize(_HALF, context=_EXACT)


def _floor(value: Decimal) -> Decimal:
    return value.quantize(_STEP, rounding=ROUND_FLOOR, context=_EXACT)
