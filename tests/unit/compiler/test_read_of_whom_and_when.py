"""Of whom and when: clauses behind a list, definitions, times and exceptions that change who is meant."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Patients with NSCLC with EGFR mutation or ALK rearrangement who have received a TKI",
            "not (all of (all of (non-small cell lung cancer, any of (EGFR [value: mutated], ALK [value: rearranged])),"
            " tyrosine kinase inhibitor))",
        ),
        (
            "Participants with ovarian cancer with documented MSI-H or MMR deficient who have received PD-1 inhibitors",
            "not (all of (all of (ovarian cancer, any of (microsatellite instability [value: MSI-high],"
            " mismatch repair [value: deficient])), anti-PD-1))",
        ),
        (
            "Patients with HER2-positive or hormone receptor positive disease who have had trastuzumab",
            "not (all of (any of (HER2 [value: positive], hormone receptor [value: positive]), trastuzumab))",
        ),
        ("Melanoma or breast cancer or women who are pregnant", "none of (melanoma, breast cancer, pregnancy)"),
    ],
)
def test_a_clause_behind_results_is_of_all_who_have_one_of_them(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_examples_of_what_was_received_are_asked_with_all_that_stands_before_them() -> None:
    line = "Melanoma or lung cancer with a BRAF mutation who have received PD-1 inhibitors, such as nivolumab"
    drug = {"what": "nivolumab", "start": "2025-01-10", "end": "2025-09-01"}
    assert outcome(line, "exclusion", {"what": "colon cancer"}, drug, complete=["conditions"]).value != "fail"


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (
            "Primary liver cancer. Metastasis is defined as evidence of extrahepatic disease, excluding nodal disease.",
            [{"what": "hepatocellular carcinoma"}, {"what": "distant metastases", "present": False}],
        ),
        (
            "Participants must have metastatic disease defined as new or progressive lesions",
            [{"what": "lung metastases", "status": "stable"}],
        ),
    ],
)
def test_a_definition_asks_nobody_for_what_it_defines_and_is_not_lost(line: str, facts: list[dict[str, object]]) -> None:
    assert outcome(line, "inclusion", *facts).value in ("pass", "unknown")
    assert any(word in reading(line, "inclusion") for word in ("if (distant metastasis)", "new or progressive lesions"))


def test_an_alternative_that_adds_nothing_as_it_stands_is_in_doubt() -> None:
    line = "Creatinine <= 1.5 x ULN, or creatinine clearance >= 60 mL/min for patients with creatinine <= 1.5 x ULN"
    facts = ({"what": "creatinine", "value": 2, "unit": "mg/dL", "uln": 1}, {"what": "CrCl", "value": 70, "unit": "mL/min"})
    assert outcome(line, "inclusion", *({**fact, "date": "2026-03-12"} for fact in facts)).value == "unknown"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Hospitalized patients", "no hospitalization now"),
        ("Patients who have been hospitalized", "no hospitalization"),
        (
            "Hospitalized at time of commencing chemotherapy",
            'not (all of (hospitalization, unread "at time" ("at which time")))',
        ),
    ],
)
def test_who_is_in_hospital_is_there_now_and_at_another_time_is_asked(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Radiotherapy with 2 weeks of enrollment", "no radiotherapy within 2 weeks before enrollment"),
        (
            "Chemotherapy with 2 weeks, or immunotherapy within 4 weeks of enrollment",
            "none of (chemotherapy within 2 weeks before enrollment, immunotherapy within 4 weeks before enrollment)",
        ),
    ],
)
def test_with_so_many_weeks_of_something_is_within_them(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_a_length_is_no_time_before_something() -> None:
    assert "within" not in reading("ADT with 6 months of treatment completed", "inclusion")


def test_a_purpose_that_is_spared_spares_no_patient_who_has_that_illness() -> None:
    line = (
        "Steroids for indications other than cancer, except aerosol for obstructive airways diseases and injections to the joints"
    )
    facts = ({"what": "breast cancer"}, {"what": "prednisone", "start": "2025-01-12", "ongoing": True})
    assert outcome(line, "exclusion", *facts).value != "pass"


def test_what_either_illness_must_do_is_asked_of_both() -> None:
    line = "Malignant solid tumor or hematological malignancy causing cancer related pain"
    assert reading(line, "inclusion") == (
        "any of (solid tumor [described: causing cancer related pain],"
        " hematologic malignancy [described: causing cancer related pain])"
    )


def test_a_mild_illness_of_the_kind_of_a_severe_heading_keeps_nobody_out() -> None:
    line = "Moderate or severe cardiovascular disease:\n- cardiac disease, including unstable angina\n- aortic aneurysm"
    mild = {"what": "mild mitral regurgitation"}
    assert outcome(line, "exclusion", mild, complete=["conditions"]).value == "pass"
    assert outcome(line, "exclusion", {"what": "unstable angina"}, complete=["conditions"]).value == "fail"


def test_therapy_of_an_earlier_cancer_is_in_doubt_where_this_cancer_is_asked_about() -> None:
    facts = (
        {"what": "breast cancer", "laterality": "left", "date": "2026-02-01"},
        {"what": "breast cancer", "laterality": "right", "date": "2011-03-01", "status": "cured"},
        {"what": "paclitaxel", "start": "2011-04-01", "end": "2011-09-01"},
    )
    line = "No prior chemotherapy for this breast cancer"
    assert outcome(line, "inclusion", *facts, complete=["treatments"]).value == "unknown"
    assert outcome(line, "inclusion", facts[0], {"what": "paclitaxel", "start": "2026-02-20"}).value == "fail"
