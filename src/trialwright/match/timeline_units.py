"""Limits of time: a number and a UCUM unit of time in, a duration that is counted on the calendar out."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from trialwright.protocol.criteria import Limit
from trialwright.vocabulary.time import Duration, TimeUnit

_UNITS = {"h": TimeUnit.HOUR, "d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}


def duration_of(limit: Limit, unit: str | None) -> Duration | None:
    """A limit as a duration; None where the unit is none of time or the limit no number."""
    known = _UNITS.get(unit or "")
    try:
        return None if known is None else Duration(amount=Decimal(limit.value), unit=known)
    except InvalidOperation:
        return None
