"""What follows from the courses of therapy on record: a progression on the last of them, drugs that were given together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

FIRST = {"what": "carboplatin", "start": "2024-01-01", "end": "2024-05-01", "line": 1}
SECOND = {"what": "docetaxel", "start": "2025-01-01", "end": "2025-06-01", "line": 2}
PROGRESSED = {"response": "progressive disease"}
RESPONDED = {"response": "partial response"}


def verdict(text: str, *facts: dict[str, Any], complete: tuple[str, ...] = ()) -> str:
    section, line = text.split(": ", 1)
    protocol = protocol_of_line(line, section="exclusion" if section == "E" else "inclusion")
    sheet = {"id": "P", "facts": list(facts), "complete": list(complete)}
    return evaluate(protocol, facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 16)).stages[0].lines[0].outcome.value


def test_who_progressed_on_the_last_therapy_has_progressed() -> None:
    assert verdict("I: Progressed on docetaxel", FIRST, SECOND | PROGRESSED) == "pass"
    assert verdict("I: Evidence of disease progression", FIRST, SECOND | PROGRESSED) == "pass"


def test_what_became_of_the_disease_after_a_later_therapy_is_not_known() -> None:
    assert verdict("I: Evidence of disease progression", FIRST | PROGRESSED, SECOND | RESPONDED) == "unknown"
    assert verdict("E: Disease progression", FIRST | PROGRESSED, SECOND) == "unknown"
    assert verdict("E: Disease progression", FIRST | PROGRESSED, {"what": "docetaxel"}) == "unknown"


def test_a_progression_on_a_therapy_lies_within_it() -> None:
    line = "E: Disease progression within 60 days of docetaxel"
    assert verdict(line, SECOND | PROGRESSED) == "fail"
    assert verdict("I: Disease progression within 12 months before enrollment", SECOND | PROGRESSED) == "unknown"


def test_without_the_therapy_nothing_came_soon_after_it() -> None:
    line = "E: Disease progression within 60 days of docetaxel"
    assert verdict(line, FIRST, complete=("treatments", "medications", "procedures", "conditions")) == "pass"
    assert verdict(line, FIRST) == "unknown"


BESIDE = {"what": "pemetrexed", "start": "2024-01-01", "end": "2024-05-01", "line": 1}
EVERYTHING = ("treatments", "medications", "procedures")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((FIRST, BESIDE), "pass"),
        (({"what": "FOLFOX", "start": "2024-01-01"},), "pass"),
        ((FIRST, SECOND), "unknown"),
        (({"what": "carboplatin"}, {"what": "pemetrexed"}), "unknown"),
        ((FIRST,), "unknown"),
        (({"what": "FOLFIRI", "start": "2024-01-01"},), "fail"),
        ((), "fail"),
    ],
)
def test_a_platinum_alone_is_no_platinum_doublet(facts: tuple[dict[str, Any], ...], expected: str) -> None:
    assert verdict("I: Prior platinum doublet chemotherapy", *facts, complete=EVERYTHING) == expected


def test_a_counted_line_was_for_the_cancer_on_record() -> None:
    cancer = {"what": "breast cancer", "date": "2025-12-01"}
    lines = ({**FIRST, "intent": "palliative"}, {**SECOND, "intent": "palliative"})
    text = "I: No more than one prior line of chemotherapy for metastatic breast cancer"
    assert verdict(text, cancer, *lines) == "fail"
    assert verdict(text, cancer, {"what": "lung cancer", "date": "2025-11-01"}, *lines) == "unknown"
