"""A noun behind the last of several therapies is of each of them: nobody is excluded for taking what others are allergic to."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Aspirin or clopidogrel allergy", "aspirin"),
        ("Platinum or taxane intolerance", "cisplatin"),
        ("Chemotherapy or radiotherapy contraindication", "cisplatin"),
        ("Steroid or radiation refractory disease", "prednisone"),
        ("Heparin or enoxaparin induced thrombocytopenia", "heparin"),
        ("Anthracycline or trastuzumab cardiotoxicity", "doxorubicin"),
    ],
)
def test_who_was_given_the_first_is_not_excluded(text: str, given: str) -> None:
    taken = {"what": given, "start": "2026-02-01", "end": "2026-03-20"}
    assert outcome(text, "exclusion", taken, complete=["allergies"]) is not Outcome.FAIL


def test_each_is_the_allergy_to_it() -> None:
    said = reading("Aspirin or clopidogrel allergy", "exclusion")
    assert said == "none of (aspirin [allergy: true], clopidogrel [allergy: true])"


def test_a_disease_resists_each_of_two_drugs() -> None:
    said = reading("Lenalidomide and bortezomib refractory multiple myeloma", "inclusion")
    assert said.count("[outcome: failed]") == 2


def test_what_is_of_the_nervous_system_stays_so_behind_or() -> None:
    said = reading("Known central nervous system (CNS) lymphoma or leukemia", "exclusion")
    assert said == "none of (central nervous system lymphoma, central nervous system leukemia)"


def test_a_list_of_treatments_without_such_a_noun_bans_each() -> None:
    taken = {"what": "bevacizumab", "start": "2026-03-01", "end": "2026-03-01"}
    assert outcome("Bevacizumab or ramucirumab treatment within 4 weeks", "exclusion", taken) is Outcome.FAIL


@pytest.mark.parametrize(
    ("text", "had"),
    [
        ("Refusal of blood transfusion or surgery", {"what": "surgery", "date": "2025-10-01"}),
        ("High risk of tumor lysis syndrome or renal failure", {"what": "renal failure", "date": "2026-02-01"}),
        ("Breast or ovarian cancer family history", {"what": "breast cancer", "date": "2026-02-01"}),
        ("Suspicion of infection or tuberculosis", {"what": "tuberculosis", "date": "2026-02-01"}),
    ],
)
def test_a_risk_a_refusal_or_a_relative_is_no_illness_of_the_patient(text: str, had: dict[str, str]) -> None:
    assert outcome(text, "exclusion", had) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["Palliative radiotherapy is not permitted throughout the study period", "Live vaccines are not allowed during the study"],
)
def test_what_is_not_permitted_during_the_study_is_asked_and_bans_nothing_given_before(text: str) -> None:
    had = [
        {"what": "palliative radiotherapy", "start": "2025-06-01", "end": "2025-06-10"},
        {"what": "live vaccine", "date": "2024-10-01"},
    ]
    assert outcome(text, "exclusion", *had) is Outcome.UNKNOWN
