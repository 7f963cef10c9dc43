"""Dates, ages and numbers as printed enter, whole numbers that can be compared leave: days, minutes, counts."""

from __future__ import annotations

import re

from trialwright.find.fields import Kind
from trialwright.vocabulary.time import PartialDate

MINUTES = {"year": 525_960, "month": 43_830, "week": 10_080, "day": 1_440, "hour": 60, "minute": 1}
"""Minutes in each unit of an age. A year has 365.25 days and twelve months, so that 18 years and 216 months are one."""
UNKNOWN_ENROLLMENT = 99_999_999
"""What ClinicalTrials.gov writes for an enrolment that is not known."""
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,15}")
_BEYOND = 10**15


def ordinal(kind: Kind, piece: str, text: str) -> int | None:
    """The number by which a value is compared: a date's first day, the minutes of an age, a count; None for anything else."""
    span = ordinals(kind, text)
    return None if span is None or (piece == "EnrollmentCount" and span[0] == UNKNOWN_ENROLLMENT) else span[0]


def ordinals(kind: Kind, text: str) -> tuple[int, int] | None:
    """The lowest and highest number that a printed value may be: all days of a month, one minute count of an age."""
    if kind is Kind.DATE:
        return _days(text)
    if kind is Kind.AGE:
        match = _AGE.fullmatch(text.strip())
        number = round(float(match[1]) * MINUTES[match[2].lower()]) if match else None
    else:
        plain = text.strip().replace(",", "")
        number = int(plain) if _NUMBER.fullmatch(plain) else None
    return None if number is None or number >= _BEYOND else (number, number)


def _days(text: str) -> tuple[int, int] | None:
    try:
        date = PartialDate.parse(text.strip()[:10])
    except ValueError:
        return None
    return date.first.toordinal(), date.last.toordinal()
