"""Checks that read the criteria and the words: each example is a line as a registry prints it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trialwright.findings import Finding
from trialwright.registries.check import check_record
from trialwright.registries.checks.lines import criterion_lines
from trialwright.registries.record import TrialRecord

_ON = date(2026, 11, 21)


def _findings(criteria: str, **fields: Any) -> tuple[Finding, ...]:
    return check_record(TrialRecord(protocol_section={"eligibilityModule": fields}, eligibility_text=criteria), on=_ON)


def _codes(criteria: str, **fields: Any) -> set[str]:
    return {finding.code for finding in _findings(criteria, **fields)}


def test_lines_know_their_list_their_step_and_their_number() -> None:
    text = (
        "Primary Registration Eligibility Criteria:\n1. Age 18-80\nSecondary Registration Eligibility Criteria:\n1. "
        "Within 84-126 days\nExclusion Criteria:\n- • 1. Infection"
    )
    assert [(line.side, line.step, line.number, line.text) for line in criterion_lines(text)] == [
        ("inclusion", 1, 1, "Age 18-80"),
        ("inclusion", 2, 1, "Within 84-126 days"),
        ("exclusion", 1, 1, "Infection"),
    ]


def test_a_wrapped_line_is_one_criterion_and_a_comparison_is_no_bullet() -> None:
    text = (
        "Inclusion Criteria:\n\n  - Presence of at least one measurable lesion that was not treated\n    by "
        "radiation before\n  - >= 16 years"
    )
    assert [line.text for line in criterion_lines(text)] == [
        "Presence of at least one measurable lesion that was not treated by radiation before",
        ">= 16 years",
    ]


def test_headings_inside_one_glued_line_are_found() -> None:
    text = "Inclusion Criteria: Adults with cancer. Exclusion Criteria: Pregnant women."
    assert [(line.side, line.text) for line in criterion_lines(text)] == [
        ("inclusion", "Adults with cancer."),
        ("exclusion", "Pregnant women."),
    ]


def test_the_span_of_a_line_cuts_the_line() -> None:
    text = "Exclusion Criteria:\n\n* Brain metastases\n* Infection with care."
    assert [line.span.cut(text) for line in criterion_lines(text)] == ["Brain metastases", "Infection with care."]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Age 18-75 years.", {"minimumAge": "18 Years", "maximumAge": "85 Years"}),
        ("Age ≥ 20 years", {"minimumAge": "18 Years"}),
        ("Age 22-79", {"minimumAge": "22 Years"}),
        ("Patients must be 21 years of age or older", {"minimumAge": "18 Years"}),
        ("Aged \\>= 16 years", {"minimumAge": "18 Years"}),
        ("Adults (≥18 years) presenting with skin lesions", {"minimumAge": "18 Months"}),
    ],
)
def test_an_age_that_differs_from_the_fields_is_remarked(line: str, fields: dict[str, str]) -> None:
    assert "AGE_TEXT_MISMATCH" in _codes(f"Inclusion Criteria:\n\n* {line}", **fields)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Aged 18-75 years old;", {"minimumAge": "18 Years", "maximumAge": "75 Years"}),
        ("Age > 18 years", {"minimumAge": "18 Years"}),
        ("Aged 2 years or older", {"minimumAge": "24 Months"}),
        ("Age > 17 years", {"minimumAge": "18 Years"}),
        ("Age 18-99 years", {"minimumAge": "18 Years", "maximumAge": "99 Years"}),
        ("Postmenopausal, defined as age ≥ 60 years", {"minimumAge": "18 Years"}),
        ("Participants > 70 years of age may be allowed after discussion", {"minimumAge": "18 Years", "maximumAge": "70 Years"}),
        (
            "Female between 18 and 37 years old and male between 18 and 45 years old",
            {"minimumAge": "18 Years", "maximumAge": "45 Years"},
        ),
        ("Cohort 2: age 12-17 years", {"minimumAge": "18 Years"}),
        ("Age ≥ 20 years", {}),
    ],
)
def test_an_age_for_some_or_the_same_age_in_other_words_earns_no_remark(line: str, fields: dict[str, str]) -> None:
    assert "AGE_TEXT_MISMATCH" not in _codes(f"Inclusion Criteria:\n\n* {line}", **fields)


def test_an_age_among_risk_factors_is_not_the_age_limit() -> None:
    assert "AGE_TEXT_MISMATCH" not in _codes(
        "Inclusion Criteria:\n\n* At least one risk factor:\n* Age ≥ 60 years", minimumAge="18 Years"
    )


def test_an_age_that_holds_in_one_country_is_no_contradiction() -> None:
    criteria = "Inclusion Criteria:\n\n* Aged 18 to 70 years\n* Note: in Japan, participants aged 16 to 70 years may join"
    assert "AGE_TEXT_MISMATCH" not in _codes(criteria, minimumAge="16 Years", maximumAge="70 Years")


def test_two_ages_in_the_criteria_are_nobodys_contradiction() -> None:
    assert "AGE_TEXT_MISMATCH" not in _codes(
        "Inclusion Criteria:\n\n* Age ≥ 20 years\n* Age ≥ 21 years in the US", minimumAge="18 Years"
    )


@pytest.mark.parametrize(
    ("line", "sex", "remarked"),
    [
        ("Men and women with melanoma", "FEMALE", True),
        ("Female patients with breast cancer", "ALL", True),
        ("Female patients of childbearing potential must use contraception", "ALL", False),
        ("Women with breast cancer; men are not excluded", "ALL", False),
        ("Female patients with breast cancer", "FEMALE", False),
        ("Male patients with prostate cancer", "ALL", True),
    ],
)
def test_sex_in_the_criteria_against_the_field(line: str, sex: str, remarked: bool) -> None:
    assert ("SEX_TEXT_MISMATCH" in _codes(f"Inclusion Criteria:\n\n* {line}", sex=sex)) is remarked


def test_healthy_volunteers_in_the_criteria_against_the_field() -> None:
    assert "HEALTHY_VOLUNTEERS_TEXT_MISMATCH" in _codes(
        "Inclusion Criteria:\n\n* Healthy volunteers aged 18 to 40", healthyVolunteers=False
    )
    assert "HEALTHY_VOLUNTEERS_TEXT_MISMATCH" not in _codes(
        "Inclusion Criteria:\n\n* Values below those of healthy controls", healthyVolunteers=False
    )


@pytest.mark.parametrize(
    ("line", "contradicts"),
    [
        ("Active malignancies curatively treated with no evidence of disease for >= 5 years", True),
        ("Active malignancy except those curatively treated with no evidence of disease", False),
        ("Active second malignancy, unless with no evidence of disease for 5 years", False),
        ("Patients aged 80-18 years", True),
        ("Patients aged 18-80 years", False),
        ("Uncontrolled hypertension, defined as pressure that cannot be well controlled", False),
        ("Patients under active surveillance with no evidence of disease", False),
    ],
)
def test_a_line_that_contradicts_itself_is_remarked(line: str, contradicts: bool) -> None:
    assert ("SELF_CONTRADICTORY_CRITERION" in _codes(f"Exclusion Criteria:\n\n* {line}")) is contradicts


@pytest.mark.parametrize(
    ("line", "unclear"),
    [
        ("Infection with care.", True),
        ("Childbearing potential, delivery after 28 days, breastfeeding", True),
        ("Severe arrhythmia need to cure", True),
        ("Dose to be determined.", True),
        ("HER2 status to be determined by immunohistochemistry", False),
        ("Infection requiring intravenous antibiotics", False),
        ("Other:", False),
    ],
)
def test_a_line_that_does_not_say_what_it_asks_is_remarked(line: str, unclear: bool) -> None:
    assert ("CRITERION_UNCLEAR" in _codes(f"Exclusion Criteria:\n\n* {line}")) is unclear


def test_a_pointer_to_criteria_elsewhere_is_remarked() -> None:
    assert "CRITERIA_NOT_ALL_SHOWN" in _codes("Exclusion Criteria:\n\n* Other protocol-defined exclusion criteria apply")


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("Patients who are financially well off and willing to use immune checkpoint inhibitors.", True),
        ("Affiliated to the French social security system", True),
        ("Lives within 50 miles of the clinic", True),
        ("Owns a smartphone", True),
        ("Prisoners or people deprived of liberty", True),
        ("Written informed consent", False),
        ("Lesions within 2 cm of the hilum", False),
    ],
)
def test_a_line_that_no_medical_record_answers_is_remarked(line: str, asks: bool) -> None:
    assert ("NON_CLINICAL_CRITERION" in _codes(f"Inclusion Criteria:\n\n* {line}")) is asks


@pytest.mark.parametrize(
    ("criteria", "remarked"),
    [
        ("Exclusion Criteria:\n\n* Do not meet the following: neutrophils >=1.5×10^9/L, Hb >=90g/L", True),
        ("Exclusion Criteria:\n\n* Patients failing to meet these limits:\n* ANC ≥ 1.5", True),
        ("Inclusion Criteria:\n\n* Must not meet the limit of ANC < 1.5", False),
        ("Exclusion Criteria:\n\n* Inadequate bone marrow: ANC < 1.5", False),
        ("Exclusion Criteria:\n\n* Does not meet the inclusion criteria", False),
    ],
)
def test_limits_that_must_be_met_in_an_exclusion_are_remarked(criteria: str, remarked: bool) -> None:
    assert ("NEGATED_REQUIREMENT_IN_EXCLUSION" in _codes(criteria)) is remarked


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("Life expectancy = 3 months", True),
        ("Age ? 18 years", True),
        ("Bilirubin = 1.5 x ULN", True),
        ("Life expectancy >= 3 months", False),
        ("At least > or = 6 months", False),
        ("Clearance = 140 - age x weight (Cockcroft-Gault)", False),
        ("ECOG PS = 0 or 1", False),
        ("At least 6 cycles (1 cycle = 14 days)", False),
        ("A lesion of greater or = 1.0 cm", False),
    ],
)
def test_a_lost_comparison_sign_is_remarked(line: str, lost: bool) -> None:
    assert ("LOST_COMPARISON_SIGN" in _codes(f"Inclusion Criteria:\n\n* {line}")) is lost


def test_the_same_words_in_both_lists_are_remarked_once() -> None:
    criteria = (
        "Inclusion Criteria:\n\n* Patients with active brain metastases\n\nExclusion Criteria:\n\n* Patients with "
        "active brain metastases"
    )
    assert [finding.code for finding in _findings(criteria)].count("CRITERION_IN_BOTH_LISTS") == 1


def test_opposite_limits_in_both_lists_are_no_contradiction() -> None:
    criteria = (
        "Inclusion Criteria:\n\n* Karnofsky Performance Status >= 80 %\n\nExclusion Criteria:\n\n* Karnofsky "
        "Performance Status < 80 %"
    )
    assert "CRITERION_IN_BOTH_LISTS" not in _codes(criteria)


def _spelled(text: str) -> list[str]:
    record = TrialRecord(protocol_section={"descriptionModule": {"detailedDescription": text}})
    return [value for finding in check_record(record, on=_ON) if finding.code == "SPELLING" for value in finding.values]


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("Patients will recieve the standard treatment.", ["recieve"]),
        ("One of the the standard regimens.", ["the the"]),
        ("Patients who had had surgery in Baden Baden.", []),
        ("The tumour and the tumor, leukaemia and leukemia.", []),
        ("Synchronous or heterochronous disease.", ["heterochronous"]),
        ("Standard-of-care regiments are used.", ["regiments"]),
        ("mirtazapine, mirtazapine or mirtazapine; the dose of mirtazpine is 15 mg.", ["mirtazpine"]),
        ("A metastasis, metastases and metastatic disease.", []),
    ],
)
def test_only_sure_misspellings_are_remarked(text: str, slips: list[str]) -> None:
    assert _spelled(text) == slips


def test_a_misspelling_in_the_criteria_has_a_place_there() -> None:
    criteria = "Inclusion Criteria:\n\n* Signed the inform consent"
    finding = next(finding for finding in _findings(criteria) if finding.code == "SPELLING")
    assert finding.span is not None and finding.span.cut(criteria) == "inform consent"
