"""Scores, doses, corrected intervals and measurable disease, as they are printed in many ways; what is denied and asked."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        (
            "exclusion",
            "Fridericia corrected QT (QTcF) interval of > 470 msec on screening electrocardiogram (ECG)",
            "not (QTcF interval > 470 ms)",
        ),
        ("exclusion", "QT interval corrected for heart rate using Fridericia's formula > 480 ms", "not (QTcF interval > 480 ms)"),
        ("exclusion", "CrCl < 50 mL/min by Cock-Croft and Gault", "not (creatinine clearance < 50 mL/min)"),
        (
            "inclusion",
            "Creatinine clearance >= 60 mL/min per 24 hour urine test or the Cockcroft-Gault formula",
            "creatinine clearance >= 60 mL/min",
        ),
        ("inclusion", "Serum transaminases activity <= 2.5 times ULN", "transaminase <= 2.5 x ULN"),
        ("inclusion", "Measurable disease as per RECIST Criteria 1.1", "has measurable disease"),
        ("inclusion", "Measurable or non-measurable (but evaluable) disease", "has measurable or evaluable disease"),
        ("inclusion", "Performance status of 0-2 by Zubrod criteria", "ECOG performance status is 0 to 2"),
        ("inclusion", "ECOG performance status determined to be between 0 and 1", "ECOG performance status is 0 to 1"),
        ("inclusion", "Performance Level Karnofsky > 60%", "Karnofsky performance status > 60 %"),
        (
            "exclusion",
            "Chronic corticosteroid therapy (> 10 mg of prednisone per day or an equivalent dose of other corticosteroids)",
            "not (dose of (corticosteroid) > 10 mg/d now)",
        ),
        ("inclusion", "HIV-1 or -2 negative", "no hiv infection"),
        ("exclusion", "HTLV-1 or -2 infection", "none of (htlv-1 infection, htlv-2 infection)"),
        ("inclusion", "CD20+ follicular lymphoma", "all of (follicular lymphoma, CD20 [value: positive])"),
        ("inclusion", "Hemoglobin >= 9.0 g/dL (or >= 5.6 mmol/L)", "hemoglobin >= 9.0 g/dL"),
        ("inclusion", "AST <= 2.5 x the upper-normal limits (adjusted for age)", "aspartate aminotransferase <= 2.5 x ULN"),
        ("inclusion", "ECOG equal or < 2", "ECOG performance status is at most 2"),
        (
            "exclusion",
            "Radiotherapy completed < 2 weeks prior to first dose",
            "no radiotherapy less than 2 weeks before first dose",
        ),
        ("inclusion", "CD4+ count >= 300/uL", "CD4 count >= 300 /uL"),
        ("inclusion", "Serum bilirubin less then 2 mg/dL", "total bilirubin < 2 mg/dL"),
        (
            "inclusion",
            "Age >= 18 years. Because no dosing or adverse event data are currently available on the use of the drug in patients "
            "< 18 years of age, children are excluded from this study but will be eligible for future pediatric trials",
            "age >= 18 years",
        ),
    ],
)
def test_what_is_measured_is_read_in_whatever_way_it_is_printed(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


def test_nobody_with_measurable_disease_is_turned_away_where_none_is_needed() -> None:
    text = "Evaluable metastatic disease (no need for measurable disease)"

    assert outcome(text, "inclusion", {"what": "measurable disease"}).value != "fail"


@pytest.mark.parametrize(
    "text",
    [
        "Is receiving systemic steroid therapy or any other form of immunosuppressive therapy within 7 days prior to first dose",
    ],
)
def test_a_time_behind_the_last_of_one_kind_is_of_all(text: str) -> None:
    assert "either reading" not in reading(text, "exclusion")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "ECOG status <= 1, with no deterioration over the previous 2 weeks prior to baseline or day of first dosing",
            'all of (ECOG performance status is at most 1, ask "with no deterioration over the previous 2 weeks")',
        ),
        (
            "No invasion of the tracheobronchial tree or stroke",
            'none of (ask "invasion of the tracheobronchial tree", cerebrovascular accident)',
        ),
    ],
)
def test_a_plain_thing_that_is_denied_is_asked(text: str, read: str) -> None:
    assert reading(text, "inclusion") == read


def test_what_is_said_of_the_rule_is_not_asked_of_the_patient() -> None:
    assert "unread" in reading("Hemoglobin. No specific cut-off.", "inclusion")


@pytest.mark.parametrize(
    "text",
    ["No prior radiotherapy to the chest or ipsilateral lymphatics", "No fracture of the lumbar spine or bilateral hip"],
)
def test_what_may_hang_on_a_preposition_before_it_is_not_asked_of_everybody(text: str) -> None:
    assert "ask" not in reading(text, "inclusion")


def test_a_group_that_others_of_the_list_belong_to_is_not_taken_out_of_the_disease_above_it() -> None:
    text = (
        "Clinically significant cardiovascular disease such as symptomatic arrhythmias or myocardial infarction within 6 months, "
        "or any class 3 or 4 cardiac disease as defined by the New York Heart Association Functional Classification"
    )

    assert "except (arrhythmia, myocardial infarction)" in reading(text, "exclusion")


def test_a_grade_of_performance_alone_is_that_grade() -> None:
    assert reading("ECOG performance status grade 2", "inclusion") == "ECOG performance status is 2"
    assert reading("Performance status of 0 or 1 on ECOG (Eastern Cooperative Oncology Group) scale", "inclusion") == (
        "ECOG performance status is 0 to 1"
    )
