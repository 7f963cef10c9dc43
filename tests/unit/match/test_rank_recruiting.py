"""The recruiting status with its age."""

from __future__ import annotations

import datetime as dt

import pytest

from trialwright.match.recruiting import Doors, recruiting_of
from trialwright.vocabulary.time import PartialDate

ON = dt.date(2026, 3, 16)


@pytest.mark.parametrize(
    ("status", "confirmed", "completion", "words", "doors"),
    [
        ("RECRUITING", "2026-01-02", None, "recruiting (as of 2026-01-02)", Doors.OPEN),
        ("RECRUITING", "2026-03", None, "recruiting (as of 2026-03)", Doors.OPEN),
        ("RECRUITING", None, None, "recruiting (no date given)", Doors.OPEN),
        ("RECRUITING", "2024-03-16", None, "recruiting (as of 2024-03-16)", Doors.OPEN),
        ("RECRUITING", "2024-03-15", None, "recruiting, status not confirmed since 2024-03-15", Doors.UNCONFIRMED),
        ("RECRUITING", "2026-01-02", "2026-03-15", "recruiting, status not confirmed since 2026-01-02", Doors.UNCONFIRMED),
        ("RECRUITING", "2026-01-02", "2026-03", "recruiting (as of 2026-01-02)", Doors.OPEN),
        ("RECRUITING", None, "2025", "recruiting, status not confirmed by a date", Doors.UNCONFIRMED),
        (
            "NOT_YET_RECRUITING",
            "2023-01-01",
            None,
            "not yet recruiting, status not confirmed since 2023-01-01",
            Doors.UNCONFIRMED,
        ),
        ("COMPLETED", "2020-05-05", "2020-01-01", "completed (as of 2020-05-05)", Doors.CLOSED),
        ("ACTIVE_NOT_RECRUITING", "2026-01-01", None, "active, not recruiting (as of 2026-01-01)", Doors.CLOSED),
        ("UNKNOWN", None, None, "status unknown (no date given)", Doors.UNCONFIRMED),
        (None, None, None, "status not stated (no date given)", Doors.UNCONFIRMED),
    ],
)
def test_a_status_is_said_with_its_age(
    status: str | None, confirmed: str | None, completion: str | None, words: str, doors: Doors
) -> None:
    day, end = (PartialDate.parse(date) if date else None for date in (confirmed, completion))
    found = recruiting_of(status, day, end, on=ON)
    assert (found.words, found.doors) == (words, doors)
