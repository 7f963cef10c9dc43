"""What a disease or a drug is by its nature: severe, of one organ, systemic; and what a word beside a window adds."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.match.facts_said import MONTH, at_least, has, said

ALL = ("conditions", "treatments", "medications", "procedures")


@pytest.mark.parametrize(
    ("fact", "holds"),
    [
        ({"what": "sepsis", "date": "2026-03-01"}, True),
        ({"what": "septic shock", "date": "2026-03-01"}, True),
        ({"what": "pneumonia", "date": "2026-03-01"}, None),
        ({"what": "pneumonia", "grade": 3, "date": "2026-03-01"}, True),
        ({"what": "pneumonia", "grade": 1, "date": "2026-03-01"}, False),
        ({"what": "sepsis", "date": "2024-03-01"}, False),
    ],
)
def test_what_is_severe_by_definition_is_a_severe_infection(fact: dict[str, Any], holds: bool | None) -> None:
    assert said(has("infection", severity="severe", window=MONTH), fact, complete=ALL) is holds


@pytest.mark.parametrize(
    ("concept", "site", "fact", "holds"),
    [
        ("carcinoma", "skin", {"what": "breast cancer"}, False),
        ("carcinoma", "skin", {"what": "colon cancer"}, False),
        ("carcinoma", "skin", {"what": "basal cell carcinoma of the skin"}, True),
        ("carcinoma", "skin", {"what": "squamous cell carcinoma"}, None),
        ("carcinoma", "skin", {"what": "breast cancer", "stage": "metastatic"}, None),
        ("malignancy", "breast", {"what": "prostate cancer"}, False),
        ("malignancy", "liver", {"what": "colon cancer"}, None),
        ("malignancy", "brain", {"what": "lung cancer"}, None),
        ("malignancy", "breast", {"what": "ductal carcinoma of the breast"}, True),
    ],
)
def test_a_cancer_of_one_organ_is_of_no_other_unless_it_may_have_spread(
    concept: str, site: str, fact: dict[str, Any], holds: bool | None
) -> None:
    assert said(has(concept, site=site), fact, complete=ALL) is holds


@pytest.mark.parametrize("drug", ["amoxicillin", "amoxicillin/clavulanate", "meropenem", "ceftriaxone", "linezolid"])
def test_an_antibiotic_that_is_only_given_systemically_needs_no_route(drug: str) -> None:
    assert said(has("systemic antibiotic", window=MONTH), {"what": drug, "start": "2026-03-01", "end": "2026-03-08"}) is True


@pytest.mark.parametrize(
    ("date", "holds"),
    [("2026-03-08", True), ("2026-02-20", True), ("2025-03-08", False)],
)
def test_recent_beside_a_window_asks_for_nothing_more_than_the_window(date: str, holds: bool) -> None:
    fact = {"what": "myocardial infarction", "date": date}
    assert said(has("myocardial infarction", recency="recent", window=MONTH), fact, complete=ALL) is holds


@pytest.mark.parametrize(("date", "holds"), [("2026-03-08", True), ("2025-11-08", None), ("2024-03-08", False)])
def test_recent_without_a_window_is_four_weeks_and_not_more_than_a_year(date: str, holds: bool | None) -> None:
    fact = {"what": "myocardial infarction", "date": date}
    assert said(has("myocardial infarction", recency="recent"), fact, complete=ALL) is holds


@pytest.mark.parametrize("status", ["no evidence of recurrence", "no signs of recurrence", "without evidence of recurrence"])
def test_a_cancer_without_evidence_of_recurrence_is_no_recurrence(status: str) -> None:
    assert said(has("recurrence"), {"what": "breast cancer", "status": status}, complete=("conditions",)) is False


@pytest.mark.parametrize(
    ("potassium", "condition", "holds"),
    [(2.9, "hypokalemia", True), (3.5, "hypokalemia", None), (6.1, "hyperkalemia", True), (6.1, "hypokalemia", None)],
)
def test_a_blood_value_beyond_the_limits_of_normal_is_the_condition(potassium: float, condition: str, holds: bool | None) -> None:
    fact = {"what": "potassium", "value": potassium, "unit": "mmol/L", "lln": 3.5, "uln": 5.1, "date": "2026-03-10"}
    assert said(has(condition), fact) is holds


def test_a_blood_value_of_last_year_tells_nothing_of_today() -> None:
    fact = {"what": "potassium", "value": 2.9, "unit": "mmol/L", "lln": 3.5, "date": "2025-03-10"}
    assert said(has("hypokalemia"), fact) is None


@pytest.mark.parametrize(("value", "holds"), [("B", True), ("B7", True), ("A", False), ("A5", False)])
def test_a_child_pugh_score_in_letters_is_the_class(value: str, holds: bool) -> None:
    assert said(at_least("Child-Pugh class", "B"), {"what": "Child-Pugh score", "value": value, "date": "2026-03-10"}) is holds


def test_a_carcinoma_in_situ_at_a_site_is_the_one_named_for_it() -> None:
    fact = {"what": "carcinoma in situ", "site": "cervix"}
    assert said(has("cervical carcinoma in situ"), fact) is True
