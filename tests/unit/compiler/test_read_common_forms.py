"""Forms that stand in many trials: another grade by leave, what the last of two alternatives alone must have, a count of lines
beside a therapy."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

COMPLETE = ["conditions", "treatments", "medications", "procedures"]


def ecog(value: int) -> dict[str, Any]:
    return {"what": "ECOG", "value": value, "date": "2026-03-10"}


@pytest.mark.parametrize(
    "text",
    [
        "ECOG 0-1 (ECOG 2 is allowed if due to the tumor)",
        "ECOG 0-1 (2 is allowed if due to the tumor)",
        "ECOG 0-1 (ECOG 2 allowed if related to disease)",
        "ECOG 0-1; ECOG 2 is allowed if due to the tumor",
        "ECOG 0-1. ECOG 2 will be allowed if related to the disease",
    ],
)
def test_a_grade_allowed_for_a_cause_takes_nothing_from_those_who_are_fitter(text: str) -> None:
    assert [outcome(text, "inclusion", ecog(grade)).value for grade in (0, 1, 2, 3)] == ["pass", "pass", "unknown", "fail"]


def test_who_is_fit_passes_also_where_the_cause_is_told() -> None:
    told = {"what": "due to the tumor", "value": True}

    assert outcome("ECOG 0-1 (ECOG 2 is allowed if due to the tumor)", "inclusion", ecog(1), told).value == "pass"
    assert outcome("ECOG 0-1 (ECOG 2 is allowed if due to the tumor)", "inclusion", ecog(2), told).value == "pass"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Measurable disease or bone-only disease with lytic lesions",
            "any of (measurable disease, all of (bone-only disease, lytic bone lesion))",
        ),
        (
            "Breast cancer, or ovarian cancer with peritoneal metastases",
            "any of (breast cancer, all of (ovarian cancer, peritoneal metastasis))",
        ),
        (
            "Melanoma or renal cell carcinoma with brain metastases",
            "any of (all of (melanoma, brain metastasis), all of (renal cell carcinoma, brain metastasis))",
        ),
    ],
)
def test_what_the_last_alternative_is_found_with_is_asked_of_diseases_of_its_kind_alone(text: str, read: str) -> None:
    assert reading(text, "inclusion") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("More than 3 prior lines of therapy or prior docetaxel", "none of (lines of (systemic therapy) > 3, docetaxel)"),
        (
            "Received > 2 prior regimens or prior treatment with irinotecan",
            "none of (lines of (systemic therapy) > 2, irinotecan)",
        ),
        (
            "More than 2 prior chemotherapy regimens or any prior immunotherapy",
            "none of (lines of (chemotherapy) > 2, immunotherapy)",
        ),
    ],
)
def test_a_therapy_with_a_prior_of_its_own_is_not_counted_in_lines(text: str, read: str) -> None:
    assert reading(text, "exclusion") == read


ADULT = {"what": "informed consent", "value": True}


@pytest.mark.parametrize(
    ("section", "text", "facts", "expected"),
    [
        ("exclusion", "No history or evidence of heart failure", [], "unknown"),
        ("exclusion", "No history or diagnosis of bleeding disorders, kidney disease, including stones", [], "unknown"),
        ("inclusion", "Patients under the age of 18 but who are 13 or older will be asked to sign an assent", [], "unknown"),
        ("exclusion", "Currently pregnant, planning to become pregnant within 6 months, or breastfeeding",
         [{"what": "breastfeeding"}, {"what": "planning to become pregnant within 6 months", "value": False}], "fail"),
        ("exclusion", "Prisoners or subjects who are involuntarily incarcerated",
         [{"what": "incarceration", "start": "2021-01-10", "end": "2022-05-10"}], "unknown"),
        ("exclusion", "Diabetes", [{"what": "gestational diabetes", "status": "resolved", "date": "2001-01-01"}], "unknown"),
        ("exclusion", "Active diabetes", [{"what": "gestational diabetes", "status": "resolved", "date": "2001"}], "pass"),
        ("exclusion", "Active diabetes", [{"what": "diabetes", "date": "2001"}], "fail"),
        ("exclusion", "Breastfeeding", [{"what": "breastfeeding", "start": "2025-01-10", "end": "2025-08-01"}], "unknown"),
        ("exclusion", "History of diabetes", [{"what": "gestational diabetes", "status": "resolved", "date": "2001"}], "fail"),
        ("exclusion", "Bone lesions as the only manifestation", [{"what": "bone metastasis"}], "unknown"),
        ("inclusion", "LVEF >= 55%",
         [{"what": "right ventricular ejection fraction", "value": 60, "unit": "%", "date": "2026-03-02"}], "unknown"),
    ],
)  # fmt: skip
def test_a_careless_reading_decides_nothing(section: str, text: str, facts: list[dict[str, Any]], expected: str) -> None:
    assert outcome(text, section, *facts, age=61, sex="female", complete=COMPLETE).value == expected


def test_a_trial_that_ended_before_the_window_is_no_part_in_one_within_it() -> None:
    took = {"what": "participation in another investigational trial", "start": "2025-02-01", "end": "2025-11-20"}

    assert outcome("Participation in another investigational trial within 90 days", "exclusion", took).value != "fail"


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        (
            "inclusion",
            "They should not yet have received treatment for their breast cancer, including:\n - chemotherapy\n - trastuzumab",
            "none of (chemotherapy [purpose: breast cancer], trastuzumab [purpose: breast cancer])",
        ),
        (
            "inclusion",
            "Must not have received the following for their sarcoma:\n - chemotherapy\n - radiation",
            "none of (chemotherapy [purpose: sarcoma], radiotherapy [purpose: sarcoma])",
        ),
        (
            "exclusion",
            "Any of the following illnesses of patients with lung cancer:\n - heart failure\n - stroke",
            "none of (heart failure, cerebrovascular accident)",
        ),
    ],
)
def test_the_disease_that_a_heading_names_is_what_the_therapies_below_it_were_given_for(
    section: str, text: str, read: str
) -> None:
    assert read in reading(text, section)
