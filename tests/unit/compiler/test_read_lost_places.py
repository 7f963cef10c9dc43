"""Limits whose sign is lost or that stand before their names, numbers that are no limit, and words that are only explained."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import ON, outcome, reading

from trialwright.match.verdict import Outcome

RECENT = {"date": ON.isoformat()}


@pytest.mark.parametrize("text", ["KPS70", "KPS 70", "Karnofsky performance status of 70", "KPS=70"])
def test_a_karnofsky_without_its_sign_is_the_least(text: str) -> None:
    assert reading(text, "inclusion") == "Karnofsky performance status >= 70"


def test_a_karnofsky_without_its_sign_among_the_exclusions_keeps_out_who_is_below() -> None:
    assert outcome("Karnofsky performance status of 60", "exclusion", {"what": "KPS", "value": 90} | RECENT) is Outcome.PASS
    assert outcome("Karnofsky performance status of 60", "exclusion", {"what": "KPS", "value": 50} | RECENT) is Outcome.FAIL


@pytest.mark.parametrize(("value", "expected"), [(1, Outcome.UNKNOWN), (2, Outcome.PASS), (3, Outcome.FAIL)])
def test_an_ecog_without_its_sign_is_that_or_at_most_that(value: int, expected: Outcome) -> None:
    assert outcome("ECOG performance status 2", "inclusion", {"what": "ECOG", "value": value} | RECENT) is expected


def test_numbers_may_stand_before_their_names() -> None:
    assert reading("> 1500 granulocytes, > 100,000 platelets", "inclusion") == (
        "all of (absolute neutrophil count > 1500 /uL, platelet count > 100000 /uL)"
    )
    assert "100000 /uL" not in reading("At least 1,500 neutrophils and 100,000 platelets per microliter", "inclusion")


def test_the_number_of_a_phase_is_no_limit() -> None:
    text = "ECOG performance status 0 to 2 for Phase 1a, 0 to 1 for Phase 1b, 2a"
    assert outcome(text, "inclusion", {"what": "ECOG", "value": 0} | RECENT) is Outcome.PASS
    assert outcome(text, "inclusion", {"what": "ECOG", "value": 2} | RECENT) is Outcome.UNKNOWN


def test_nobody_is_kept_out_for_having_had_no_transfusion() -> None:
    text = "Inadequate haematological function:\n- Neutrophils < 1.5 x 10^9/L\n- No transfusion within 2 weeks"
    neutrophils = {"what": "absolute neutrophil count", "value": 4, "unit": "10*9/L"} | RECENT
    none = {"what": "blood transfusion", "present": False} | RECENT
    assert outcome(text, "exclusion", neutrophils, none) is Outcome.UNKNOWN
    assert outcome(text, "exclusion", neutrophils | {"value": 1}, none) is Outcome.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "Platinum ineligibility is defined as creatinine clearance < 60 mL/min",
        "Note: high-risk disease is defined as creatinine clearance < 60 mL/min",
    ],
)
def test_what_a_word_means_is_required_of_nobody(text: str) -> None:
    fit = {"what": "creatinine clearance", "value": 90, "unit": "mL/min"} | RECENT
    assert outcome(text, "inclusion", fit) is Outcome.UNKNOWN


def test_an_adequate_function_is_required_though_it_is_defined() -> None:
    assert reading("Adequate renal function is defined as creatinine clearance >= 60 mL/min", "inclusion") == (
        "creatinine clearance >= 60 mL/min"
    )
