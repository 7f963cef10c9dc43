"""A date as a registry prints it, perhaps without its day or month, enters; the range of days it may mean leaves."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?")
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The first and the last day that a printed date may mean."""

    first: date
    last: date

    def months_to(self, later: Days) -> float:
        """Months from this date to a later one, to the middle of both ranges."""
        return (_middle(later) - _middle(self)) / _DAYS_A_MONTH


def days(printed: str | None) -> Days | None:
    """The days of "2026-01-31", "2026-01" or "2026"; None for anything else."""
    match = _DATE.fullmatch(printed.strip()) if printed else None
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if day:
            return Days(first=date(year or 1, month or 1, day), last=date(year or 1, month or 1, day))
        if month:
            return Days(first=date(year or 1, month, 1), last=date(year or 1, month, calendar.monthrange(year or 1, month)[1]))
        return Days(first=date(year or 1, 1, 1), last=date(year or 1, 12, 31))
    except ValueError:
        return None


def _middle(span: Days) -> float:
    return (span.first.toordinal() + span.last.toordinal()) / 2
