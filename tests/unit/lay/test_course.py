"""The steps of a group are told in the record's words, with a length only where one is said."""

from __future__ import annotations

import pytest

from trialwright.lay.course import Step, courses_of
from trialwright.registries.record import TrialRecord


def _steps(*descriptions: str) -> list[list[Step]]:
    groups = [{"label": f"arm {number}", "description": text} for number, text in enumerate(descriptions)]
    record = TrialRecord(protocol_section={"armsInterventionsModule": {"armGroups": groups}})
    return [list(course.steps) for course in courses_of(record)]


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("chemotherapy for 18 weeks", (18, 18)),
        ("4 additional months of systemic therapy", (17.4, 17.4)),
        ("capecitabine repeated every 21 days for a total of 4-6 cycles", (12, 18)),
        ("radiotherapy for 5 to 7 days", (0.7, 1)),
        ("nivolumab for up to 2 years", (104.4, 104.4)),
    ],
)
def test_a_length_is_read_where_it_is_said(text: str, weeks: tuple[float, float]) -> None:
    assert _steps(text)[0][0].weeks == pytest.approx(weeks, abs=0.1)


@pytest.mark.parametrize(
    "text", ["nivolumab every 2 weeks", "surgery within 6 weeks", "patients 18 years of age get chemotherapy"]
)
def test_an_interval_an_age_and_a_limit_are_no_lengths(text: str) -> None:
    assert _steps(text) == []


def test_steps_keep_their_order_and_who_gets_them_is_no_step() -> None:
    text = "Patients without progression at 4 months will receive 4 more months of chemotherapy, followed by surgery"
    assert [step.words for step in _steps(text)[0]] == ["4 more months of chemotherapy", "surgery"]


def test_a_step_until_progression_has_no_end() -> None:
    steps = _steps("chemotherapy for 12 weeks; maintenance with bevacizumab until disease progression")[0]
    assert [step.open_end for step in steps] == [False, True]


def test_nothing_is_drawn_where_no_group_has_a_length() -> None:
    assert _steps("chemotherapy", "surgery") == []
