"""Sentences about toxicities of earlier treatment enter; the worst grade that may be left, and what a patient with one is told,
must come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    (
        "inclusion",
        "Recovered to grade ≤ 1 or baseline from toxicities of prior therapy, except alopecia",
        "any of (grade of (toxicity of earlier treatment except (alopecia)) <= 1 now, "
        'ask "toxicities of earlier treatment have returned to baseline")',
    ),
    (
        "inclusion",
        "Resolution of all toxicities of prior chemotherapy to CTCAE grade 1 or less, except alopecia and grade 2 neuropathy",
        'grade of (toxicity of earlier treatment [cause: chemotherapy] except (alopecia, neuropathy [grade: "<=2"])) <= 1 now',
    ),
    (
        "inclusion",
        "All treatment-related toxicities must be < grade 2 (CTCAE v5.0) at the time of enrollment",
        "grade of (toxicity of earlier treatment) < 2 now",
    ),
    (
        "exclusion",
        "Unresolved toxicity of Grade >1 attributed to any prior therapies (excluding alopecia or skin pigmentation)",
        "any of (grade of (toxicity of earlier treatment except (alopecia)) <= 1 now, "
        'ask "what is left of earlier toxicities is only skin pigmentation")',
    ),
    (
        "exclusion",
        "Toxicity of prior therapy that has not reduced to Grade 1; however, alopecia and neuropathy grade ≤ 2 is acceptable",
        'grade of (toxicity of earlier treatment except (alopecia, neuropathy [grade: "<=2"])) <= 1 now',
    ),
    (
        "exclusion",
        "Chemotherapy within 2 weeks of first dose or who has not recovered to grade 1 from adverse events of prior treatment",
        "none of (chemotherapy within 2 weeks before first dose, not (grade of (toxicity of earlier treatment) <= 1 now))",
    ),
    (
        "inclusion",
        "Recovered from all toxicities of prior therapy",
        'ask "Recovered from all toxicities of prior therapy"',
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_the_worst_grade_that_may_be_left_is_read(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


TEXT = "Toxicities of prior therapy must have resolved to grade 1 or less, except alopecia and grade 2 fatigue"
OXALIPLATIN = {"what": "oxaliplatin", "start": "2025-01-01", "end": "2025-06-01"}
NEUROPATHY = {"what": "peripheral neuropathy", "grade": 2, "ongoing": True, "date": "2026-03-10"}
FROM_IT = {**NEUROPATHY, "status": "related to oxaliplatin"}


def test_a_toxicity_of_a_therapy_that_goes_on_excludes_by_its_grade() -> None:
    assert outcome(TEXT, "inclusion", OXALIPLATIN, FROM_IT) is Outcome.FAIL
    assert outcome(TEXT, "inclusion", {"what": "immune-related colitis", "grade": 3, "ongoing": True}) is Outcome.FAIL
    assert outcome(TEXT, "inclusion", OXALIPLATIN, {**FROM_IT, "grade": 1}, complete=["conditions"]) is Outcome.PASS


def test_what_is_excepted_is_let_off_up_to_its_grade() -> None:
    alopecia = {"what": "alopecia", "grade": 2, "ongoing": True, "status": "due to chemotherapy"}
    fatigue = {"what": "fatigue", "grade": 2, "ongoing": True, "status": "due to chemotherapy"}
    assert outcome(TEXT, "inclusion", alopecia, fatigue, complete=["conditions"]) is Outcome.PASS
    assert outcome(TEXT, "inclusion", alopecia, {**fatigue, "grade": 3}, complete=["conditions"]) is Outcome.FAIL


def test_without_a_cause_or_without_a_word_that_it_goes_on_nobody_is_excluded() -> None:
    assert outcome(TEXT, "inclusion", NEUROPATHY) is Outcome.UNKNOWN
    assert outcome(TEXT, "inclusion", {**NEUROPATHY, "status": "due to diabetes"}) is Outcome.UNKNOWN
    assert outcome(TEXT, "inclusion", {**NEUROPATHY, "status": "not related to oxaliplatin"}) is Outcome.UNKNOWN
    earlier = {"what": "peripheral neuropathy", "grade": 3, "date": "2024-03-10", "status": "related to oxaliplatin"}
    assert outcome(TEXT, "inclusion", earlier) is Outcome.UNKNOWN
    assert outcome(TEXT, "inclusion", {**earlier, "ongoing": False}, complete=["conditions"]) is Outcome.PASS


def test_nothing_recorded_is_unknown_and_a_statement_answers() -> None:
    assert outcome(TEXT, "inclusion") is Outcome.UNKNOWN
    assert outcome(TEXT, "inclusion", complete=["conditions"]) is Outcome.PASS
    assert outcome(TEXT, "inclusion", {"what": "recovered from side effects of prior therapy", "value": True}) is Outcome.PASS
    assert outcome(TEXT, "inclusion", {"what": "recovered from side effects of prior therapy", "value": False}) is Outcome.FAIL


def test_a_toxicity_of_another_therapy_than_the_one_that_is_meant_is_no_matter() -> None:
    text = "Toxicities of prior immunotherapy must have resolved to grade 1 or less"
    assert outcome(text, "inclusion", FROM_IT, complete=["conditions"]) is Outcome.PASS
    assert outcome(text, "inclusion", {**FROM_IT, "status": "related to pembrolizumab"}) is Outcome.FAIL


def test_a_denial_of_toxicities_among_the_exclusions_may_be_meant_as_a_requirement() -> None:
    text = "No unresolved toxicities of grade 2 or higher from prior therapy"
    assert outcome(text, "exclusion", {**FROM_IT, "grade": 1}, complete=["conditions"]) is Outcome.UNKNOWN
    assert outcome(text, "inclusion", {**FROM_IT, "grade": 1}, complete=["conditions"]) is Outcome.PASS
    assert outcome("Has not recovered from toxicity of prior therapy to grade 1", "exclusion", FROM_IT) is Outcome.FAIL
