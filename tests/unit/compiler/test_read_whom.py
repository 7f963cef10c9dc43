"""Lines that say whom they are for, and lines that say what people do, enter; a rule for those alone, or a question, must
come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    (
        "For Phase II, patients may have received a maximum of 1 prior line of therapy for recurrent or metastatic disease",
        "if (study cohort [value: phase II]) then (lines of (systemic therapy [setting: palliative]) <= 1) "
        'else (no constraint "for other cohorts")',
    ),
    (
        "Lansky PS 50-100% (patients =< 16 years of age)",
        'if (age <= 16 years) then (Lansky performance status 50 to 100 %) else (no constraint "for other ages")',
    ),
    (
        "Negative pregnancy test within 8 days prior to registration, for persons of childbearing potential only",
        "if (childbearing potential) then (pregnancy test [value: negative] within 8 days before registration) "
        'else (no constraint "for others")',
    ),
    ("Measurable metastatic disease per RECIST Version 1.1", "all of (distant metastasis, measurable disease)"),
    (
        "Measurable disease. If the disease is restricted to a solitary lesion, it must be confirmed by histology",
        'all of (measurable disease, ask "If the disease is restricted to a solitary lesion, it must be confirmed by histology")',
    ),
    (
        "Imaging of chest, abdomen, and pelvis must be performed within 90 days prior to randomization",
        'ask "Imaging of chest, abdomen, and pelvis must be performed within 90 days prior to randomization"',
    ),
    (
        "Patients must be nonpregnant and nonlactating",
        "all of (no pregnancy, no breastfeeding)",
    ),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_whom_a_line_is_for_and_what_people_do_is_read(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_a_time_since_a_therapy_is_no_question_of_what_people_do() -> None:
    text = "A washout of at least 21 days is required between the last radiotherapy and wugoma"
    assert not reading(text, "inclusion").startswith("ask")


def test_a_score_is_asked_of_those_of_its_age_alone() -> None:
    text = "Lansky performance status >= 50 for children under 10 years of age"
    assert outcome(text, "inclusion", age=40) is Outcome.PASS
    assert outcome(text, "inclusion", {"what": "Lansky performance status", "value": 40}, age=6) is Outcome.FAIL
    assert outcome(text, "inclusion", age=6) is Outcome.UNKNOWN


def test_what_women_are_required_to_have_is_no_definition_of_them() -> None:
    text = "Females of child-bearing potential are required to have a negative pregnancy test within 7 days prior to first dose"
    test = "pregnancy test [value: negative] within 7 days before first dose"
    assert reading(text, "inclusion") == f'if (childbearing potential) then ({test}) else (no constraint "for the other sex")'
