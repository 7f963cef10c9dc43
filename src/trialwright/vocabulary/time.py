"""Time as criteria and patient sheets speak of it: words and ISO dates in, durations and partial dates out."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class TimeUnit(StrEnum):
    """Units of duration; months and years are counted on the calendar, the rest in exact time."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_HOURS = {TimeUnit.HOUR: 1, TimeUnit.DAY: 24, TimeUnit.WEEK: 168}


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """An amount of time as the text states it, for example 6 months."""

    amount: Decimal
    unit: TimeUnit

    def before(self, moment: dt.date) -> dt.date:
        """The day this long before `moment`; an hour count is rounded up to whole days."""
        return moment - self._step()

    def after(self, moment: dt.date) -> dt.date:
        """The day this long after `moment`."""
        return moment + self._step()

    def _step(self) -> relativedelta:
        if self.unit in _HOURS:
            hours = self.amount * _HOURS[self.unit]
            return relativedelta(days=int(-(-hours // 24)))
        months = self.amount * (12 if self.unit is TimeUnit.YEAR else 1)
        whole = int(months)
        return relativedelta(months=whole, days=round(float(months - whole) * 30.4375))

    def __str__(self) -> str:
        amount = format(self.amount.normalize(), "f")
        return f"{amount} {self.unit.value}" + ("" if self.amount == 1 else "s")


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_OPEN = re.compile(r"(\S+) or (later|earlier)")
_SPAN = re.compile(r"(\S+) to (\S+)")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class PartialDate:
    """A date known to the day, the month or the year, or to lie between two days: the first and the last day that it may be."""

    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """`2025`, `2025-11` or `2025-11-03`, one of these with "or later" or "or earlier", or two with "to" between them.

        Anything else, or a day that does not exist, is a ValueError.
        """
        if " " in text.strip():
            return cls._between(text.strip())
        match = _PARTIAL.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a date like 2025-11-03, 2025-11 or 2025")
        year, month, day = int(match[1]), match[2], match[3]
        if day is not None:
            exact = dt.date(year, int(month), int(day))
            return cls(first=exact, last=exact)
        if month is not None:
            return cls(
                first=dt.date(year, int(month), 1), last=dt.date(year, int(month), calendar.monthrange(year, int(month))[1])
            )
        return cls(first=dt.date(year, 1, 1), last=dt.date(year, 12, 31))

    @classmethod
    def _between(cls, text: str) -> PartialDate:
        """A date that is known only to lie before, after or between days."""
        if (open_ := _OPEN.fullmatch(text)) is not None:
            known = cls.parse(open_[1])
            later = open_[2] == "later"
            return cls(first=known.first if later else dt.date.min, last=dt.date.max if later else known.last)
        span = _SPAN.fullmatch(text)
        if span is None:
            raise ValueError(f"{text!r} is not a date like 2025-11-03, 2025-11 or 2025")
        first, last = cls.parse(span[1]).first, cls.parse(span[2]).last
        if first > last:
            raise ValueError(f"{text!r} ends before it begins")
        return cls(first=first, last=last)

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        """A date known to the day."""
        return cls(first=day, last=day)

    def at_age(self, years: int) -> PartialDate:
        """The days on which somebody who was born on this date is that many completed years old."""
        last = self.last + relativedelta(years=years + 1, days=-1)
        return PartialDate(first=self.first + relativedelta(years=years), last=last)

    @property
    def exact(self) -> bool:
        """True when the day is known."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.exact:
            return self.first.isoformat()
        if self.last == dt.date.max:
            return f"{self.first.isoformat()} or later"
        if self.first == dt.date.min:
            return f"{self.last.isoformat()} or earlier"
        for text in (f"{self.first:%Y-%m}", f"{self.first:%Y}"):
            if PartialDate.parse(text) == self:
                return text
        return f"{self.first.isoformat()} to {self.last.isoformat()}"
