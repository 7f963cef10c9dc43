"""Ages: one that tells whom a rule is for excludes nobody else; spans of ages are read whatever their ends are written as."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Patients older than 65 years must have a G8 score above 14",
            'if (age > 65 years) then (G8 score > 14) else (no constraint "for other ages")',
        ),
        (
            "For patients >= 65 years, LVEF must be >= 50%",
            'if (age >= 65 years) then (left ventricular ejection fraction >= 50 %) else (no constraint "for other ages")',
        ),
        (
            "Age 18 to 75 years; patients > 75 years if their Karnofsky performance status is 80",
            "any of (age 18 to 75 years, all of (age > 75 years, Karnofsky performance status >= 80))",
        ),
    ],
)
def test_what_is_asked_of_an_age_is_asked_of_nobody_else(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_a_guardian_is_asked_of_children_only() -> None:
    said = reading("For patients <18 years of age, their legal guardian must give informed consent.", "inclusion")
    assert said.startswith("if (age < 18 years) then (ask")


def test_adults_who_must_may_be_whom_the_trial_is_for() -> None:
    assert reading("Patients aged 18 years or older must have measurable disease", "inclusion").startswith("either reading")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Age between birth and 70 years", "age 0 to 70 years"),
        ("Age 18 and 85 years", "age 18 to 85 years"),
        ("Age 6 months to < 18 years", "all of (age >= 6 months, age < 18 years)"),
        ("Patients aged from birth to < 18 years", "age >= 0 and < 18 years"),
    ],
)
def test_a_span_of_ages_is_a_range(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Creatinine less than 2 times normal for age, weight, and sex", "creatinine < 2 x ULN"),
        ("SGPT (ALT) < 3 x institutional normal for age", "alanine aminotransferase < 3 x ULN"),
        ("Creatinine <= 1.5 x ULN for age and gender", "creatinine <= 1.5 x ULN"),
    ],
)
def test_what_a_limit_of_normal_is_for_is_no_limit(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize("text", ["Adult and pediatric patients with sarcoma", "Adults or children with sarcoma"])
def test_adults_and_children_are_everybody(text: str) -> None:
    assert reading(text, "inclusion") == "has sarcoma"


@pytest.mark.parametrize(
    "text",
    [
        "Age at diagnosis <= 21 years",
        "Patients must be < 22 years of age at the time of initial diagnosis",
        "<= 25 years at original diagnosis",
    ],
)
def test_an_age_at_diagnosis_is_not_the_age_today(text: str) -> None:
    assert outcome(text, "inclusion", age=40) is Outcome.UNKNOWN


def test_an_age_at_diagnosis_on_record_decides() -> None:
    assert (
        outcome("Age at diagnosis <= 21 years", "inclusion", {"what": "age at diagnosis", "value": 30, "unit": "a"})
        is Outcome.FAIL
    )


def test_women_of_whom_more_is_said_are_not_all_women() -> None:
    text = "Women who have undergone excisional biopsy for breast cancer diagnosis"
    assert outcome(text, "exclusion", sex="female") is Outcome.UNKNOWN
    assert outcome(text, "exclusion", sex="male") is Outcome.PASS
