"""Lines whose comma or bracket says what is asked beside, or what a word means, enter; their readings and verdicts come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

INCLUDED = [
    ("AML or MDS, age >= 60 years", "all of (any of (acute myeloid leukemia, myelodysplastic syndrome), age >= 60 years)"),
    ("Breast or ovarian cancer, previously treated with a taxane", "all of (any of (breast cancer, ovarian cancer), taxane)"),
    ("Lung cancer or mesothelioma, melanoma, sarcoma", "any of (lung cancer, mesothelioma, melanoma, sarcoma)"),
    (
        "Breast or ovarian cancer (stage I to III), HER2 positive",
        "all of (any of (all of (breast cancer, stage is I to III), all of (ovarian cancer, stage is I to III)), "
        "HER2 [value: positive])",
    ),
    ("PSA < 4 (men only)", 'if (male) then (prostate-specific antigen < 4) else (no constraint "for others")'),
]

EXCLUDED = [
    ("Obesity (BMI > 35)", "not (body mass index > 35)"),
    ("Uncontrolled diabetes (HbA1c > 8%)", "not (all of (diabetes mellitus, hemoglobin A1c > 8 %))"),
    (
        "Hepatitis B. Patients with positive HBsAg and undetectable HBV DNA are eligible.",
        "not (all of (hepatitis b, not (all of (HBsAg [value: positive], HBV DNA [value: undetectable]))))",
    ),
]


@pytest.mark.parametrize(("text", "expected"), INCLUDED)
def test_what_is_of_another_sort_behind_the_comma_is_asked_of_every_alternative(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize(("text", "expected"), EXCLUDED)
def test_the_number_in_the_bracket_says_what_the_word_means(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_the_cancer_alone_does_not_meet_what_was_not_read_behind_it() -> None:
    text = "Breast cancer, excised with negative margins"
    assert outcome(text, "inclusion", {"what": "breast cancer"}) is Outcome.UNKNOWN
    assert outcome(text, "inclusion", {"what": "breast cancer", "present": False}) is Outcome.FAIL


@pytest.mark.parametrize(
    ("test", "value", "criterion", "expected"),
    [
        ("HBsAg", "positive", "Hepatitis B", Outcome.FAIL),
        ("HBsAg", "negative", "Active hepatitis B", Outcome.PASS),
        ("HBsAg", "negative", "History of hepatitis B", Outcome.UNKNOWN),
        ("HCV RNA", "detectable", "Hepatitis C", Outcome.FAIL),
        ("anti-HCV", "positive", "Active hepatitis C", Outcome.UNKNOWN),
    ],
)
def test_a_test_tells_the_infection_as_far_as_it_goes(test: str, value: str, criterion: str, expected: Outcome) -> None:
    assert outcome(criterion, "exclusion", {"what": test, "value": value, "date": "2026-03-10"}) is expected
