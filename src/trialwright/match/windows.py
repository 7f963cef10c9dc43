"""Windows in time: the period of a fact, a window and its anchor in; true, false or unknown out, also for dates known in part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from trialwright.match.truth import Truth
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.time import Duration, PartialDate

ALWAYS = PartialDate(first=dt.date.max, last=dt.date.max)
BEGINNING = PartialDate(first=dt.date(1, 1, 1), last=dt.date(1, 1, 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """When something was: its first and its last day, each known in part; `lasting` when it began and no end is recorded."""

    start: PartialDate
    end: PartialDate
    lasting: bool = False

    @property
    def point(self) -> bool:
        """True for something that has one date."""
        return self.start == self.end


def period_of(fact: Fact, *, lasts: bool = False) -> Period | None:
    """The period of a fact; None when nothing is dated. With `lasts`, what has only a date goes on from then."""
    if fact.start is not None:
        return Period(start=fact.start, end=fact.end or ALWAYS, lasting=fact.end is None)
    if fact.date is not None:
        end = fact.end or (ALWAYS if lasts else fact.date)
        return Period(start=fact.date, end=end, lasting=lasts and fact.end is None)
    if fact.end is not None:
        return Period(start=PartialDate(first=BEGINNING.first, last=fact.end.last), end=fact.end)
    return None


def in_window(period: Period, window: Window, anchor: PartialDate) -> Truth:
    """Whether any day of the period lies in the window (edges counted in unless
    strict; AT_LEAST_BEFORE needs its last day there)."""
    certain = _holds(period.start.last, period.end.first, window, (anchor.last, anchor.first))
    if certain:
        return Truth.TRUE
    possible = _holds(period.start.first, period.end.last, window, (anchor.first, anchor.last))
    return Truth.UNKNOWN if possible else Truth.FALSE


def _holds(start: dt.date, end: dt.date, window: Window, anchor: tuple[dt.date, dt.date]) -> bool:
    """The window's condition; `anchor` is (the anchor for a lower edge, the anchor for an upper edge)."""
    low, high = anchor
    strict, amount = window.strict, window.amount
    match window.kind:
        case WindowKind.WITHIN_BEFORE:
            edge = before(low, amount)
            return start <= high and (end > edge if strict and amount else end >= edge)
        case WindowKind.AT_LEAST_BEFORE:
            edge = before(high, amount)
            return end < edge if strict else end <= edge
        case WindowKind.WITHIN_AFTER:
            edge = after(high, amount)
            return end >= low and (start < edge if strict else start <= edge)
        case WindowKind.SINCE:
            return end > low if strict else end >= low
        case WindowKind.BEFORE:
            return start < high if window.event or strict else start <= high
        case WindowKind.CURRENT:
            return start <= high and end >= low


@lru_cache(maxsize=65_536)
def before(day: dt.date, amount: Duration | None) -> dt.date:
    """The day that long before; the beginning of time where the amount has no end."""
    if amount is None:
        return BEGINNING.first
    try:
        return amount.before(day)
    except (ValueError, OverflowError):
        return BEGINNING.first


@lru_cache(maxsize=65_536)
def after(day: dt.date, amount: Duration | None) -> dt.date:
    """The day that long after; the end of time where the amount has no end."""
    if amount is None or day == dt.date.max:
        return dt.date.max
    try:
        return amount.after(day)
    except (ValueError, OverflowError):
        return dt.date.max
