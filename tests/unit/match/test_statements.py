"""Which statements of a sheet answer which statements of a criterion, and which look alike and must not."""

from __future__ import annotations

import datetime as dt

import pytest

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.statements import ENOUGH, likeness, wording
from trialwright.match.truth import Truth
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.protocol.criteria import Ask

SAME = [
    ("Ability to provide written informed consent", "able to provide written informed consent"),
    ("Signed the inform consent", "signed informed consent"),
    ("Signed informed consent must be obtained prior to participation in the study", "informed consent"),
    ("able to give informed consent", "informed consent"),
    ("With good compliance", "good compliance"),
    ("Able to swallow pills normally", "able to swallow pills"),
    ("Willing to use their bluetooth-enabled wifi or cellular mobile device", "willing to use own mobile device"),
    ("Willing to have clinic visit audio recorded", "willing to have the visit audio recorded"),
    (
        "Willing and able to comply with the study protocol in the investigator's judgement",
        "willing and able to comply with the protocol",
    ),
    (
        "Metastasis-directed therapy (radiation or surgery) is considered feasible for all oligometastases",
        "metastasis-directed therapy feasible for all oligometastases",
    ),
    (
        "Metastases should be deemed amenable by the international multidisciplinary expert team for radical local treatment",
        "metastases deemed amenable for radical local treatment by the international multidisciplinary expert team",
    ),
    ("chance of radical surgery", "radical surgery possible"),
    ("During the trial and within 3 months after the trial, not willing to use contraception", "willing to use contraception"),
    ("incurable by local therapies", "curable by local therapy"),
    ("considered feasible to definitive local therapy", "definitive local therapy feasible"),
]

DIFFERENT = [
    ("able to undergo surgery", "able to swallow pills"),
    ("able to swallow pills and undergo surgery", "able to swallow pills"),
    ("willing to comply with the protocol", "able to comply with the protocol"),
    ("able to provide written informed consent", "willing to provide a biopsy"),
    ("adequate organ function", "adequate contraception"),
    ("serious illness such as diabetes mellitus, epilepsy or uncontrolled infection", "infection"),
    ("life expectancy of at least three months", "able to travel for three months"),
    ("willing to undergo biopsy", "biopsy"),
    ("able to comply with oral medication", "able to take medication and follow up as planned"),
]


@pytest.mark.parametrize(("asked", "recorded"), SAME)
def test_a_statement_in_nearly_the_same_words_answers(asked: str, recorded: str) -> None:
    assert likeness(wording(recorded), wording(asked)) >= ENOUGH


@pytest.mark.parametrize(("asked", "recorded"), DIFFERENT)
def test_a_statement_that_only_looks_alike_does_not(asked: str, recorded: str) -> None:
    assert likeness(wording(recorded), wording(asked)) < ENOUGH


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        ("able to swallow pills", False),
        ("unable to swallow pills", True),
        ("cannot take medication or follow up as planned", True),
        ("not willing to use contraception", True),
        ("refuses to use contraception", True),
        ("not unwilling to use contraception", False),
        ("incurable by local therapies", True),
        ("able to take tablets without crushing", False),
        ("unable to walk without help", True),
        ("able to consent and without metastases", True),
    ],
)
def test_a_negation_turns_a_statement_round(text: str, negative: bool) -> None:
    assert wording(text).negative is negative


@pytest.mark.parametrize(
    "statement", ["willing to participate", "refusal", "inability or unwillingness to participate in the study"]
)
@pytest.mark.parametrize("value", [True, False])
def test_a_statement_repeated_word_for_word_is_answered_even_where_all_its_words_are_empty(statement: str, value: bool) -> None:
    said = Fact(what=statement.capitalize(), concept=None, kind=Kind.STATEMENTS, value=value)
    patient = PatientFacts(id="P", facts=(said,))
    found = evaluate_criterion(Ask(statement=statement, question=f"{statement}?"), patient, Context(on=dt.date(2026, 3, 16)))
    assert found.truth is (Truth.TRUE if value else Truth.FALSE)
