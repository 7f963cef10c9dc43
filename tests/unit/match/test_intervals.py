"""The time between two things of which one, or both, came more than once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.unit.match.facts_said import said

from trialwright.protocol.criteria import Compare, Limit, Quantity, Target

PLATINUM = {"what": "cisplatin", "start": "2024-01-10", "end": "2024-06-10"}
LATER = {"what": "cisplatin", "start": "2025-10-01", "end": "2025-12-01"}


def progressed(day: str) -> dict[str, Any]:
    return {"what": "disease progression", "date": day}


def from_platinum(*, low: int | None = None, high: int | None = None) -> Compare:
    quantity = Quantity(attribute="interval", of=Target(concept="platinum"), until=Target(concept="disease progression"))
    ends = {"low": low, "high": high}
    limits = {name: Limit(value=Decimal(value)) for name, value in ends.items() if value is not None}
    return Compare(quantity=quantity, unit="mo", **limits)


def test_any_progression_within_the_time_is_enough() -> None:
    assert said(from_platinum(high=6), PLATINUM, progressed("2024-08-01")) is True
    assert said(from_platinum(high=6), PLATINUM, progressed("2023-05-01"), progressed("2024-08-01")) is True
    assert said(from_platinum(high=6), PLATINUM, LATER, progressed("2025-08-01"), progressed("2026-01-15")) is True


def test_none_within_the_time_is_not() -> None:
    assert said(from_platinum(high=6), PLATINUM, progressed("2025-05-01"), progressed("2025-09-01")) is False


def test_a_progression_before_the_first_platinum_does_not_count() -> None:
    assert said(from_platinum(low=6), PLATINUM, progressed("2023-05-01"), progressed("2025-05-01")) is True


def test_of_two_behind_it_one_too_early_which_is_meant_is_not_known() -> None:
    assert said(from_platinum(low=6), PLATINUM, progressed("2024-08-01"), progressed("2025-05-01")) is None
    assert said(from_platinum(low=6), PLATINUM, progressed("2024-08-01"), progressed("2024-09-01")) is False


def test_an_undated_one_may_be_within_the_time() -> None:
    assert said(from_platinum(high=6), PLATINUM, progressed("2025-05-01"), {"what": "disease progression"}) is None
