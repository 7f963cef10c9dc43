"""Whom an exception spares among several limits, a leave among several bans, and what else must not let in the unfit."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

COMPLETE = ["conditions", "treatments", "medications", "procedures", "allergies"]
GILBERT = {"what": "Gilbert's syndrome", "date": "2020-01-01"}
WELL: dict[str, dict[str, Any]] = {
    "bilirubin": {"what": "total bilirubin", "value": 0.8, "unit": "mg/dL", "uln": 1.2},
    "ALT": {"what": "ALT", "value": 20, "unit": "U/L", "uln": 40},
    "AST": {"what": "AST", "value": 20, "unit": "U/L", "uln": 40},
    "creatinine": {"what": "creatinine", "value": 0.8, "unit": "mg/dL", "uln": 1.2},
}


def verdict(section: str, text: str, *facts: dict[str, Any], **values: float) -> str:
    """The verdict for somebody with these facts and values, all others usual and every list complete."""
    measured = [fact | ({"value": values[name]} if name in values else {}) for name, fact in WELL.items()]
    return outcome(text, section, *facts, *(fact | {"date": "2026-03-10"} for fact in measured), complete=COMPLETE).value


LISTS = [
    ("exclusion", "Bilirubin > 1.5 x ULN (except in Gilbert's syndrome), ALT > 3 x ULN or creatinine > 2 mg/dL"),
    ("exclusion", "Bilirubin > 1.5 x ULN except in Gilbert's syndrome, ALT > 3 x ULN or creatinine > 2 mg/dL"),
    ("exclusion", "Bilirubin > 1.5 x ULN unless the patient has Gilbert's syndrome, or ALT > 3 x ULN"),
    ("inclusion", "Bilirubin <= 1.5 x ULN (patients with Gilbert's syndrome are eligible), ALT <= 3 x ULN"),
    ("inclusion", "Bilirubin <= 1.5 x ULN except for patients with Gilbert's syndrome, ALT <= 3 x ULN, creatinine <= 2 mg/dL"),
    ("inclusion", "Bilirubin <= 1.5 x ULN except in Gilbert's syndrome and ALT <= 3 x ULN"),
]


@pytest.mark.parametrize(("section", "text"), LISTS)
def test_an_exception_within_a_list_of_limits_spares_from_its_own_limit_alone(section: str, text: str) -> None:
    assert verdict(section, text) == "pass"
    assert verdict(section, text, bilirubin=4) == "fail"
    assert verdict(section, text, GILBERT, bilirubin=4) == "pass"
    assert verdict(section, text, GILBERT, ALT=900) == "fail"


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        (
            "exclusion",
            "Creatinine > 1.5 x ULN, except in patients on dialysis, or eGFR > 60 mL/min",
            "not (all of (creatinine > 1.5 x ULN, not (any of (dialysis dependence [activity: active], "
            "glomerular filtration rate > 60 mL/min))))",
        ),
        (
            "exclusion",
            "Bilirubin > 1.5 x ULN unless Gilbert's syndrome with direct bilirubin <= ULN",
            "not (all of (total bilirubin > 1.5 x ULN, not (all of (gilbert syndrome, direct bilirubin <= 1 x ULN))))",
        ),
        (
            "inclusion",
            "ALT and AST <= 2.5 x ULN, except in patients with liver metastases (<= 5 x ULN), bilirubin <= 1.5 x ULN",
            "all of (if (liver metastasis) then (all of (alanine aminotransferase <= 5 x ULN, "
            "aspartate aminotransferase <= 5 x ULN)) "
            "else (all of (alanine aminotransferase <= 2.5 x ULN, aspartate aminotransferase <= 2.5 x ULN)), "
            "total bilirubin <= 1.5 x ULN)",
        ),
        (
            "inclusion",
            "Bilirubin <= 1.5 x ULN except Gilbert's syndrome (<= 3 mg/dL)",
            "total bilirubin <= 1.5 x ULN unless (gilbert syndrome: <= 3 mg/dL)",
        ),
    ],
)
def test_what_belongs_to_the_exception_stays_with_it(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Active brain metastases Treated brain metastases are allowed",
            "no brain metastasis [activity: active] except (brain metastasis [treatment: treated])",
        ),
        ("Prior radiation therapy Prior palliative radiotherapy is allowed", "no radiotherapy except (palliative radiotherapy)"),
        ("Systemic steroids Inhaled steroids are permitted.", "no systemic corticosteroid now except (inhaled corticosteroid)"),
    ],
)
def test_a_leave_whose_sentence_lost_its_stop_does_not_swallow_the_ban(text: str, read: str) -> None:
    assert reading(text, "exclusion") == read


def test_a_disease_whose_name_has_a_capital_begins_no_sentence() -> None:
    assert reading("Known history of Crohn disease is permitted", "exclusion") == 'no constraint "permission"'


def test_what_prevents_an_infection_lets_nobody_in_who_has_one() -> None:
    text = "Active infection; patients receiving prophylactic antibiotics or antifungals are eligible."
    assert reading(text, "exclusion") == "no infection [activity: active]"
    assert "no antiviral now" in reading("Active hepatitis B. Patients on antiviral therapy are eligible.", "exclusion")


def test_a_limit_of_others_does_not_let_in_those_whom_a_leave_binds() -> None:
    text = "INR <= 1.5 (if not on anticoagulation). Patients on anticoagulation are eligible if the INR is between 2 and 3."
    warfarin = {"what": "warfarin", "start": "2025-10-01"}

    def inr(value: float, *facts: dict[str, Any]) -> str:
        return verdict("inclusion", text, *facts, {"what": "INR", "value": value, "date": "2026-03-10"})

    assert [inr(1.1), inr(2.5), inr(2.5, warfarin), inr(5.0, warfarin)] == ["pass", "fail", "pass", "fail"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Prior hypomethylating agent for treatment of AML or MDS",
            "none of (hypomethylating agent [purpose: acute myeloid leukemia], "
            "hypomethylating agent [purpose: myelodysplastic syndrome])",
        ),
        (
            "Use of methotrexate for the treatment of rheumatoid arthritis or psoriasis",
            "none of (methotrexate [purpose: rheumatoid arthritis], methotrexate [purpose: psoriasis])",
        ),
        (
            "Chemotherapy for treatment of breast cancer within 5 years or active lung cancer",
            "none of (chemotherapy [purpose: breast cancer] within 5 years before registration, lung cancer [activity: active])",
        ),
    ],
)
def test_each_disease_that_something_is_given_for_is_a_purpose(text: str, read: str) -> None:
    assert reading(text, "exclusion") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("WHO <= 2", "ECOG performance status is at most 2"),
        ("Performance status WHO 0-2", "ECOG performance status is 0 to 2"),
        (
            "Karnofsky >= 70 or WHO < or 2",
            "any of (Karnofsky performance status >= 70, ECOG performance status is at most 2)",
        ),
        ("AML according to WHO 2016 classification", "has acute myeloid leukemia"),
        ("Platelets > or 100,000/mm3", "platelet count >= 100000 /mm3"),
        ("Platelets > 100,000 per deciliter", "platelet count > 100000 /uL"),
        ("WBC >= 3000/mL", "white blood cell count >= 3000 /uL"),
    ],
)
def test_the_scale_of_the_who_and_slips_of_signs_and_units_are_read_as_meant(text: str, read: str) -> None:
    assert reading(text, "inclusion") == read


def test_two_exceptions_in_one_list_are_each_of_its_own_member() -> None:
    text = "Any other cancer other than melanoma or any other skin cancer except basal cell carcinoma within 5 years"
    assert reading(text, "exclusion") == (
        "none of (other malignancy except (melanoma), "
        "other skin cancer within 5 years before registration except (basal cell carcinoma))"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Progression within 6 months of adjuvant chemotherapy is considered one line of therapy",
        "Adjuvant chemotherapy will be counted as a prior line if progression occurred within 6 months",
    ],
)
def test_how_lines_are_counted_is_asked_of_nobody(text: str) -> None:
    assert reading(text, "inclusion") == 'no constraint "tells how lines are counted"'


def test_what_was_experienced_was_had() -> None:
    assert reading("Patients who have experienced a stroke within 6 months", "exclusion") == (
        "no cerebrovascular accident within 6 months before registration"
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Patients with multiple sclerosis, as these patients may have decreased tolerance for radiation",
            "no multiple sclerosis",
        ),
        ("Concurrent warfarin because patients may have an increased bleeding risk", "no warfarin now"),
        ("Prior chemotherapy. Patients may have received prior hormonal therapy.", "no chemotherapy except (endocrine therapy)"),
        ("Patients may have received prior radiotherapy", 'no constraint "permission"'),
    ],
)
def test_what_patients_may_have_is_a_reason_behind_a_ban_and_a_leave_by_itself(text: str, read: str) -> None:
    assert reading(text, "exclusion") == read


def test_a_suspicion_named_beside_a_ban_is_no_leave() -> None:
    text = "Patients receiving anticoagulants or may have bleeding disorders which increase the risk of procedures"
    assert "permission" not in reading(text, "exclusion")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "At least 14 days since chemotherapy; patients on bisphosphonates are eligible",
            "interval from (chemotherapy) >= 14 days",
        ),
        (
            "At least 4 weeks since prior systemic therapy; patients on hormonal therapy are eligible",
            "any of (interval from (systemic therapy) >= 4 weeks, endocrine therapy now)",
        ),
    ],
)
def test_leave_for_another_means_takes_no_time_away(text: str, read: str) -> None:
    assert reading(text, "inclusion") == read


def test_a_time_that_must_have_passed_is_not_lost_in_a_leave() -> None:
    assert "unread" in reading("At least 2 weeks since prior chemotherapy, hormonal therapy allowed", "inclusion")


def test_no_severe_bleeding_among_the_exclusions_is_in_doubt_by_two_names_too() -> None:
    assert reading("No hemorrhage/bleeding event > grade 3 within 30 days", "exclusion").startswith("either reading (")
