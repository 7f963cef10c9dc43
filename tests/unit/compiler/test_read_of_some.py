"""Limits and bans that hold for some patients, and lists below a line, enter; the reading that a clinician gives them must come
out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    ("inclusion", "Patients not on warfarin: INR ≤ 1.5", "if (no warfarin now) then (international normalized ratio <= 1.5)"),
    (
        "inclusion",
        "ALT ≤ 3 x ULN in the absence of liver metastases",
        "if (no liver metastasis) then (alanine aminotransferase <= 3 x ULN)",
    ),
    (
        "inclusion",
        "ALT < 3 x ULN in patients without liver metastases; < 5 x ULN in patients with liver metastases",
        "alanine aminotransferase < 3 x ULN unless (liver metastasis: < 5 x ULN)",
    ),
    ("inclusion", "Patients on warfarin INR ≤ 3", "if (warfarin now) then (international normalized ratio <= 3)"),
    ("inclusion", "No liver metastases, ALT ≤ 3 x ULN", "all of (no liver metastasis, alanine aminotransferase <= 3 x ULN)"),
    (
        "inclusion",
        "Platelets ≥ 100 in the absence of transfusion",
        'all of (platelet count >= 100, any of (none of (platelet transfusion), ask "in the absence of transfusion"))',
    ),
    (
        "inclusion",
        "At least 2 prior lines of chemotherapy and 1 line of immunotherapy",
        "all of (lines of (chemotherapy) >= 2, lines of (immunotherapy) >= 1)",
    ),
    ("inclusion", "No corticosteroids for 2 weeks", "no corticosteroid within 2 weeks before registration"),
    ("inclusion", "No steroids for more than 2 weeks", "not (duration of (corticosteroid) > 2 weeks)"),
    (
        "inclusion",
        "At least 4 weeks since prior hormonal therapy. Patients may continue LHRH agonists",
        "interval from (endocrine therapy except (GnRH agonist)) >= 4 weeks",
    ),
    (
        "exclusion",
        "MSI-H colorectal cancer: prior pembrolizumab",
        "not (all of (all of (colorectal cancer, microsatellite instability [value: MSI-high]), pembrolizumab))",
    ),
    ("inclusion", "Serum creatinine <=1.5 * ULN", "creatinine <= 1.5 x ULN"),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE, ids=[row[1][:60] for row in TABLE])
def test_the_reading_of_a_line(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


BRAIN = """- Prior brain metastasis allowed provided both of the following criteria are met:
   - Completely resected
   - Treated with whole brain radiotherapy at least 28 days ago"""


def test_leave_on_conditions_listed_below_asks_them_of_those_it_is_given_to() -> None:
    treated_lately = {"what": "whole brain radiotherapy", "start": "2026-02-20", "end": "2026-03-06"}
    assert outcome(BRAIN, "inclusion", {"what": "brain metastases"}, treated_lately, complete=["treatments"]) is Outcome.FAIL
    assert outcome(BRAIN, "inclusion", {"what": "brain metastases", "present": False}) is Outcome.PASS
    assert outcome(BRAIN, "inclusion", {"what": "brain metastases"}) is Outcome.UNKNOWN


LABS = """- Laboratory values:
   - Neutrophils > 1500/µL
   - Platelets > 100,000/µL
   - A value that nobody knows < 3
   - Creatinine < 2 mg/dL"""


def test_limits_of_laboratory_values_hold_together_though_one_of_them_was_not_read() -> None:
    assert outcome(LABS, "inclusion", {"what": "platelets", "value": 60, "unit": "10*9/L"}) is Outcome.FAIL


MYELOMA = """- Patient has measurable disease
   - serum monoclonal protein > 5 g/L
   - serum free light chains > 100 mg/L"""


def test_ways_in_which_a_myeloma_is_measured_are_alternatives() -> None:
    assert "any of (serum M-protein > 5 g/L, serum free light chain > 100 mg/L)" in reading(MYELOMA, "inclusion")


def test_an_asterisk_before_the_limit_of_normal_on_the_next_line_is_no_bullet() -> None:
    assert reading("- Creatinine <= 1.5\n    * ULN", "inclusion") == "creatinine <= 1.5 x ULN"


def test_a_condition_that_was_not_read_spares_nobody_for_certain_and_excludes_nobody_for_certain() -> None:
    text = "Urine dipstick for proteinuria < 2+. If urine dipstick i s ≥2+, 24-hour urine must demonstrate <1 g."
    assert outcome(text, "inclusion", {"what": "urine dipstick protein", "value": "1+"}) is Outcome.PASS
    assert outcome(text, "inclusion", {"what": "urine dipstick protein", "value": "3+"}) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "ALT ≤ 3 x ULN or if liver metastases ≤ 5 x ULN",
        "ALT ≤ 3 x ULN (if liver metastases are present, then ≤ 5 x ULN is allowed)",
    ],
)
def test_another_limit_for_some_is_theirs_in_whatever_words_it_is_given(text: str) -> None:
    assert reading(text, "inclusion") == "alanine aminotransferase <= 3 x ULN unless (liver metastasis: <= 5 x ULN)"


def test_a_count_in_a_bracket_is_no_other_limit_of_the_value_before_it() -> None:
    assert "> 2 g/dL" not in reading("Hgb >= 9 g/dL (patients who have received <= 2 transfusions are eligible)", "inclusion")


SINCE = """- At least 3 months since prior and no concurrent use of any of the following drugs:
   - Androgens
   - Oral contraceptives"""


def test_a_time_since_what_a_list_names_is_asked_of_each_and_requires_none() -> None:
    assert (
        reading(SINCE, "inclusion")
        == "all of (interval from (androgen) >= 3 months, interval from (oral contraceptive) >= 3 months)"
    )


def test_a_grade_in_a_bracket_reaches_upward_and_roman_grades_are_numbers() -> None:
    assert outcome("Bleeding (grade 2+)", "exclusion", {"what": "bleeding", "grade": "III"}) is Outcome.FAIL
