"""The value that a comparison rests on, beside its limits in one unit, and by how much it misses them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from tests.property.batch_cases import a_leaf, a_patient
from tests.spec.tables import small_vocabulary

from trialwright.findings import Span
from trialwright.match.batch.readings import NoReading, Reading, reading
from trialwright.match.context import Context
from trialwright.match.evaluate import answer_to
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.match.truth import Truth
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Compare
from trialwright.protocol.parsing import parse_criterion

ON = dt.date(2026, 3, 16)


def known_of(*facts: dict[str, Any], **person: Any) -> Known:
    sheet = {"id": "P", "facts": [{"date": "2026-03-10", **fact} for fact in facts], **person}
    return know(facts_from_mapping(sheet, place="here"), Context(on=ON))


def asked(text: str) -> Compare:
    node = parse_criterion(text)
    assert isinstance(node, Compare)
    return node


def found(text: str, *facts: dict[str, Any], **person: Any) -> Reading:
    there = reading(asked(text), known_of(*facts, **person))
    assert isinstance(there, Reading)
    return there


def test_a_value_is_brought_to_the_unit_of_the_limits() -> None:
    there = found("hemoglobin >= 9 g/dL", {"what": "hemoglobin", "value": 84, "unit": "g/L"})
    assert (there.value.low, there.low and there.low.value, there.unit) == (Decimal("8.4"), Decimal(9), "g/dL")
    assert there.truth() is Truth.FALSE
    assert there.beyond() == Decimal("0.6")


def test_a_value_is_a_multiple_where_the_limits_are() -> None:
    there = found("aspartate aminotransferase <= 2.5 x ULN", {"what": "AST", "value": 120, "unit": "U/L", "uln": 40})
    assert (there.value.low, there.unit, there.beyond()) == (Decimal(3), "x ULN", Decimal("0.5"))


def test_a_bound_that_leaves_the_answer_open_misses_nothing() -> None:
    there = found("platelet count >= 100 10*9/L", {"what": "platelets", "value": "<150", "unit": "10*9/L"})
    assert (there.truth(), there.beyond()) == (Truth.UNKNOWN, None)


def test_the_age_rests_on_no_fact() -> None:
    there = found("age >= 18 years", age=16)
    assert (there.fact, there.value.low, there.beyond()) == (None, Decimal(16), Decimal(2))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ([], NoReading.NONE),
        ([{"what": "hemoglobin", "value": 9, "unit": "g/dL", "date": "2020-01-01"}], NoReading.OUTSIDE),
        ([{"what": "hemoglobin", "value": value, "unit": "g/dL"} for value in (8, 10)], NoReading.SEVERAL),
        ([{"what": "hemoglobin", "value": "odd", "unit": "g/dL"}], NoReading.NO_NUMBER),
        ([{"what": "hemoglobin", "value": 9, "unit": "furlong"}], NoReading.UNIT),
    ],
)
def test_it_is_said_why_there_is_no_one_value(facts: list[dict[str, Any]], why: NoReading) -> None:
    assert reading(asked("hemoglobin >= 9 g/dL within 14 days before registration"), known_of(*facts)) is why


def test_a_multiple_needs_the_limit_of_normal() -> None:
    node = asked("aspartate aminotransferase <= 2.5 x ULN")
    assert reading(node, known_of({"what": "AST", "value": 120, "unit": "U/L"})) is NoReading.NORMAL


def test_the_answer_that_a_reading_gives_is_the_references() -> None:
    rng = Random("readings")
    nodes = [node for _ in range(400) if isinstance(node := a_leaf(rng, Span(start=0, end=0)), Compare)]
    seen = 0
    for number in range(150):
        known = know(a_patient(rng, f"P{number}"), Context(on=ON, vocabulary=small_vocabulary()))
        for node in nodes:
            there = reading(node, known)
            if isinstance(there, Reading):
                seen += 1
                truth = there.truth()
                assert answer_to(node, known).truth is truth
                assert (there.beyond() is not None) == (truth is Truth.FALSE)
    assert seen > 2_000
