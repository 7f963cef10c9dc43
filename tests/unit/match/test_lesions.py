"""What a record of a lesion, a radical operation or a list of allergies shows, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome

from trialwright.match.verdict import Outcome

LIVER = {"what": "liver metastasis", "size": "31 mm", "date": "2026-03-02", "method": "CT"}


@pytest.mark.parametrize("other", [{}, {"what": "lung metastasis"}, {"method": "MRI", "size": "2.4 x 1.8 cm"}])
def test_a_large_lesion_on_a_recent_scan_is_measurable_disease(other: dict[str, str]) -> None:
    assert outcome("At least one measurable lesion", "inclusion", LIVER | other) is Outcome.PASS


@pytest.mark.parametrize(
    "other",
    [
        {"size": "12 mm"},
        {"what": "bone metastasis"},
        {"date": "2025-06-01"},
        {"method": "ultrasound"},
        {"status": "resolved"},
        {"present": False},
    ],
)
def test_any_other_lesion_leaves_it_open(other: dict[str, Any]) -> None:
    assert outcome("At least one measurable lesion", "inclusion", LIVER | other) is Outcome.UNKNOWN


@pytest.mark.parametrize(("operation", "expected"), [("radical cystectomy", Outcome.FAIL), ("cystectomy", Outcome.UNKNOWN)])
def test_an_operation_that_is_radical_by_its_name_is_radical(operation: str, expected: Outcome) -> None:
    assert outcome("Radical pelvic surgery", "exclusion", {"what": operation, "date": "2019-03-01"}) is expected


@pytest.mark.parametrize(
    ("recorded", "complete", "expected"),
    [
        ("nickel allergy", "conditions", Outcome.FAIL),
        ("penicillin allergy", "conditions", Outcome.UNKNOWN),
        ("penicillin allergy", "allergies", Outcome.PASS),
    ],
)
def test_the_list_of_allergies_shows_that_there_is_none(recorded: str, complete: str, expected: Outcome) -> None:
    assert outcome("Allergy to nickel", "exclusion", {"what": recorded}, complete=[complete]) is expected
