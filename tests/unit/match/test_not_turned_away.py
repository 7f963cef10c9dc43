"""Answers that must stay open or hold: duties about illnesses, plans to avoid, therapies that were begun, what goes on."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

CANCER = {"what": "breast cancer", "stage": "IV"}


@pytest.mark.parametrize(
    "line",
    ["Underlying medical conditions should be controlled", "Active disease requiring treatment", "Severe organ dysfunction"],
)
def test_who_has_no_other_illness_is_not_failed_by_what_is_asked_of_illnesses_or_of_the_cancer(line: str) -> None:
    assert outcome(line, "inclusion", CANCER, complete=["conditions"]).value == "unknown"


@pytest.mark.parametrize("line", ["Intend to avoid pregnancy during the study", "Wish to prevent pregnancy"])
def test_a_man_is_not_failed_by_a_wish_to_avoid_pregnancy(line: str) -> None:
    assert outcome(line, "inclusion", sex="male").value == "unknown"


@pytest.mark.parametrize("status", ["declined after two cycles", "cancelled after cycle 1", "refused further treatment"])
def test_a_therapy_that_was_given_up_was_given(status: str) -> None:
    fact = {"what": "pembrolizumab", "status": status}
    assert outcome("Prior checkpoint inhibitors", "exclusion", fact, complete=["treatments", "medications"]).value == "fail"


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Recent use of warfarin", {"what": "warfarin", "start": "2019-01-01"}),
        ("Recent infection", {"what": "infection", "start": "2019-01-01"}),
        ("Uncontrolled hypertension", {"what": "hypertension", "status": "history"}),
    ],
)
def test_what_goes_on_or_stays_is_neither_long_past_nor_over(line: str, fact: dict[str, str]) -> None:
    assert outcome(line, "exclusion", fact, complete=["conditions", "medications", "treatments"]).value != "pass"


def test_a_stable_metastasis_outside_the_brain_leaves_active_metastatic_disease_open() -> None:
    quiet = {"what": "bone metastases", "status": "treated, stable"}
    assert outcome("Active metastatic disease", "inclusion", CANCER, quiet, complete=["conditions"]).value == "unknown"
