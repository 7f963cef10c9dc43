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
        ("a vaccine once monthly for 3 months and placebo daily for 4 months", (17.4, 17.4)),
    ],
)
def test_a_length_is_read_where_it_is_said(text: str, weeks: tuple[float, float]) -> None:
    assert _steps(text)[0][0].weeks == pytest.approx(weeks, abs=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "nivolumab every 2 weeks",
        "surgery within 6 weeks",
        "patients 18 years of age get chemotherapy",
        "cobimetinib daily for 3 weeks on, 1 week off",
    ],
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


def test_what_stands_under_the_head_of_a_phase_is_one_step() -> None:
    text = (
        "The study is divided into two phases: The first phase is a combination phase: Oxaliplatin (130mg/m2 iv d1) repeated "
        "every 21 days for a total of 4-6 cycles. Thalidomide tablet: 100 mg/d, orally. The second stage is maintenance stage: "
        "Patients who have obtained SD in the first stage receive thalidomide tablets. Maintained until disease progression."
    )
    first, second = _steps(text)[0]
    assert (first.weeks, first.open_end) == ((12, 18), False)
    assert first.words.endswith("orally")
    assert (second.weeks, second.open_end) == (None, True)


def test_a_phase_that_is_only_mentioned_is_no_head() -> None:
    text = "Patients with SD in the first stage enter the second stage and get chemotherapy for 6 weeks; surgery"
    assert [step.words.split()[-1] for step in _steps(text)[0]] == ["weeks", "surgery"]


def test_lines_of_the_summary_tell_the_groups_where_they_tell_more() -> None:
    summary = (
        "All participants receive 4 months of standard systemic therapy.\n\n"
        "Group A (longer): 4 more months of systemic therapy, then surgery, followed by 4 months of immunotherapy.\n\n"
        "Group B (shorter): Immediate surgery followed by 4 months of systemic therapy."
    )
    groups = [{"label": "long", "description": "4 additional months of systemic therapy"}, {"label": "short"}]
    section = {"armsInterventionsModule": {"armGroups": groups}, "descriptionModule": {"briefSummary": summary}}
    long, short = courses_of(TrialRecord(protocol_section=section))
    assert (long.label, long.path) == ("Group A (longer)", "descriptionModule.briefSummary")
    assert [step.weeks is not None for step in long.steps] == [True, True, False, True]
    assert [step.words for step in short.steps] == [
        "4 months of standard systemic therapy",
        "Immediate surgery",
        "4 months of systemic therapy",
    ]
