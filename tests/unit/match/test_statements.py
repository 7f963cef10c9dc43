"""Which statements of a sheet answer which statements of a criterion, and which look alike and must not."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.compiler.readings import outcome

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.statements import ENOUGH, likeness, wording
from trialwright.match.truth import Truth
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.protocol.criteria import Ask

SAME = [
    ("The patient volunteers and signs an informed consent form", "written informed consent"),
    ("willing and able to give written consent to participate in this study", "written informed consent"),
    (
        "Give written informed consent prior to study-specific screening procedures, with the understanding that the patient has "
        "the right to withdraw the study at any time, without prejudice",
        "written informed consent",
    ),
    (
        "agree to use adequate contraception since signing of the form until at least 8 weeks after the last dose",
        "adequate contraception",
    ),
    ("use effective contraception during and for 90 days after completion of study treatment", "effective contraception"),
    ("poor compliance", "good compliance"),
    (
        "relevant medical condition, which in the opinion of the treating physician, would prevent the participant enrolling due "
        "to concerns related to safety, compliance with procedures, or interpretation of results",
        "medical condition that in the opinion of the treating physician would prevent enrolment",
    ),
    ("Researchers believe that it is not suitable for inclusion", "suitable for inclusion in the investigator's judgement"),
    ("psychiatric disorder that would interfere with the study", "suitable for the study in the investigator's opinion"),
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
    ("Unable to swallow oral medication tablets/capsules", "able to swallow tablets"),
    ("able to swallow pills", "able to swallow capsules"),
    ("desire to undergo breast surgery", "wishes to undergo breast surgery"),
    ("desire to undergo breast surgery", "declines breast surgery"),
    ("willing to undergo breast surgery", "wants to undergo breast surgery"),
    (
        "Adequate bone marrow, hepatic, renal and coagulation function",
        "adequate bone marrow, liver, kidney and coagulation function",
    ),
    ("Adequate cardiac and pulmonary function", "adequate heart and lung function"),
    (
        "Recovery from effects of recent radiotherapy, surgery, or chemotherapy",
        "recovered from effects of prior surgery, radiotherapy and chemotherapy",
    ),
    ("willing to abstain from alcohol during the study", "willing to abstain from alcohol"),
    ("must refrain from smoking for the duration of the trial", "abstains from smoking"),
    ("judged unsuitable by the person in charge of the clinical trial", "unsuitable for the trial"),
    ("sign an informed consent and authorization indicating that they are aware of the risks", "informed consent"),
]

DIFFERENT = [
    ("willing to abstain from alcohol during the study", "willing to abstain from smoking"),
    ("signed informed consent", "able to give informed consent"),
    ("informed consent and willing to provide a biopsy", "informed consent"),
    ("written consent for genetic testing", "written informed consent"),
    (
        "psychiatric or social condition that would interfere with the study",
        "medical condition that would interfere with the study",
    ),
    ("able to undergo surgery", "able to swallow pills"),
    ("able to swallow pills and undergo surgery", "able to swallow pills"),
    ("willing to comply with the protocol", "able to comply with the protocol"),
    ("able to provide written informed consent", "willing to provide a biopsy"),
    ("adequate organ function", "adequate contraception"),
    ("serious illness such as diabetes mellitus, epilepsy or uncontrolled infection", "infection"),
    ("life expectancy of at least three months", "able to travel for three months"),
    ("willing to undergo biopsy", "biopsy"),
    ("able to comply with oral medication", "able to take medication and follow up as planned"),
    ("Adequate hepatic and renal function", "adequate liver function"),
    ("Adequate hepatic and renal function", "adequate hepatic function"),
    ("Adequate bone marrow, hepatic and renal function", "adequate bone marrow function"),
    ("Recovery from effects of recent radiotherapy, surgery, or chemotherapy", "recovered from effects of surgery"),
    ("Recovered from surgery and chemotherapy", "recovered from chemotherapy"),
    ("Willing to provide blood/urine samples", "willing to provide blood samples"),
    ("Willing to use contraception", "wishes to become pregnant"),
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


NOT_SUITABLE = "any condition that, in the opinion of the investigator, would make participation in the study inappropriate"


@pytest.mark.parametrize(
    ("recorded", "value", "present", "expected"),
    [
        ("suitable for the study in the opinion of the investigator", True, True, Truth.FALSE),
        ("unsuitable for the study in the opinion of the investigator", True, True, Truth.TRUE),
        ("condition that may interfere with participation in the study", None, False, Truth.FALSE),
        ("medical condition that may interfere with participation in the study", None, False, Truth.UNKNOWN),
        ("medical condition that may interfere with participation in the study", True, True, Truth.TRUE),
    ],
)
def test_who_is_judged_to_fit_a_trial_has_no_condition_that_bars_it(
    recorded: str, value: bool | None, present: bool, expected: Truth
) -> None:
    fact = Fact(what=recorded, concept=None, kind=Kind.STATEMENTS, value=value, present=present)
    asked = Ask(statement=NOT_SUITABLE, question="?")
    found = evaluate_criterion(asked, PatientFacts(id="P", facts=(fact,)), Context(on=dt.date(2026, 3, 16)))
    assert found.truth is expected


def test_a_condition_of_any_kind_that_hinders_need_not_be_of_the_mind() -> None:
    fact = Fact(what="suitable for the study in the investigator's opinion", concept=None, kind=Kind.STATEMENTS, value=False)
    asked = Ask(statement="psychiatric disorder that would interfere with the study", question="?")
    found = evaluate_criterion(asked, PatientFacts(id="P", facts=(fact,)), Context(on=dt.date(2026, 3, 16)))
    assert found.truth is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("asked", "said", "value", "expected"),
    [
        ("Uncontrolled intercurrent illness", "intercurrent illness", False, "pass"),
        ("Uncontrolled intercurrent illness", "intercurrent illness", True, "unknown"),
        ("Uncontrolled or severe intercurrent medical condition", "intercurrent medical condition", False, "pass"),
        ("Unresolved concerns about the implanted device", "concerns about the implanted device", True, "unknown"),
        ("Incomplete healing of a surgical wound", "healing of a surgical wound", True, "pass"),
        ("Inadequate venous access", "adequate venous access", False, "fail"),
        (
            "Uncontrolled intercurrent illness that would limit compliance with study requirements",
            "illness limits compliance with study requirements",
            True,
            "fail",
        ),
    ],
)
def test_a_state_that_the_sheet_does_not_speak_of_turns_no_answer_round(
    asked: str, said: str, value: bool, expected: str
) -> None:
    assert outcome(asked, "exclusion", {"what": said, "value": value}).value == expected


def test_what_is_asked_under_a_condition_is_failed_by_nobody_of_whom_the_condition_is_not_told() -> None:
    text = "For orally administered drugs, the patient must be able to swallow oral medication"

    assert outcome(text, "inclusion", {"what": "able to swallow oral medication", "value": False}).value == "unknown"
    assert outcome(text, "inclusion", {"what": "able to swallow oral medication", "value": True}).value == "pass"


COMPLIES, CAN = "willing and able to comply with the study protocol", "able to comply with the study protocol"


@pytest.mark.parametrize(
    ("asked", "recorded", "value", "expected"),
    [
        ("Willingness and ability to comply with scheduled visits, laboratory tests and other procedures", COMPLIES, True, True),
        ("Willing and able to comply with the requirements and restrictions in this protocol", COMPLIES, False, False),
        ("Able to adhere to the study visit schedule and other protocol requirements", COMPLIES, True, True),
        ("Unable to comply with study and follow-up procedures", COMPLIES, True, False),
        ("unwilling or unable to comply with the requirements of this protocol", CAN, False, True),
        ("unwilling or unable to comply with the requirements of this protocol", CAN, True, None),
        ("able to comply with study procedures", COMPLIES, False, None),
        ("willing and able to comply with study procedures", CAN, True, None),
        ("willing and able to comply with study procedures", CAN, False, False),
        ("willing and able to comply with a ketogenic diet", COMPLIES, True, None),
        ("able to comply with the protocol and to give informed consent before any procedure", COMPLIES, True, None),
        ("Inability to comply with study procedures or unwilling to use effective contraception", COMPLIES, True, None),
    ],
)  # fmt: skip
def test_who_complies_does_so_with_whatever_of_the_protocol_is_named(
    asked: str, recorded: str, value: bool, expected: bool | None
) -> None:
    fact = Fact(what=recorded, concept=None, kind=Kind.STATEMENTS, value=value)
    found = evaluate_criterion(
        Ask(statement=asked, question="?"), PatientFacts(id="P", facts=(fact,)), Context(on=dt.date(2026, 3, 16))
    )
    assert found.truth is {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}[expected]


HINDERS, OF_THE_MIND = (
    "condition that could interfere with the study",
    "psychiatric condition that could interfere with the study",
)
ANY_DISORDER = "disorder that compromises compliance with the protocol"
BEST_INTEREST = (
    "history or current evidence of any condition, therapy or laboratory abnormality that might confound the results, interfere "
    "with the patient's participation for the full duration of the study, or is not in the best interest of the patient"
)


@pytest.mark.parametrize(
    ("asked", "recorded", "value", "expected"),
    [
        (f"any other {ANY_DISORDER}", ANY_DISORDER, True, True),
        ("psychiatric or medical condition that could interfere with the study", HINDERS, True, True),
        (OF_THE_MIND, HINDERS, True, None),
        (OF_THE_MIND, HINDERS, False, False),
        (HINDERS, OF_THE_MIND, True, True),
        (HINDERS, OF_THE_MIND, False, None),
        ("condition, medical or non-medical, that may interfere with the study", HINDERS, False, False),
        (BEST_INTEREST, HINDERS, True, True),
        (BEST_INTEREST, HINDERS, False, False),
    ],
)
def test_a_condition_that_hinders_is_one_of_those_asked_about_by_its_kind(
    asked: str, recorded: str, value: bool, expected: bool | None
) -> None:
    fact = Fact(what=recorded, concept=None, kind=Kind.STATEMENTS, value=value)
    found = evaluate_criterion(
        Ask(statement=asked, question="?"), PatientFacts(id="P", facts=(fact,)), Context(on=dt.date(2026, 3, 16))
    )
    assert found.truth is {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}[expected]
