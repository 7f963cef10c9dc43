"""A suspicion beside the certainty: whoever has it for certain is kept out, of whom it is suspected is asked, who lacks it
passes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Proven or suspected active tuberculosis", "no tuberculosis [activity: active]"),
        ("Suspected or proven pulmonary embolism", "no pulmonary embolism"),
        ("Documented/suspected active sarcoidosis", "no sarcoidosis [activity: active]"),
        ("Suspected or diagnosed symptomatic epilepsy", "no epilepsy [symptoms: symptomatic]"),
        ("Active or suspected hepatitis", "no hepatitis [activity: active]"),
        ("Suspected acute pancreatitis", "no acute pancreatitis"),
    ],
)
def test_of_what_excludes_a_suspicion_says_no_less_than_the_certainty(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_a_denial_among_what_is_required_is_read_alike() -> None:
    assert reading("No diagnosed or suspected brain metastases", "inclusion") == "no brain metastasis"
    assert reading("No prior or suspected pulmonary embolism", "inclusion") == "no pulmonary embolism"
    assert reading("No active or suspected tuberculosis", "inclusion") == "no tuberculosis [activity: active]"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Clinically suspected or histologically confirmed lung cancer", "suspected"),
        ("Suspected prostate cancer", "suspected"),
    ],
)
def test_what_is_required_to_be_suspected_keeps_the_word(line: str, word: str) -> None:
    assert word in reading(line, "inclusion")


_LINE = "Proven or suspected active tuberculosis"


@pytest.mark.parametrize(
    ("fact", "sheet", "expected"),
    [
        ({"what": "active tuberculosis"}, {}, "fail"),
        ({"what": "suspected tuberculosis"}, {"complete": ["conditions"]}, "unknown"),
        ({"what": "hypertension"}, {"complete": ["conditions"]}, "pass"),
        ({"what": "hypertension"}, {}, "unknown"),
        ({"what": "tuberculosis", "present": False}, {}, "pass"),
    ],
)
def test_the_ill_fail_the_suspected_are_asked_the_others_pass(fact: dict[str, Any], sheet: dict[str, Any], expected: str) -> None:
    assert outcome(_LINE, "exclusion", fact, **sheet) == expected


_RULED_OUT = "Current colitis, or where suspected colitis/enteritis cannot be excluded by endoscopy"


@pytest.mark.parametrize(
    ("facts", "sheet", "expected"),
    [
        ([], {"complete": ["conditions"]}, "pass"),
        ([{"what": "hypertension"}], {"complete": ["conditions"]}, "pass"),
        ([{"what": "suspected colitis"}], {"complete": ["conditions"]}, "unknown"),
        ([{"what": "colitis", "start": "2019-01-01", "end": "2019-03-01"}], {"complete": ["conditions"]}, "unknown"),
        ([{"what": "colitis", "ongoing": True}], {}, "fail"),
        ([], {}, "unknown"),
    ],
)
def test_a_suspicion_that_cannot_be_ruled_out_is_asked_of_those_alone_who_may_have_it(
    facts: list[dict[str, Any]], sheet: dict[str, Any], expected: str
) -> None:
    assert outcome(_RULED_OUT, "exclusion", *facts, **sheet) == expected


def test_another_clause_behind_or_is_still_asked_of_everybody() -> None:
    line = "Current colitis, or where compliance cannot be assured"
    assert 'ask "compliance cannot be assured"' in reading(line, "exclusion")
