"""How far a recruiting status can be believed: by when it was confirmed and whether the trial should be over."""

from __future__ import annotations

import datetime as dt

import pytest

from trialwright.find.freshness import standing_of
from trialwright.protocol.freshness import Freshness, standing
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("status", "confirmed", "completion", "grade", "shown"),
    [
        ("RECRUITING", "2026-10-31", "2028-01-31", Freshness.CONFIRMED, "RECRUITING"),
        ("RECRUITING", "2025-11-21", None, Freshness.CONFIRMED, "RECRUITING"),
        ("RECRUITING", "2025-11-20", None, Freshness.AGEING, "RECRUITING"),
        ("RECRUITING", "2024-11-21", None, Freshness.AGEING, "RECRUITING"),
        ("RECRUITING", "2024-11-20", None, Freshness.STALE, "UNKNOWN"),
        ("RECRUITING", "2026-10-31", "2026-11-20", Freshness.STALE, "UNKNOWN"),
        ("RECRUITING", "2026-10-31", "2026-11-21", Freshness.CONFIRMED, "RECRUITING"),
        ("RECRUITING", None, None, Freshness.UNKNOWN, "RECRUITING"),
        ("RECRUITING", None, "2020-01-01", Freshness.STALE, "UNKNOWN"),
        ("ACTIVE_NOT_RECRUITING", "2026-10-31", "2020-01-01", Freshness.CONFIRMED, "ACTIVE_NOT_RECRUITING"),
        ("ACTIVE_NOT_RECRUITING", "2020-01-01", None, Freshness.STALE, "ACTIVE_NOT_RECRUITING"),
        ("ACTIVE_NOT_RECRUITING", "2020-01-01", "2021-01-01", Freshness.STALE, "UNKNOWN"),
        ("COMPLETED", "2010-01-01", "2009-01-01", Freshness.CONFIRMED, "COMPLETED"),
        ("UNKNOWN", "2026-10-31", None, Freshness.UNKNOWN, "UNKNOWN"),
        (None, "2026-10-31", None, Freshness.UNKNOWN, "UNKNOWN"),
    ],
)
def test_a_status_is_graded_by_its_dates(
    status: str | None, confirmed: str | None, completion: str | None, grade: Freshness, shown: str
) -> None:
    found = standing(status, _day(confirmed), _day(completion), on=TODAY)
    assert (found.grade, found.status) == (grade, shown)
    assert bool(found.doubt) == (shown == "UNKNOWN" and status not in (None, "UNKNOWN"))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def test_a_month_counts_to_its_last_day() -> None:
    section = {
        "statusModule": {
            "overallStatus": "RECRUITING",
            "statusVerifiedDate": "2026-10",
            "completionDateStruct": {"date": "2026-11"},
        }
    }
    found = standing_of(TrialRecord(protocol_section=section), on=TODAY)
    assert found.words == "confirmed in 2026-10"
    assert found.grade is Freshness.CONFIRMED
