"""What stands behind the name of a therapy or of those who had it is asked of those alone."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import ON, outcome, reading

from trialwright.match.verdict import Outcome

RECENT = {"date": ON.isoformat()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patients who have had prior CAR-T: must be CD19 positive", "if (CAR T-cell therapy) then (CD19 [value: positive])"),
        ("Patients who have had prior CAR-T: CD19 positive", "if (CAR T-cell therapy) then (CD19 [value: positive])"),
    ],
)
def test_what_stands_behind_those_who_had_a_therapy_is_asked_of_them(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_what_must_not_be_for_some_medicines_is_asked_of_those_who_take_them() -> None:
    text = (
        "For heparin and LMWH there should be no active bleeding or pathological condition present that carries a high risk "
        "of bleeding"
    )
    none = [{"what": name, "present": False} | RECENT for name in ("heparin", "low molecular weight heparin")]
    assert outcome(text, "inclusion", *none) is Outcome.PASS
    assert outcome(text, "inclusion") is Outcome.UNKNOWN


def test_a_note_that_bars_in_an_exception_spares_nobody() -> None:
    text = "Use of anticoagulants (except prophylactic heparin; NOTE: warfarin is not allowed)"
    assert reading(text, "exclusion") == "no anticoagulant now except (prophylactic anticoagulation)"
