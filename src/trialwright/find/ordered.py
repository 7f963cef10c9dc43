"""Dates, ages and numbers as printed enter, whole numbers that can be compared leave: days, minutes, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trialwright.find.fields import Kind
from trialwright.vocabulary.time import PartialDate

MINUTES = {"year": 525_960, "month": 43_830, "week": 10_080, "day": 1_440, "hour": 60, "minute": 1}
"""Minutes in each unit of an age. A year has 365.25 days and twelve months, so that 18 years and 216 months are one."""
_AGE_GROUPS = {"CHILD": (0, 18), "ADULT": (18, 65), "OLDER_ADULT": (65, 1000)}
"""In years: the first of a group, and the first behind it."""
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


def age_groups(lowest: int | None, highest: int | None) -> Iterator[str]:
    """The age groups of API v2 that a trial for these ages (in minutes) takes; none where it states no age.

    Those that ClinicalTrials.gov works out itself: children to 17 years, adults to 64, older adults; no limit is none.
    Source: https://clinicaltrials.gov/data-api/about-api/study-data-structure (StandardAge).

    >>> list(age_groups(18 * MINUTES["year"], None))
    ['ADULT', 'OLDER_ADULT']
    >>> list(age_groups(None, 17 * MINUTES["year"])), list(age_groups(None, None))
    (['CHILD'], [])
    """
    if lowest is None and highest is None:
        return
    for group, (first, behind) in _AGE_GROUPS.items():
        if (lowest or 0) < behind * MINUTES["year"] and (highest is None or highest >= first * MINUTES["year"]):
            yield group


def _days(text: str) -> tuple[int, int] | None:
    try:
        date = PartialDate.parse(text.strip()[:10])
    except ValueError:
        return None
    return date.first.toordinal(), date.last.toordinal()
