"""Statements in other words: of two parts, of who cannot conceive, of illnesses on a complete list, of contraception."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.compiler.readings import outcome

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Ask

BOTH = "Unable or unwilling to participate in all required study activities"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ([("willing to participate in all required study activities", True)], "unknown"),
        ([("willing to participate in all required study activities", False)], "fail"),
        ([("unable to participate in all required study activities", True)], "fail"),
        (
            [
                ("willing to participate in all required study activities", True),
                ("able to participate in all required study activities", True),
            ],
            "pass",
        ),
    ],
)
def test_a_statement_of_two_parts_is_answered_by_its_parts(facts: list[tuple[str, bool]], verdict: str) -> None:
    assert outcome(BOTH, "exclusion", *({"what": what, "value": value} for what, value in facts)).value == verdict


@pytest.mark.parametrize(
    "line", ["Planning to become pregnant during the study", "intending to conceive", "wish to get pregnant"]
)
def test_who_cannot_become_pregnant_does_not_plan_to(line: str) -> None:
    assert outcome(line, "exclusion", sex="male").value == "pass"
    assert outcome(line, "exclusion", {"what": "postmenopausal", "value": True}, sex="female").value == "pass"
    assert outcome(line, "exclusion", sex="female").value == "unknown"


def test_a_man_may_plan_to_father_a_child() -> None:
    assert outcome("Planning to become pregnant or to father a child", "exclusion", sex="male").value == "unknown"


@pytest.mark.parametrize(
    ("line", "illness", "verdict"),
    [
        ("Uncontrolled intercurrent illness", None, "pass"),
        ("Uncontrolled intercurrent illness", {"what": "hypertension", "status": "controlled"}, "pass"),
        ("Uncontrolled intercurrent illness", {"what": "hypertension"}, "unknown"),
        ("Other serious concomitant medical condition", {"what": "hypertension", "status": "controlled"}, "unknown"),
        ("Serious illness or social situation that would limit compliance", None, "unknown"),
        ("Any condition or laboratory abnormality that would interfere", None, "unknown"),
    ],
)
def test_who_has_no_illness_on_a_complete_list_has_none_that_is_uncontrolled(
    line: str, illness: dict[str, str] | None, verdict: str
) -> None:
    facts = [{"what": "breast cancer", "stage": "II"}, *([illness] if illness else [])]
    assert outcome(line, "exclusion", *facts, complete=["conditions"]).value == verdict


@pytest.mark.parametrize(("agrees", "verdict"), [(True, "pass"), (False, "fail")])
@pytest.mark.parametrize(
    "line",
    [
        "willing to use an effective method of contraception, as outlined in Section 4.4, for the course of the study",
        "using an adequate method of contraception to avoid pregnancy throughout the study and for 4 weeks after it",
        "agree to use a medically accepted method of contraception from screening until 90 days after the last dose",
    ],
)
def test_however_contraception_is_led_up_to_it_is_used(line: str, agrees: bool, verdict: str) -> None:
    fact = {"what": "willing to use contraception", "value": agrees}
    assert outcome(line, "inclusion", fact, sex="female").value == verdict


@pytest.mark.parametrize(
    ("statement", "facts", "expected"),
    [
        (
            "Willing and able to give written informed consent and comply with the study protocol",
            {"informed consent": True, "willing and able to comply with the study protocol": True},
            True,
        ),
        (
            "Willing and able to give written informed consent and comply with the study protocol",
            {"informed consent": True, "able to comply with the study protocol": False},
            False,
        ),
        (
            "agree to use contraception (barrier, abstinence) during and for a year after it, and refrain from donating sperm",
            {"agrees to use contraception": True, "agrees to refrain from donating sperm": False},
            False,
        ),
        (
            "agree to use contraception (barrier, abstinence) during and for a year after it, and refrain from donating sperm",
            {"agrees to use contraception": True, "agrees to refrain from donating sperm": True},
            True,
        ),
        ("agree to use contraception and refrain from donating sperm", {"agrees to use contraception": True}, None),
        ("willing to attend visits or to be called by telephone", {"willing to attend visits": False}, None),
        ("unable to understand the questions and sign the form", {"able to understand the questions": True}, None),
        ("angina pectoris, coronary bypass surgery and pericarditis by echography", {"coronary bypass surgery": False}, None),
    ],
)
def test_a_statement_of_several_demands_is_answered_by_what_is_said_of_each(
    statement: str, facts: dict[str, bool], expected: bool | None
) -> None:
    sheet = {"id": "P", "facts": [{"what": what, "value": value} for what, value in facts.items()]}
    asked = Ask(statement=statement, question=f"{statement}?")
    found = evaluate_criterion(asked, facts_from_mapping(sheet, place="test"), Context(on=dt.date(2026, 3, 16)))
    assert found.truth is {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}[expected]


ABSORBS, MIND = (
    "GI disorder that may affect absorption of oral medications",
    "psychiatric or substance abuse disorder that would interfere with",
)
HEALTHY = {"what": "breast cancer", "stage": "IV"}


@pytest.mark.parametrize(
    ("statement", "facts", "complete", "verdict"),
    [
        (ABSORBS, [HEALTHY], True, "pass"),
        (ABSORBS, [HEALTHY], False, "unknown"),
        (ABSORBS, [{"what": "gastrointestinal disease", "present": False}], False, "pass"),
        (ABSORBS, [HEALTHY, {"what": "Crohn's disease", "status": "active"}], True, "unknown"),
        (f"{MIND} cooperation with the requirements of the trial", [HEALTHY], True, "pass"),
        (f"{MIND} cooperation with the requirements of the trial", [HEALTHY, {"what": "schizophrenia"}], True, "unknown"),
        ("psychiatric illness or social situation that would limit compliance with the study", [HEALTHY], True, "unknown"),
        ("gastrointestinal disease affecting absorption, or prior gastrectomy that does", [HEALTHY], True, "unknown"),
        ("history of psychiatric disorder that would interfere with the study", [HEALTHY], True, "unknown"),
    ],
)
def test_who_has_none_of_the_illnesses_has_none_that_does_harm(
    statement: str, facts: list[dict[str, object]], complete: bool, verdict: str
) -> None:
    sheet = {"id": "P", "facts": facts, "complete": ["conditions"] if complete else []}
    asked = Ask(statement=statement, question=f"{statement}?")
    found = evaluate_criterion(asked, facts_from_mapping(sheet, place="test"), Context(on=dt.date(2026, 3, 16)))
    assert found.truth is (Truth.FALSE if verdict == "pass" else Truth.UNKNOWN)
