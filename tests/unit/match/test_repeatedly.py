"""A patient who is held against many trials: every verdict is that of one held against this trial alone."""

from __future__ import annotations

from tests.unit.match.trials_in import ON, patient, trial

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate, evaluate_again
from trialwright.match.repeatedly import Repeatedly
from trialwright.match.verdict import Outcome
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol

CONTEXT = Context(on=ON)
OTHER_CANCER = "Exclusion Criteria:\n* Other malignancy within 5 years\n"
BREAST_CANCER = {"what": "breast cancer", "date": "2024-05-01", "stage": "II"}


def outcomes(facts: PatientFacts, *trials: Protocol) -> list[list[Outcome]]:
    """The outcomes of the lines of each trial, one patient held against all; each verdict as it is of the trial alone."""
    again = Repeatedly(facts)
    verdicts = [evaluate_again(one, again, CONTEXT) for one in trials]
    assert verdicts == [evaluate(one, facts, on=ON) for one in trials]
    assert [_turns(one) for one in verdicts] == [_turns(evaluate(one, facts, on=ON)) for one in trials]
    return [[line.outcome for stage in verdict.stages for line in stage.lines] for verdict in verdicts]


def _turns(verdict: object) -> str:
    return repr(verdict)


def test_the_same_line_is_answered_by_what_each_trial_treats() -> None:
    # Breast cancer is another malignancy for a trial of melanoma, and none for one of breast cancer.
    facts = patient(BREAST_CANCER, complete=["conditions"])
    breast = trial("NCT1", OTHER_CANCER, conditions=["Breast Cancer"])
    melanoma = trial("NCT2", OTHER_CANCER, conditions=["Melanoma"])
    assert outcomes(facts, breast, melanoma, breast) == [[Outcome.PASS], [Outcome.FAIL], [Outcome.PASS]]
    assert outcomes(facts, melanoma, breast, melanoma) == [[Outcome.FAIL], [Outcome.PASS], [Outcome.FAIL]]


def test_a_stage_on_record_is_that_of_the_cancer_it_stands_with_for_each_trial() -> None:
    facts = patient(BREAST_CANCER, {"what": "melanoma", "date": "2025-11-01"})
    text = "Inclusion Criteria:\n* Stage II\n* Newly diagnosed\n"
    breast = trial("NCT1", text, conditions=["Breast Cancer"])
    melanoma = trial("NCT2", text, conditions=["Melanoma"])
    assert outcomes(facts, breast, melanoma, breast)[0][0] is Outcome.PASS


def test_the_days_on_which_an_answer_turns_are_told_of_every_trial_that_asks() -> None:
    facts = patient({"what": "radiotherapy", "date": "2026-03-01"})
    text = "Exclusion Criteria:\n* Radiotherapy within 4 weeks\n"
    one, other = trial("NCT1", text), trial("NCT2", f"{text}* Pregnant\n")
    again = Repeatedly(facts)
    days = [evaluate_again(each, again, CONTEXT).stages[0].lines[0].changes_on for each in (one, other, one)]
    assert days[0] is not None
    assert days == [days[0]] * 3
    assert outcomes(facts, one, other, one)[0] == [Outcome.FAIL]


def test_words_of_a_trial_are_held_against_the_record_for_each_trial_by_itself() -> None:
    # The record repeats the words of the second trial, not those of the first, which asks the same of the vocabulary.
    facts = patient({"what": "active uncontrolled infection requiring intravenous antibiotics", "value": "no"})
    one = trial("NCT1", "Exclusion Criteria:\n* Uncontrolled infection\n")
    other = trial("NCT2", "Exclusion Criteria:\n* Active uncontrolled infection requiring intravenous antibiotics\n")
    outcomes(facts, one, other, one)
