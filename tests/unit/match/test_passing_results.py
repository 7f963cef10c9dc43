"""What a result or an agreement does not tell: a pregnancy test of last year, contraception in general."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, verdict

from trialwright.match.verdict import Reason

_OLD, _NEW = "2025-03-10", "2026-03-10"


def _test(value: str, date: str | None) -> dict[str, Any]:
    return {"what": "pregnancy test", "value": value} | ({"date": date} if date else {})


@pytest.mark.parametrize(
    ("line", "section", "fact", "expected"),
    [
        ("Negative pregnancy test", "inclusion", _test("negative", _NEW), "pass"),
        ("Negative pregnancy test", "inclusion", _test("negative", None), "pass"),
        ("Negative pregnancy test", "inclusion", _test("negative", _OLD), "unknown"),
        ("Negative pregnancy test", "inclusion", _test("positive", _OLD), "unknown"),
        ("Negative pregnancy test", "inclusion", _test("positive", _NEW), "fail"),
        ("Pregnant women", "exclusion", _test("negative", _OLD), "unknown"),
        ("Pregnant women", "exclusion", _test("negative", _NEW), "pass"),
        ("Pregnant women", "exclusion", _test("positive", _OLD), "unknown"),
        ("Pregnant women", "exclusion", _test("positive", _NEW), "fail"),
    ],
)
def test_a_pregnancy_test_tells_of_a_month(line: str, section: str, fact: dict[str, Any], expected: str) -> None:
    assert outcome(line, section, fact, sex="female", age=30) == expected


def test_an_old_one_can_be_done_again() -> None:
    sheet = {"id": "made-up", "sex": "female", "age": 30, "facts": [_test("negative", _OLD)]}
    found = verdict("Negative pregnancy test", "inclusion", sheet)
    assert found.reason is Reason.TOO_OLD
    assert "A new pregnancy test: the last is" in found.questions[0]


def test_other_values_without_a_window_have_no_such_end() -> None:
    platelets = {"what": "platelets", "value": 150000, "unit": "/uL", "date": _OLD}
    assert outcome("Platelets >= 100000/uL", "inclusion", platelets) == "pass"


@pytest.mark.parametrize(
    ("line", "fact", "expected"),
    [
        ("Must agree to use two methods of contraception", "agrees to use contraception", "unknown"),
        ("Must agree to use a barrier method of contraception", "agrees to use contraception", "unknown"),
        ("Must agree to use two methods of contraception", "agrees to use two methods of contraception", "pass"),
        ("Must agree to use adequate contraception", "agrees to use contraception", "pass"),
    ],
)
def test_who_uses_contraception_in_general_is_asked_for_the_ways_that_are_meant(line: str, fact: str, expected: str) -> None:
    assert outcome(line, "inclusion", {"what": fact, "value": True}, sex="female", age=30) == expected


def test_who_refuses_it_in_general_refuses_every_way() -> None:
    refused = {"what": "agrees to use contraception", "value": False}
    assert outcome("Must agree to use two methods of contraception", "inclusion", refused, sex="female", age=30) == "fail"


@pytest.mark.parametrize(
    "line", ["Negative pregnancy test", "Patient must not be pregnant", "Negative pregnancy test within 14 days"]
)
@pytest.mark.parametrize("value", ["positive", 250])
def test_a_newer_positive_hcg_outdoes_a_negative_test_of_this_month(line: str, value: str | int) -> None:
    hcg = {"what": "serum hCG", "value": value, "date": "2026-03-14"} | ({"unit": "mIU/mL"} if value == 250 else {})
    assert outcome(line, "inclusion", _test("negative", _NEW), hcg, sex="female", age=30) == "unknown"
    older = hcg | {"date": "2026-03-04"}
    assert outcome(line, "inclusion", _test("negative", _NEW), older, sex="female", age=30) == "pass"


def test_a_raised_hcg_of_a_man_is_no_pregnancy() -> None:
    hcg = {"what": "serum hCG", "value": "positive", "date": "2026-03-14"}
    assert outcome("Pregnancy", "exclusion", hcg, sex="male", age=30) == "pass"


def test_who_has_type_2_and_takes_insulin_may_depend_on_it() -> None:
    diabetes = {"what": "type 2 diabetes mellitus", "date": "2020-01-01"}
    insulin = {"what": "insulin", "start": "2025-01-01"}
    complete = ["conditions", "medications"]
    assert outcome("Insulin dependent diabetes", "exclusion", diabetes, insulin, complete=complete) == "unknown"
    assert outcome("Insulin dependent diabetes", "exclusion", diabetes, complete=complete) == "pass"
    first = {"what": "type 1 diabetes mellitus", "date": "2020-01-01"}
    assert outcome("Insulin dependent diabetes", "exclusion", first) == "fail"
