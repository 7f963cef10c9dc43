"""What is said of all, and what is said of none: needs behind a list, brackets behind a limit, therapies to be given up."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

_PNEUMONIA = {"what": "bacterial pneumonia", "date": "2026-03-10", "ongoing": True}


@pytest.mark.parametrize(
    "line",
    [
        "Active bacterial or viral infection requiring intravenous antibiotics or hospitalization",
        "Active bacterial, viral, fungal, or other infection requiring intravenous antibiotics or hospitalization",
        "Severe fungal or bacterial infection requiring parenteral antibiotics or hospitalization",
    ],
)
def test_who_has_a_mild_infection_is_not_kept_out_by_the_need_that_is_said_of_all(line: str) -> None:
    assert outcome(line, "exclusion", _PNEUMONIA) == "unknown"


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Unable to provide consent/assent (i.e. significant psychiatric problems/cognitive delay)", "schizophrenia"),
        ("Inability to swallow tablets/capsules (e.g., dysphagia)", "dysphagia"),
    ],
)
def test_an_example_of_why_somebody_is_unable_keeps_nobody_out_by_itself(line: str, fact: str) -> None:
    assert outcome(line, "exclusion", {"what": fact}) == "unknown"


_GILBERT: tuple[dict[str, Any], ...] = (
    {"what": "total bilirubin", "value": 2, "unit": "mg/dL", "uln": 1.0},
    {"what": "Gilbert syndrome"},
)


@pytest.mark.parametrize(
    "bracket", ["ULN; unless known Gilbert's syndrome", "ULN, unless Gilbert's syndrome", "unless Gilbert's syndrome"]
)
def test_an_exception_behind_a_short_form_counts(bracket: str) -> None:
    line = f"Total bilirubin ≤ 1.5 x the upper limit of normal ({bracket})"
    assert outcome(line, "inclusion", *_GILBERT) == "pass"
    assert outcome(line, "inclusion", *_GILBERT[:1]) != "pass"


@pytest.mark.parametrize(
    "line",
    [
        "Chemotherapy (These patients are eligible only if this therapy is discontinued prior to randomization)",
        "Hormone replacement therapy. Patients are eligible only if this therapy has been stopped.",
    ],
)
def test_what_must_be_given_up_is_required_of_nobody(line: str) -> None:
    assert outcome(line, "inclusion", complete=["treatments", "medications", "procedures"]) == "unknown"


def test_a_therapy_that_is_required_stays_so() -> None:
    assert reading("Prior chemotherapy is required", "inclusion") == "has chemotherapy"
