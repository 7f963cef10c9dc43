"""Criteria written in haste or as the patient: short forms, signs said twice, times told twice, lists that share a word."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        (
            "inclusion",
            "Hemoglobin >= 9 g/dL (within 14 days prior to registration unless otherwise stated)",
            "hemoglobin >= 9 g/dL within 14 days before registration",
        ),
        ("inclusion", "Platelets >= 100 x 1,000,000,000/L", "platelet count >= 100 10*9/L"),
        ("exclusion", "ANC less than 1.5 x 1000000000/L", "not (absolute neutrophil count < 1.5 10*9/L)"),
        ("inclusion", "Patients must be > than or equal to 18 years of age", "age >= 18 years"),
        ("inclusion", "Creatinine ≤ than 1.5 x ULN", "creatinine <= 1.5 x ULN"),
        ("inclusion", "Inclusion Criteria 1. Patients with breast cancer", "has breast cancer"),
        (
            "exclusion",
            "I have had a heart attack within 6 months",
            "no myocardial infarction within 6 months before registration",
        ),
        ("exclusion", "I do not have melanoma", "has melanoma"),
        ("inclusion", "Pre- or postmenopausal", "any of (premenopausal, postmenopausal)"),
        ("inclusion", "All pts must have measurable disease", "has measurable disease"),
        (
            "inclusion",
            "AST <= 5 x ULN pts w/ liver metastases",
            'if (liver metastasis) then (aspartate aminotransferase <= 5 x ULN) else (no constraint "for others")',
        ),
        ("exclusion", "Patients with >/= grade-2 neuropathy", "not (grade of (neuropathy) is at least 2)"),
        (
            "exclusion",
            "Severe infection within 4 weeks (28 days) prior to first dose",
            "no infection [severity: severe] within 4 weeks before first dose",
        ),
        (
            "inclusion",
            "Performance status of 0 to 1 on the Eastern Cooperative Oncology Group (ECOG) performance status schedule",
            "ECOG performance status is 0 to 1",
        ),
        (
            "exclusion",
            "Class III or IV heart failure according to the New York Heart Association (NYHA) classification",
            "not (all of (heart failure, NYHA class is III to IV))",
        ),
        ("exclusion", "Prior treatment with an approved or investigational BTK inhibitor", "no BTK inhibitor"),
        ("exclusion", "Active viral hepatitis (any etiology)", "no viral hepatitis [activity: active]"),
    ],
)
def test_what_is_written_in_haste_is_read_as_what_it_stands_for(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


@pytest.mark.parametrize(
    "text",
    [
        "Surgery within 4 weeks (14 days) before registration",  # which of them holds is not said
        "ANC >= 1500/uL unless otherwise specified",
    ],
)
def test_what_may_say_another_thing_is_left_as_it_is(text: str) -> None:
    assert "unread" in reading(text, "inclusion")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Myocardial infarction <= 6 months", "no myocardial infarction within 6 months before registration"),
        (
            "Stroke < 1 year, unstable angina",
            "none of (cerebrovascular accident less than 1 year before registration, unstable angina)",
        ),
        ("Other malignancies < 3 years", "no other malignancy less than 3 years before registration"),
    ],
)
def test_a_bare_time_behind_an_event_is_how_long_ago_it_was(text: str, read: str) -> None:
    assert reading(text, "exclusion") == read


@pytest.mark.parametrize("text", ["Chemotherapy <= 4 weeks", "Diarrhea > 2 weeks", "Remission < 6 months"])
def test_a_bare_time_that_may_be_how_long_it_lasted_is_not_read(text: str) -> None:
    assert "unread" in reading(text, "exclusion")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Prior allogeneic bone marrow or other organ transplantation",
            "none of (allogeneic stem cell transplantation, solid organ transplantation)",
        ),
        (
            "Autologous bone marrow, stem cell or solid organ transplantation",
            "none of (autologous stem cell transplantation, autologous stem cell transplantation, solid organ transplantation)",
        ),
        ("Prior bone marrow or stem cell transplant", "no stem cell transplantation"),
    ],
)
def test_each_graft_of_a_list_is_transplanted_and_marrow_is_from_the_donor_that_is_named(text: str, read: str) -> None:
    assert reading(text, "exclusion") == read


@pytest.mark.parametrize(
    "text",
    [
        "History of allergic reactions attributed to compounds of similar chemical or biologic composition to paclitaxel",
        "Known hypersensitivity to any component of paclitaxel",
        "Hypersensitivity to any of the excipients of carboplatin or paclitaxel",
        "Allergy to drugs structurally related to paclitaxel",
    ],
)
def test_who_is_allergic_to_the_drug_itself_is_meant_and_the_rest_is_asked(text: str) -> None:
    allergic = {"what": "allergy to paclitaxel"}

    assert "paclitaxel [allergy: true], ask" in reading(text, "exclusion")
    assert outcome(text, "exclusion", allergic).value == "fail"
    assert outcome(text, "exclusion").value == "unknown"


def test_a_denied_allergy_of_that_kind_is_asked_in_the_same_way() -> None:
    text = "No allergic reactions attributed to compounds of similar chemical composition to paclitaxel"

    assert reading(text, "inclusion").startswith("none of (paclitaxel [allergy: true], ask")


def test_how_bad_an_allergy_was_is_kept_in_its_words() -> None:
    text = "History of grade 3 hypersensitivity to paclitaxel"

    assert reading(text, "exclusion") == 'no paclitaxel [allergy: true; described: "grade 3"]'
    assert outcome(text, "exclusion", {"what": "allergy to paclitaxel"}).value == "unknown"


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        (
            "inclusion",
            "No other concurrent anticancer agents, including chemotherapy or biologic therapy",
            "none of (other systemic therapy now, any of (other chemotherapy now, "
            "other biologic agent [described: as systemic therapy] now))",
        ),
        (
            "exclusion",
            "Receipt of any vaccination (including influenza) within 4 weeks before registration",
            "none of (vaccine within 4 weeks before registration, "
            "influenza [described: as vaccine] within 4 weeks before registration)",
        ),
        (
            "exclusion",
            "Edema caused by upper extremity disability or other conditions such as heart failure",
            "none of (any of (edema [described: caused by upper extremity disability], "
            'ask "other conditions such as heart failure"), heart failure [described: as other conditions])',
        ),
    ],
)
def test_an_example_counts_as_far_as_it_is_what_it_is_an_example_of(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


def test_what_a_therapy_is_for_is_no_example_of_it() -> None:
    text = "Regular immunosuppressive therapy (i.e., for organ transplantation, rheumatologic disease)"

    assert 'unread "as such"' in reading(text, "exclusion")
