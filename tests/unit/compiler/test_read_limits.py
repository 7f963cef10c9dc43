"""A limit that is denied, or beside another limit, enters; whom it keeps out, and whom it does not, must leave."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

DENIED = [
    ("exclusion", "LVEF not >= 50%", "not (left ventricular ejection fraction < 50 %)"),
    ("inclusion", "Creatinine must not be > 1.5 mg/dL", "creatinine <= 1.5 mg/dL"),
    ("exclusion", "ECOG not 0 or 1", "ECOG performance status is 0 to 1"),
    ("exclusion", "ECOG performance status other than 0 or 1", "ECOG performance status is 0 to 1"),
    ("inclusion", "ECOG not 3 or 4", "not (ECOG performance status is 3 to 4)"),
    ("exclusion", "Serum calcium outside normal limits", "all of (calcium >= 1 x LLN, calcium <= 1 x ULN)"),
    ("exclusion", "Potassium not within normal range", "all of (potassium >= 1 x LLN, potassium <= 1 x ULN)"),
    ("exclusion", "Patients whose creatinine exceeds 1.5 mg/dL", "not (creatinine > 1.5 mg/dL)"),
    ("exclusion", "whose ANC does not exceed 1000/mm3", "not (absolute neutrophil count <= 1000 /mm3)"),
    (
        "exclusion",
        "Patients whose platelet count is less than 50,000 or whose creatinine is more than 2 mg/dL",
        "none of (platelet count < 50000 /uL, creatinine > 2 mg/dL)",
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), DENIED)
def test_a_denied_limit_is_its_opposite(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


LACKING = [
    ("non-adequate marrow function (WBC < 3.0)", "not (white blood cell count < 3.0)"),
    ("lack of adequate bone marrow function (lymphocytes < 0.5)", "not (lymphocyte count < 0.5)"),
    ("Insufficient marrow function (leukocytes < 3.0)", "not (white blood cell count < 3.0)"),
]


@pytest.mark.parametrize(("text", "expected"), LACKING)
def test_low_counts_of_an_inadequate_marrow_exclude(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_two_limits_of_one_value_are_alternatives_beside_what_else_is_required() -> None:
    assert reading("Age >= 18, ALT <= 2.5 x ULN, or ALT <= 5 x ULN if liver metastases", "inclusion") == (
        "all of (age >= 18, any of (alanine aminotransferase <= 2.5 x ULN, "
        "all of (liver metastasis, alanine aminotransferase <= 5 x ULN)))"
    )
    unread = reading("Age >= 18 years, ECOG 0-2, or ECOG 3 if due to bone pain", "inclusion")
    assert unread.startswith("any of (all of (age >= 18 years, any of (ECOG performance status is 0 to 2, unread"), unread


STEROIDS = [
    (
        "Systemic corticosteroids (> 10 mg daily prednisone equivalent)",
        "not (dose of (systemic corticosteroid) > 10 mg/d now)",
    ),
    (
        "is receiving chronic systemic steroid therapy (in dosing exceeding 10 mg daily of prednisone equivalent)",
        "not (all of (systemic corticosteroid [persistence: continuous] now, dose of (systemic corticosteroid) > 10 mg/d now))",
    ),
    ("Prednisone > 20 mg/day", "not (dose of (prednisone) > 20 mg/d now)"),
    ("Prior prednisone > 20 mg/day", "not (dose of (prednisone) > 20 mg/d)"),
    (
        "Systemic steroids, except at physiological doses (<= 10 mg/day of prednisone equivalent)",
        "not (dose of (systemic corticosteroid) > 10 mg/d now)",
    ),
    (
        "Immunosuppressive medication within 28 days before the first dose of durvalumab, with the exceptions of intranasal and "
        "inhaled corticosteroids or systemic corticosteroids at physiological doses, which are not to exceed 10 mg/day of "
        "prednisone, or an equivalent corticosteroid",
        "none of (immunosuppressive agent within 28 days before first dose except (intranasal corticosteroid, inhaled "
        "corticosteroid, systemic corticosteroid, corticosteroid), "
        "dose of (systemic corticosteroid) > 10 mg/d within 28 days before first dose)",
    ),
    (
        "Any chemotherapy except prednisone <= 10 mg/day",
        "not (all of (chemotherapy, not (all of (prednisone now, dose of (prednisone) <= 10 mg/d now))))",
    ),
]


@pytest.mark.parametrize(("text", "expected"), STEROIDS)
def test_a_dose_of_prednisone_is_a_dose_of_the_steroids_that_it_is_said_of(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_a_dose_that_must_be_stable_is_more_than_a_limit() -> None:
    assert reading("Corticosteroids, except for stable doses of prednisone (< 20 mg/day or equivalent)", "exclusion") == (
        "not (all of (corticosteroid now, not (all of (systemic corticosteroid [stability: stable] now, "
        "dose of (systemic corticosteroid [stability: stable]) < 20 mg/d now))))"
    )


LET_OFF = [
    (
        "inclusion",
        "INR <= 1.5 x ULN unless subject is receiving anticoagulant therapy as long as PT or PTT is within therapeutic range",
        "any of (international normalized ratio <= 1.5 x ULN, "
        'all of (anticoagulant now, ask "PT or PTT is within therapeutic range"))',
    ),
    (
        "inclusion",
        "AP < 5xUNL (unless bone metastases are present in the absence of any liver disease)",
        "any of (alkaline phosphatase < 5 x ULN, all of (bone metastasis, no liver disease))",
    ),
    (
        "inclusion",
        "AST <= 2.5 x ULN unless liver metastases are present in which case it must be <= 5 x ULN",
        "aspartate aminotransferase <= 2.5 x ULN unless (liver metastasis: <= 5 x ULN)",
    ),
    (
        "inclusion",
        "Total bilirubin < 1.5 x ULN except for participants with Gilbert's syndrome who may only be included if the total "
        "bilirubin is <= 3.0 x ULN or direct bilirubin <= 1.5 x ULN",
        "any of (total bilirubin < 1.5 x ULN, "
        "all of (gilbert syndrome, any of (total bilirubin <= 3.0 x ULN, direct bilirubin <= 1.5 x ULN)))",
    ),
    (
        "exclusion",
        "Total bilirubin > 1.5 x ULN, except for patients with Gilbert's syndrome who are eligible if total bilirubin <= 3 x ULN",
        "not (all of (total bilirubin > 1.5 x ULN, not (all of (gilbert syndrome, total bilirubin <= 3 x ULN))))",
    ),
    (
        "exclusion",
        "Sodium < 130 mmol/L or > 155 mmol/L despite intervention to normalize",
        'none of (all of (sodium < 130 mmol/L, ask "despite intervention to normalize"), '
        'all of (sodium > 155 mmol/L, ask "despite intervention to normalize"))',
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), LET_OFF)
def test_a_limit_lets_off_those_of_whom_both_parts_of_the_exception_hold(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


SAYS_NOTHING_MORE = [
    ("Potassium >= 4.0 mmol/L (may be corrected with supplements)", "potassium >= 4.0 mmol/L"),
    ("Magnesium >= 0.85 mmol/L (electrolytes can be corrected. See section 9.7).", "magnesium >= 0.85 mmol/L"),
    (
        "Creatinine clearance >= 50 mL/min. If using creatinine clearance, actual body weight should be used. For subjects with "
        "a body mass index (BMI) > 30 kg/m2, lean body weight should be used instead.",
        "creatinine clearance >= 50 mL/min",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAYS_NOTHING_MORE)
def test_how_a_value_is_reckoned_or_brought_about_asks_nothing(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


BEYOND = [
    (
        "Urine dipstick protein < 2+. If urine dipstick is >= 2+, 24-hour urine must show <1 g of protein in 24 hours.",
        'any of (urine dipstick protein is below "2+", 24-hour urine protein < 1 g/(24.h))',
    ),
    ("ECOG <= 1. If ECOG is 2, then snarfed", 'any of (ECOG performance status is at most 1, unread "snarfed")'),
]


@pytest.mark.parametrize(("text", "expected"), BEYOND)
def test_those_beyond_the_limit_of_a_scale_may_qualify_by_the_other_value(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_what_was_not_read_of_those_beyond_a_limit_may_let_them_in() -> None:
    text = "Urine dipstick for proteinuria < 2+. Patients discovered to have >= 2+ must snarf"
    assert reading(text, "inclusion").startswith('any of (urine dipstick protein is below "2+", unread')


PRINTED = [
    ("exclusion", "Antiplatelet agents: such as clopidogrel", "none of (antiplatelet agent now, clopidogrel now)"),
    ("exclusion", "Impaired clotting test (prothrombin activity < 50%)", "not (prothrombin activity < 50 %)"),
    ("inclusion", "Castrate levels of testosterone (< 1.7 nmol/L [50 ng/dL])", "testosterone < 1.7 nmol/L"),
    ("inclusion", "Albumin-Bilirubin (ALBI) Grade 1", "ALBI grade is 1"),
    (
        "inclusion",
        "White blood count 4.0X10^9/L, platelet count 100 X10^9/L",
        "all of (white blood cell count >= 4.0 10*9/L, platelet count >= 100 10*9/L)",
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), PRINTED)
def test_a_limit_is_read_through_what_was_lost_in_print(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


def test_a_denied_dose_among_the_exclusions_may_be_meant_as_required() -> None:
    for text in ("No corticosteroids except prednisone <= 10 mg/day", "No prednisone > 10 mg/day"):
        assert reading(text, "exclusion").startswith("either reading ("), text
