"""A printed date enters ("Nov 13, 2023", "June 2008", "2025-06-02"), an ISO date as exact as the print leaves, or None."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T\s]\d{2}:\d{2}.*)?")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s.*)?")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_NO_DATE = frozenset(("1969-12-31", "1970-01-01", "1900-01-01"))
_LONGEST = 60


def iso_date(words: str, *, day_first: bool = False) -> str | None:
    """The date in `words` as "2023-11-13", "2023-11" or "2023"; None when there is none or it is a filler (1969-12-31).

    Numbers with slashes are month first, as in the United States, unless the layout prints days first (`day_first`).
    """
    text = words.strip().rstrip(".;,")
    if not text or len(text) > _LONGEST:
        return None
    found = _from_iso(text) or _from_numbers(text, day_first=day_first) or _from_words(text)
    return None if found in _NO_DATE else found


def _from_iso(text: str) -> str | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    return _valid(int(year), int(month) if month else None, int(day) if day else None)


def _from_numbers(text: str, *, day_first: bool) -> str | None:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    first, second, year = (int(part) for part in match.groups())
    return _valid(year, second, first) if day_first else _valid(year, first, second)


def _from_words(text: str) -> str | None:
    month, year = _MONTH.search(text), _YEAR.search(text)
    if month is None or year is None:
        return None
    from dateutil import parser  # registries write their dates in numbers

    rest = text[: year.start()] + " " * 4 + text[year.end() :]
    day = _DAY.search(rest)
    try:
        number = parser.parse(f"1 {month.group()} 2000", default=datetime(2000, 1, 1)).month
    except (ValueError, OverflowError):
        return None
    return _valid(int(year.group()), number, int(day.group(1)) if day else None)


def _valid(year: int, month: int | None, day: int | None) -> str | None:
    if month == 0 or day == 0:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)])


def month_end(iso: str) -> bool:
    """Whether a full date is the last day of its month: some portals print a date that has only a month so."""
    if len(iso) != len("2000-01-31"):
        return False
    year, month, day = (int(part) for part in iso.split("-"))
    return day == monthrange(year, month)[1]
