"""Days before a day, reckoned here and nowhere else: an amount of time in, the edge of a window and days on both sides of it out.

The matcher has its own reckoning; that of the generator must not be the same code.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.time import Duration, TimeUnit

_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}
_MONTHS = {TimeUnit.MONTH: 1, TimeUnit.YEAR: 12}
DAY = dt.timedelta(days=1)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months before, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def edge_of(day: dt.date, amount: Duration) -> dt.date | None:
    """The day that long before; None for hours and parts of a unit, which people count in more than one way."""
    if amount.amount != amount.amount.to_integral_value() or not 0 < amount.amount < 1500:
        return None
    whole = int(amount.amount)
    if amount.unit in _DAYS:
        return day - whole * _DAYS[amount.unit] * DAY
    return months_before(day, whole * _MONTHS[amount.unit]) if amount.unit in _MONTHS and whole < 600 else None


def completed_years(born: dt.date, on: dt.date) -> int:
    """How many birthdays somebody has had."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


Placed = tuple[str, dt.date]
"""A day with the case that it stands for: ("on the first day of the window", 2026-03-02)."""


def inside(window: Window | None, on: dt.date) -> list[Placed] | None:
    """Days on which something lies in a window for certain; None for a window that this generator does not build for."""
    if window is None or (window.kind is WindowKind.WITHIN_BEFORE and window.amount is None and not window.event):
        return [("recent", on - 3 * DAY), ("recent", on - 9 * DAY), ("on the reference date", on)]
    if window.event or window.kind not in (WindowKind.WITHIN_BEFORE, WindowKind.CURRENT):
        return None
    if window.kind is WindowKind.CURRENT:
        return [("on the reference date", on)]
    edge = edge_of(on, window.amount) if window.amount else None
    return None if edge is None else list(_within(edge, on, strict=window.strict))


def _within(edge: dt.date, on: dt.date, *, strict: bool) -> Iterator[Placed]:
    yield "on the reference date", on
    if not strict:
        yield "on the first day of the window", edge
    if edge + DAY < on:
        yield "a day inside of the window", edge + DAY
        yield "inside of the window", on - (on - edge) // 2


def outside(window: Window | None, on: dt.date) -> list[Placed]:
    """Days before a window begins; none where it has no beginning."""
    if window is None or window.event or window.kind is not WindowKind.WITHIN_BEFORE or window.amount is None:
        return []
    edge = edge_of(on, window.amount)
    if edge is None:
        return []
    last = edge if window.strict else edge - DAY
    return [("a day before the window", last), ("long before the window", last - 200 * DAY)]
