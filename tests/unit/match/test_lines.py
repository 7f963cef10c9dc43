"""How many lines of therapy there were: a number that the record states answers as the treatments on record do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

TWO, FIVE, NONE = ({"what": "number of prior lines", "value": value} for value in (2, 5, 0))
CHEMO = {"what": "number of prior chemotherapy regimens", "value": 2}
MYELOMA = {"what": "multiple myeloma"}
DOCETAXEL = {"what": "docetaxel", "line": 1, "start": "2025-06-01", "end": "2025-09-01"}
ADJUVANT = {"what": "cisplatin", "intent": "adjuvant", "start": "2020-06-01", "end": "2020-09-01"}


def verdict(line: str, *facts: dict[str, Any], complete: tuple[str, ...] = ()) -> str:
    """The verdict of a line for a patient of 60 on 1 November 2026."""
    patient = facts_from_mapping({"id": "p", "age": 60, "facts": list(facts), "complete": list(complete)}, place="here")
    found = evaluate(protocol_of_line(line, section="inclusion"), patient, on=dt.date(2026, 11, 1))
    (outcome,) = [one.outcome.value for stage in found.stages for one in stage.lines]
    return outcome


@pytest.mark.parametrize(
    ("line", "facts", "expected"),
    [
        ("At least 2 prior lines of therapy", (TWO,), "pass"),
        ("At least 2 prior lines of therapy", (NONE,), "fail"),
        ("No more than 2 prior lines of systemic therapy", (TWO,), "pass"),
        ("No more than 2 prior lines of systemic therapy", (FIVE,), "fail"),
        ("At least 2 prior lines of therapy for multiple myeloma", (TWO, MYELOMA), "pass"),
        ("At least 2 prior lines of therapy for multiple myeloma", (TWO, MYELOMA, {"what": "breast cancer"}), "unknown"),
        # lines of one kind are no more than all lines, and no fewer than none
        ("No more than 2 prior lines of chemotherapy", (TWO,), "pass"),
        ("No more than 1 prior line of chemotherapy", (TWO,), "unknown"),
        ("At least 1 prior line of platinum-based chemotherapy", (NONE,), "fail"),
        ("At least 1 prior line of platinum-based chemotherapy", (NONE, ADJUVANT), "unknown"),
        # lines of chemotherapy are not all lines
        ("At least 2 prior lines of systemic therapy", (CHEMO,), "pass"),
        ("No more than 2 prior lines of systemic therapy", (CHEMO,), "unknown"),
        ("No more than 1 prior line of chemotherapy", (CHEMO,), "fail"),
        # what was begun since the number was told may be another line
        ("No more than 2 prior lines of therapy", (TWO | {"date": "2025-01-01"}, DOCETAXEL), "unknown"),
        ("At least 2 prior lines of therapy", (TWO | {"date": "2025-01-01"}, DOCETAXEL), "pass"),
        ("At most 2 prior radiotherapies", (TWO,), "unknown"),
    ],
)
def test_a_number_of_lines_on_record_answers_how_many_there_were(
    line: str, facts: tuple[dict[str, Any], ...], expected: str
) -> None:
    assert verdict(line, *facts) == expected


def test_a_number_that_the_complete_list_of_treatments_contradicts_decides_nothing() -> None:
    line, complete = "At least 2 prior lines of therapy", ("treatments", "medications")
    assert verdict(line, DOCETAXEL, complete=complete) == "fail"
    assert verdict(line, DOCETAXEL, FIVE, complete=complete) == "unknown"


ENDOCRINE, ENDOCRINE_ONCE = ({"what": "number of prior lines of endocrine therapy", "value": value} for value in (3, 1))
METASTATIC = {"what": "number of prior lines of systemic therapy for metastatic disease", "value": 2}


@pytest.mark.parametrize(
    ("line", "facts", "expected"),
    [
        # a number of lines of one therapy is a least of all lines, and says nothing of another therapy
        ("No more than 2 prior lines of therapy", (ENDOCRINE,), "fail"),
        ("No more than 2 prior lines of therapy", (ENDOCRINE_ONCE,), "unknown"),
        ("At least 2 prior lines of systemic therapy", (ENDOCRINE,), "pass"),
        ("At least 2 prior lines of systemic therapy", (ENDOCRINE_ONCE,), "unknown"),
        ("At most 2 prior lines of chemotherapy", (ENDOCRINE,), "unknown"),
        ("At most 2 prior lines of chemotherapy", (ENDOCRINE_ONCE,), "unknown"),
        ("No more than 1 prior line of endocrine therapy", (ENDOCRINE,), "fail"),
        ("No more than 1 prior line of endocrine therapy", (ENDOCRINE_ONCE,), "pass"),
        ("No more than 2 prior lines of systemic therapy", (METASTATIC,), "pass"),
        ("At most 2 prior lines of chemotherapy", (CHEMO,), "pass"),
        ("At most 1 prior line of chemotherapy", (CHEMO,), "fail"),
        ("No more than 1 prior line of endocrine therapy", (CHEMO,), "unknown"),
    ],
)
def test_a_number_of_lines_is_of_the_therapy_that_it_names(line: str, facts: tuple[dict[str, Any], ...], expected: str) -> None:
    assert verdict(line, *facts) == expected


def test_a_number_of_lines_is_no_treatment_without_a_day() -> None:
    """What is counted may long be over: it does not leave "no systemic therapy within 28 days" open."""
    line = "No systemic anticancer therapy within 28 days"
    long_ago = {"what": "carboplatin", "start": "2024-01-01", "end": "2024-04-01"}
    assert verdict(line, METASTATIC, long_ago, complete=("treatments", "medications")) == "pass"
