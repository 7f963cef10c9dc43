"""Questions for a person: whole sentences, with the answer that speaks for the patient."""

from __future__ import annotations

import pytest

from trialwright.protocol.interview import needed_answers, question_of
from trialwright.protocol.language import parse_criterion

ASKED = (
    ("able to swallow pills", "Is the patient able to swallow pills?"),
    ("Patients must be willing to comply", "Is the patient willing to comply?"),
    ("agrees to use contraception", "Does the patient agree to use contraception?"),
    ("signed informed consent", "Is there signed informed consent?"),
    ("Uncontrolled intercurrent illness", "Does this hold for the patient: uncontrolled intercurrent illness?"),
    ("use of contraception", "Does this hold for the patient: use of contraception?"),
    ("HIPAA authorization", "Does this hold for the patient: HIPAA authorization?"),
    ("at risk\n   of bleeding", "Is the patient at risk of bleeding?"),
)


@pytest.mark.parametrize(("statement", "question"), ASKED)
def test_a_statement_is_asked_for_in_a_whole_sentence(statement: str, question: str) -> None:
    assert question_of(statement) == question


NEEDED = (
    ('ask "able to swallow pills"', {"Is the patient able to swallow pills?": "yes"}),
    ('not (ask "serious illness")', {"Does this hold for the patient: serious illness?": "no"}),
    ('none of (stroke, ask "serious illness")', {"Does this hold for the patient: serious illness?": "no"}),
    ('if (ask "a") then (ask "b")', {"Does this hold for the patient: b?": "yes"}),
    ('all of (ask "a", not (ask "a"))', {}),
)


@pytest.mark.parametrize(("criterion", "answers"), NEEDED)
def test_the_answer_that_speaks_for_the_patient_is_told_where_only_one_does(criterion: str, answers: dict[str, str]) -> None:
    assert needed_answers(parse_criterion(criterion)) == answers
