"""Progression beside a relapse is that of the cancer; the way and the place of a therapy are said of it."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Sarcoma in second relapse or progression",
            "any of (sarcoma [recurrence: second recurrence], sarcoma [stability: unstable])",
        ),
        (
            "Glioma at first recurrence or progression.",
            "any of (glioma [recurrence: first recurrence], glioma [stability: unstable])",
        ),
        (
            "Hodgkin lymphoma in relapse or refractory disease",
            "any of (Hodgkin lymphoma [recurrence: recurrent], Hodgkin lymphoma [refractory: refractory])",
        ),
    ],
)
def test_what_or_joins_to_a_relapse_is_a_state_of_the_same_cancer(line: str, read: str) -> None:
    assert reading(line, "inclusion").lower() == read.lower()


def test_the_progression_of_another_cancer_lets_nobody_in() -> None:
    other = {"what": "colon cancer", "status": "progressive"}
    assert outcome("Sarcoma in first relapse or progression", "inclusion", other, complete=["conditions"]) != "pass"


def test_progression_after_a_therapy_stays_what_it_is() -> None:
    assert "unstable" not in reading("Sarcoma in first relapse or progression after doxorubicin", "inclusion")


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("Prior autologous transplantation using a reduced regimen", "using a reduced regimen"),
        ("Liver resection using an ablative device", "using an ablative device"),
        ("Radiotherapy using protons", "with protons"),
    ],
)
def test_a_therapy_of_one_way_bars_not_that_therapy_of_every_way(line: str, way: str) -> None:
    assert f"[described: {way}]" in reading(line, "exclusion").replace('"', "")


def test_a_drug_that_was_used_is_the_therapy_that_is_meant() -> None:
    assert reading("Prior chemotherapy using a platinum", "exclusion") == "no platinum"
    assert reading("Has prior treatment using a taxane", "exclusion") == "no taxane"


def test_the_way_in_which_a_value_is_measured_narrows_nothing() -> None:
    line = "Creatinine clearance >= 60 mL/min using the Cockcroft-Gault formula"
    assert reading(line, "inclusion") == "creatinine clearance >= 60 mL/min"


@pytest.mark.parametrize(
    "line",
    [
        "Prior radiotherapy except to the prostate or bone",
        "Prior radiotherapy (except to the prostate or bone)",
        "Any prior radiation, other than to the prostate or to bone",
    ],
)
def test_an_exception_that_names_places_is_that_therapy_of_these(line: str) -> None:
    assert outcome(line, "exclusion", {"what": "radiotherapy", "site": "prostate", "date": "2020-01-01"}) != "fail"
    assert outcome(line, "exclusion", {"what": "radiotherapy", "site": "lung", "date": "2020-01-01"}) == "fail"
    assert outcome(line, "exclusion", {"what": "radiotherapy", "date": "2020-01-01"}) == "unknown"
