"""The part of a trial that a patient is recorded for and that a line is for enter; whether they are the same comes out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.cohorts import cohort_fit
from trialwright.match.results import Fit
from trialwright.match.verdict import Outcome

TABLE = [
    ("study part", "2", "part 2", Fit.YES),
    ("study part", "2", "part 1", Fit.NO),
    ("study cohort", "B", "part B", Fit.YES),
    ("study phase", "Phase II", "phase 2", Fit.YES),
    ("study phase", "Phase 1b", "phase 1", Fit.YES),
    ("study phase", "Phase 1", "phase 1b", Fit.OPEN),
    ("study phase", "expansion", "dose expansion phase", Fit.YES),
    ("study phase", "dose escalation", "expansion phase", Fit.NO),
    ("study phase", "Phase 2", "expansion phase", Fit.OPEN),
    ("study arm", "Arm A", "part 2", Fit.OPEN),
    ("dose level", "1", "cohort 1", Fit.OPEN),
    ("study cohort", "10", "cohort 1", Fit.NO),
    ("study cohort", "A2", "cohort A", Fit.YES),
    ("study group", "control group", "control group", Fit.YES),
    ("study group", "control group", "HER2 group", Fit.OPEN),
]


@pytest.mark.parametrize(("told", "recorded", "asked", "expected"), TABLE)
def test_parts_of_a_trial_are_compared_by_sort_number_and_name(told: str, recorded: str, asked: str, expected: Fit) -> None:
    assert cohort_fit(told, recorded, asked) is expected


def test_an_arm_beside_the_part_leaves_the_part_to_answer() -> None:
    facts = ({"what": "study part", "value": "Part 2"}, {"what": "study arm", "value": "Arm A"}, {"what": "hiv infection"})
    assert outcome("Part 2 only: HIV infection", "exclusion", *facts) is Outcome.FAIL
    assert outcome("Part 1 only: HIV infection", "exclusion", *facts) is Outcome.PASS


def test_a_dash_behind_only_parts_a_cohort_from_its_line() -> None:
    text = "Cohort B only - Patient must meet one of the following:\n\n   1. PSA > 10 ng/mL\n\n   2. bone metastases"
    assert outcome(text, "inclusion", {"what": "study cohort", "value": "A"}) is Outcome.PASS
    assert outcome(text, "inclusion", {"what": "study cohort", "value": "B"}) is Outcome.UNKNOWN


def test_the_second_cohort_is_not_all_patients() -> None:
    text = "Cohort 2 (HIV suppressed) only:\n\n - Documented HIV infection"
    assert outcome(text, "inclusion", {"what": "hiv infection", "present": False}) is Outcome.UNKNOWN
    assert reading("Cohorts 1-3: HIV infection", "exclusion").startswith(
        'if (study cohort [value: "cohort 1" or "cohort 2" or "cohort 3"])'
    )


def test_a_line_that_speaks_of_another_cohort_says_something_of_its_patients() -> None:
    text = "Cohort A: brain metastases. For cohort B, any metastases."
    assert outcome(text, "exclusion", {"what": "study cohort", "value": "B"}) is Outcome.UNKNOWN
