"""What a fit patient must not be excluded by: limits without a unit or to the wrong side, places on the scale of an illness."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

COMPLETE = ["conditions", "treatments", "medications", "procedures", "allergies"]


def verdict(section: str, text: str, *facts: dict[str, Any]) -> str:
    """The verdict on a line for somebody of whom these facts are recorded, and no others are to be had."""
    return outcome(text, section, *facts, complete=COMPLETE).value


@pytest.mark.parametrize(
    ("text", "what", "value", "unit"),
    [
        ("ANC >= 1500", "absolute neutrophil count", 4.5, "10*9/L"),
        ("Platelets >= 100,000", "platelet count", 260, "10*9/L"),
        ("Platelets >= 100", "platelet count", 260, "10*9/L"),
        ("WBC > 3,000", "white blood cell count", 7, "10*9/L"),
        ("Lymphocytes >= 500", "lymphocyte count", 1.9, "10*9/L"),
        ("Leukocytes >= 3,000/micro L", "white blood cell count", 7, "10*9/L"),
        ("Hemoglobin >= 90", "hemoglobin", 14, "g/dL"),
        ("Creatinine < 130", "creatinine", 0.8, "mg/dL"),
        ("Calcium < 2.75", "calcium", 9.4, "mg/dL"),
        ("LVEF >= 0.50", "LVEF", 62, "%"),
        ("Urine protein to creatinine ratio < 1", "urine protein-creatinine ratio", 120, "mg/g"),
    ],
)
def test_a_limit_without_a_unit_is_in_the_one_in_which_a_value_could_be_so(text: str, what: str, value: float, unit: str) -> None:
    assert verdict("inclusion", text, {"what": what, "value": value, "unit": unit}) == "pass"


def test_a_limit_that_fits_no_usual_unit_excludes_nobody() -> None:
    assert verdict("inclusion", "Prothrombin time < 1.5", {"what": "PT", "value": 12, "unit": "s"}) == "unknown"


@pytest.mark.parametrize(
    ("text", "value", "expected"), [("LVEF < 0.50", 62, "fail"), ("LVEF < 0.50", 40, "pass"), ("LVEF < 50 %", 40, "pass")]
)
def test_a_share_of_one_and_one_of_a_hundred_are_held_against_each_other(text: str, value: int, expected: str) -> None:
    assert verdict("inclusion", text, {"what": "LVEF", "value": value, "unit": "%"}) == expected


def test_a_required_limit_to_the_side_of_the_ill_may_have_its_sign_turned() -> None:
    bilirubin = {"what": "bilirubin", "value": 0.5, "unit": "mg/dL"}
    assert verdict("inclusion", "Total bilirubin >= 2.5 mg/dL", bilirubin) == "unknown"
    assert verdict("inclusion", "Total bilirubin <= 2.5 mg/dL", bilirubin) == "pass"
    assert verdict("inclusion", "Hepatic impairment: total bilirubin >= 2.5 mg/dL", bilirubin) == "fail"


def test_classes_from_the_first_on_are_met_by_who_does_not_have_the_illness() -> None:
    assert verdict("inclusion", "NYHA class I or II") == "pass"
    assert verdict("exclusion", "NYHA class III or IV") == "pass"
    assert verdict("inclusion", "NYHA class I-IV heart failure") == "fail"


def test_a_low_grade_among_the_exclusions_does_not_exclude_who_has_none() -> None:
    assert verdict("exclusion", "Peripheral neuropathy <= Grade 2") == "unknown"
    assert verdict("exclusion", "Peripheral neuropathy > Grade 2") == "pass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Known allergy to eggs", "pass"),
        ("History of uncontrolled allergic reactions to protein therapeutics", "pass"),
        ("Inability to eat a usual diet, or strict restrictions, allergies, and/or preferences", "unknown"),
        ("Allergies to study medication, or a standard treatment that cannot be given", "unknown"),
    ],
)
def test_a_complete_list_of_allergies_answers_only_what_is_about_an_allergy(text: str, expected: str) -> None:
    assert verdict("exclusion", text) == expected


@pytest.mark.parametrize(
    "text", ["Unable to receive cisplatin because of allergy", "Inability to take aspirin due to allergy to aspirin"]
)
def test_an_allergy_to_something_else_keeps_out_nobody(text: str) -> None:
    assert verdict("exclusion", text, {"what": "penicillin allergy"}) == "pass"


def test_what_the_fit_keep_behind_a_denial_is_required() -> None:
    line = "Normal marrow function, no hemorrhagic tendency, WBC > 4.0 x 10^9/L, platelets > 80 x 10^9/L, ALT within 2 x ULN"
    white, low = {"what": "WBC", "value": 7, "unit": "10*9/L"}, {"what": "platelet count", "value": 40, "unit": "10*9/L"}
    assert verdict("inclusion", line, white, low | {"value": 260}) == "unknown"
    assert verdict("inclusion", line, white, low) == "fail"


@pytest.mark.parametrize("line", ["At least two hemoglobin values below 10 g/dL", "One of two platelet counts must be available"])
def test_a_number_in_words_tells_how_many_values_there_are(line: str) -> None:
    values = ({"what": "hemoglobin", "value": 9, "unit": "g/dL"}, {"what": "platelet count", "value": 260, "unit": "10*9/L"})
    assert verdict("inclusion", line, *values) == "unknown"


def test_how_long_something_went_on_is_asked_of_those_who_had_it() -> None:
    line, some = (
        "Patients treated with metronidazole for < 3 days",
        {"what": "metronidazole", "start": "2026-03-15"},
    )
    assert (verdict("exclusion", line), verdict("exclusion", line, some)) == ("pass", "fail")
    assert verdict("exclusion", "Less than 6 months of prior endocrine therapy") == "fail"


def test_a_limit_that_the_fit_keep_beside_something_else_that_excludes_is_read_both_ways() -> None:
    line, pressure = "Blood pressure <= 150/100 mmHg. Subjects above this level should be treated.", {"unit": "mm[Hg]"}
    upper, lower = {"what": "systolic blood pressure", "value": 118}, {"what": "diastolic blood pressure", "value": 74}
    assert verdict("exclusion", line, upper | pressure, lower | pressure) == "unknown"


def test_a_low_blood_pressure_among_the_exclusions_is_not_one_that_the_fit_keep() -> None:
    low = {"what": "systolic blood pressure", "value": 85, "unit": "mm[Hg]"}
    assert verdict("exclusion", "Systolic blood pressure < 90 mmHg", low) == "fail"
    assert verdict("exclusion", "SBP > 160 or < 90 mmHg", low | {"value": 118}) == "pass"


def test_equal_to_one_of_two_places_of_a_scale_is_a_range() -> None:
    assert verdict("inclusion", "Patient's ECOG performance status equal to 0 or 1.", {"what": "ECOG", "value": 1}) == "pass"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "ALT and ALP <= 3 x ULN. ALP <= 5 x ULN with documented bone metastases",
            "all of (alanine aminotransferase <= 3 x ULN, alkaline phosphatase <= 3 x ULN unless (bone metastasis: <= 5 x ULN))",
        ),
        (
            "Platelets >= 100. Platelets >= 75 with bone marrow involvement.",
            "platelet count >= 100 unless (bone marrow involvement: >= 75)",
        ),
    ],
)
def test_a_wider_limit_beside_a_disease_is_of_those_who_have_it(text: str, read: str) -> None:
    assert reading(text, "inclusion") == read
