"""What a sheet says of contraception, and which of the many ways in which protocols ask for it that answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Ask

_SAID = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


def told(statement: str, *facts: tuple[str, bool]) -> bool | None:
    """Whether the statement holds for somebody of whom these are said."""
    sheet: dict[str, Any] = {"id": "P", "facts": [{"what": what, "value": value} for what, value in facts]}
    asked = Ask(statement=statement, question=f"{statement}?")
    return _SAID[evaluate_criterion(asked, facts_from_mapping(sheet, place="test"), Context(on=dt.date(2026, 3, 16))).truth]


AGREES = "agrees to use contraception"
ASKED = [
    "agree to use an effective method of birth control from screening until 90 days after the last dose of study drug",
    "must be willing to practice a medically accepted form of contraception for the duration of study participation",
    "agree to use adequate contraception (barrier method; abstinence) prior to study entry and for 4 months thereafter",
    "willing and able to employ reliable contraceptive measures while receiving ABC-123 and for at least six weeks afterwards",
    "use of effective means of contraception while on treatment and for at least 3 months thereafter",
    "agreement to use highly effective contraceptive methods per protocol",
    "commit to the consistent and correct use of an acceptable method of birth control during the trial",
    "take appropriate contraceptive precautions, as outlined in Section 5.2, to avoid pregnancy",
    "agree to use a contraceptive method that results in a failure rate of < 1% per year during the treatment period",
    "Both men and women must agree to use adequate birth control",
]


@pytest.mark.parametrize("statement", ASKED)
@pytest.mark.parametrize("value", [True, False])
def test_who_agrees_to_contraception_agrees_to_it_however_a_protocol_asks(statement: str, value: bool) -> None:
    assert told(statement, (AGREES, value)) is value


@pytest.mark.parametrize(
    ("statement", "value", "expected"),
    [
        ("unwilling to use an effective method of contraception during the study", False, True),
        ("unwilling to use an effective method of contraception during the study", True, False),
        ("does not agree to practice birth control for the study period", True, False),
        ("refusal to use effective methods of contraception", False, True),
    ],
)
def test_who_agrees_does_not_refuse(statement: str, value: bool, expected: bool) -> None:
    assert told(statement, (AGREES, value)) is expected


def test_contraception_in_general_is_none_of_a_particular_way_and_who_refuses_it_refuses_all() -> None:
    asked = "agree to use two barrier methods of contraception throughout the study"
    assert told(asked, (AGREES, True)) is None
    assert told(asked, (AGREES, False)) is False
    assert told("use a non-hormonal method of contraception", (AGREES, True)) is None


def test_who_refuses_one_way_refuses_no_other() -> None:
    assert told("agree to use effective contraception during the study", ("agrees to use condoms", False)) is None
    assert told("agree to use highly effective contraception", ("agrees to use condoms", True)) is None


def test_contraception_or_abstinence_is_refused_by_who_refuses_both() -> None:
    asked = "agree to use adequate contraception or abstain from sexual activity during the study"
    assert told(asked, (AGREES, False)) is None
    assert told(asked, (AGREES, False), ("agrees to abstain from sexual activity", False)) is False
    assert told(asked, ("agrees to abstain from sexual activity", True)) is True


def test_contraception_during_the_trial_is_none_behind_it() -> None:
    asked = "use contraception during the course of the study and for 3 months after study drug discontinuation"
    during, behind = (
        "agrees to use contraception during the study",
        "agrees to use contraception for 3 months after the study drug",
    )
    assert told(asked, (during, True)) is None
    assert told(asked, (during, True), (behind, False)) is False
    assert told(asked, (during, False)) is False


@pytest.mark.parametrize(
    "statement",
    [
        "use contraception with partners of childbearing potential",
        "men who are sexually active with women of childbearing potential must use contraception",
    ],
)
def test_what_is_asked_of_some_is_not_failed_by_all(statement: str) -> None:
    assert told(statement, (AGREES, False)) is None
    assert told(statement, (AGREES, True)) is True


@pytest.mark.parametrize(
    "statement",
    [
        "agree to use adequate contraception during the study and to refrain from donating sperm",
        "use effective contraception and have a negative pregnancy test",
        "willing to discontinue hormonal contraception",
        "hormonal contraception associated with the inhibition of ovulation",
        "examples of contraceptive methods with a low failure rate include the intrauterine device",
        "periodic abstinence and withdrawal are not adequate methods of contraception",
    ],
)
def test_what_asks_for_more_or_else_is_not_answered(statement: str) -> None:
    assert told(statement, (AGREES, True)) is None
