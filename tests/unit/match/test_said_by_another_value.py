"""What follows from another value or another name: points from a class, a pregnancy test from hCG, invasion from a stage."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome


@pytest.mark.parametrize(
    ("line", "letter", "verdict"),
    [
        ("Child-Pugh score <= 6", "A", "pass"),
        ("Child-Pugh score <= 7", "A", "pass"),
        ("Child-Pugh score < 6", "A", "unknown"),
        ("Child-Pugh score <= 6", "B", "fail"),
        ("Child-Pugh score <= 7", "B", "unknown"),
        ("Child-Pugh score < 10", "B", "pass"),
        ("Child-Pugh score <= 7", "C", "fail"),
    ],
)
def test_a_class_of_child_pugh_is_a_range_of_points(line: str, letter: str, verdict: str) -> None:
    assert outcome(line, "inclusion", {"what": "Child-Pugh class", "value": letter, "date": "2026-03-10"}).value == verdict


def test_points_that_are_recorded_are_taken_before_those_of_a_class() -> None:
    facts = (
        {"what": "Child-Pugh class", "value": "A", "date": "2026-03-10"},
        {"what": "Child-Pugh score", "value": 5, "date": "2026-03-10"},
    )
    assert outcome("Child-Pugh score <= 5", "inclusion", *facts).value == "pass"


@pytest.mark.parametrize(("value", "verdict"), [("negative", "pass"), ("positive", "unknown")])
def test_hcg_that_is_not_found_is_a_negative_pregnancy_test(value: str, verdict: str) -> None:
    fact = {"what": "serum hCG", "value": value, "date": "2026-03-12"}
    assert outcome("Negative serum pregnancy test within 14 days", "inclusion", fact).value == verdict


@pytest.mark.parametrize(
    ("fact", "verdict"),
    [
        ({"what": "lung adenocarcinoma", "stage": "I"}, "fail"),
        ({"what": "endometrial carcinoma", "stage": "IB"}, "fail"),
        ({"what": "bladder cancer", "stage": "0a"}, "pass"),
        ({"what": "ductal carcinoma in situ"}, "pass"),
        ({"what": "colon cancer"}, "unknown"),
        ({"what": "uterine fibroids"}, "pass"),
    ],
)
def test_a_cancer_of_a_stage_above_zero_is_invasive(fact: dict[str, Any], verdict: str) -> None:
    sheet = {"complete": ["conditions"]}
    assert outcome("Invasive malignancy", "exclusion", {**fact, "date": "2025-06-10"}, **sheet).value == verdict


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Oropharyngeal cancer", "squamous cell carcinoma of the base of tongue"),
        ("Hypopharyngeal cancer", "piriform sinus carcinoma"),
        ("Oral cavity cancer", "floor of mouth carcinoma"),
    ],
)
def test_a_cancer_of_a_part_is_one_of_the_whole(line: str, said: str) -> None:
    assert outcome(line, "inclusion", {"what": said}).value == "pass"


def test_a_lesion_of_the_lung_is_measured_where_there_is_a_cancer() -> None:
    lesion = {"what": "lung lesion", "size": "24 mm", "method": "CT", "date": "2026-03-02"}
    assert outcome("Measurable disease", "inclusion", {"what": "lung adenocarcinoma"}, lesion).value == "pass"
    assert outcome("Measurable disease", "inclusion", lesion).value == "unknown"
