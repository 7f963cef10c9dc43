"""Of two cancers on record, the stage, the lines, the metastases and the purpose of the one say nothing of the other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trialwright.library import protocol_of_line
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion, treated
from trialwright.patients.sheet import facts_from_mapping
from trialwright.vocabulary.concepts import default_vocabulary

Fact = dict[str, Any]
MELANOMA: Fact = {"what": "melanoma", "date": "2025-12-01"}
MELANOMA_IIB: Fact = MELANOMA | {"stage": "IIB"}
BREAST: Fact = {"what": "breast cancer", "date": "2025-01-01"}
BREAST_II: Fact = BREAST | {"stage": "II"}
BREAST_IV: Fact = BREAST | {"stage": "IV"}
STAGE_II: Fact = {"what": "cancer stage", "value": "II", "date": "2026-01-05"}
LIVER: Fact = {"what": "liver metastasis", "date": "2026-01-05"}
DOCETAXEL: Fact = {"what": "docetaxel", "start": "2025-02-01", "end": "2025-05-01", "line": 1}
FOR_BREAST: Fact = DOCETAXEL | {"intent": "breast cancer"}


def verdict(line: str, *facts: Fact, of: str = "melanoma", complete: tuple[str, ...] = ()) -> str:
    """The verdict of a line ("E: …" for an exclusion) in a trial of some diseases."""
    section, text = line.split(": ", 1)
    words = default_vocabulary()
    node = protocol_of_line(text, section="exclusion" if section == "E" else "inclusion").stages[0].lines[0].node
    person = facts_from_mapping({"id": "P", "facts": list(facts), "complete": list(complete)}, place="test")
    diseases = treated([name for name in of.split("; ") if name], words)
    found = evaluate_criterion(node, person, Context(on=dt.date(2026, 3, 16), diseases=diseases, ahead=False))
    return {"TRUE": "pass", "FALSE": "fail", "UNKNOWN": "unknown"}[found.truth.name]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((BREAST_II,), "unknown"),
        ((BREAST_II, MELANOMA), "unknown"),
        ((BREAST_IV, MELANOMA_IIB), "pass"),
        ((MELANOMA_IIB,), "pass"),
        ((MELANOMA | {"stage": "III"}, BREAST_II), "fail"),
    ],
    ids=["another cancer only", "another cancer's only", "each its own", "one cancer", "the other's would have let in"],
)
def test_the_stage_of_another_cancer_is_not_that_of_the_trials(facts: tuple[Fact, ...], expected: str) -> None:
    assert verdict("I: Stage II", *facts) == expected
    assert verdict("I: Stage II melanoma", *facts) == expected
    assert verdict("E: Stage I, III or IV disease", *facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((STAGE_II,), "pass"),
        ((STAGE_II, MELANOMA), "pass"),
        ((STAGE_II, BREAST), "unknown"),
        ((STAGE_II, MELANOMA, BREAST), "unknown"),
        ((STAGE_II, MELANOMA, BREAST_IV), "pass"),
        ((STAGE_II, MELANOMA, BREAST | {"status": "cured"}), "pass"),
        ((STAGE_II, MELANOMA, {"what": "basal cell carcinoma"}), "pass"),
    ],
    ids=[
        "no cancer",
        "the one",
        "another",
        "either",
        "the other has its own",
        "the other is over",
        "the other stays in the skin",
    ],
)
def test_a_stage_without_a_cancer_is_that_of_the_only_one_that_it_can_be_of(facts: tuple[Fact, ...], expected: str) -> None:
    assert verdict("I: Stage II", *facts) == expected


COLON_I: Fact = {"what": "colon cancer", "date": "2025-06-01", "stage": "I"}
PANCREAS: Fact = {"what": "pancreatic cancer", "date": "2025-12-01"}


@pytest.mark.parametrize("of", ["solid tumor", "breast cancer; colon cancer; pancreatic cancer", ""])
def test_of_two_cancers_that_a_trial_may_be_for_the_stages_must_agree(of: str) -> None:
    assert verdict("I: Stage IV", BREAST_IV, COLON_I, of=of) == "unknown"
    assert verdict("I: Stage IV", BREAST_IV, COLON_I | {"stage": "IVA"}, of=of) == "pass"
    assert verdict("I: Stage IV", PANCREAS, COLON_I, of=of) == "unknown"
    assert verdict("I: Stage IV", PANCREAS, COLON_I | {"status": "cured"}, of=of) == "unknown"
    assert verdict("I: Stage IV", BREAST_IV, COLON_I | {"status": "cured"}, of=of) == "pass"


def test_one_cancer_that_is_recorded_twice_has_its_latest_stage() -> None:
    ductal = {"what": "ductal carcinoma of breast", "date": "2025-11-01", "stage": "IV"}
    assert verdict("I: Stage IV", BREAST_II, ductal, of="breast cancer") == "pass"
    assert verdict("I: Stage IV", BREAST_II | {"date": "2010"}, BREAST_IV, of="solid tumor") == "pass"


def test_a_trial_that_names_no_cancer_is_for_whichever_there_is() -> None:
    assert verdict("I: Stage IV", BREAST_IV, of="pain") == "pass"
    assert verdict("I: Stage IV", BREAST_II, of="pain") == "fail"


def test_whose_metastases_they_are_is_asked_where_another_cancer_may_have_them() -> None:
    assert verdict("I: Metastatic disease", MELANOMA, LIVER) == "pass"
    assert verdict("I: Metastatic disease", MELANOMA, BREAST, LIVER) == "unknown"
    assert verdict("I: Metastatic melanoma", MELANOMA, BREAST, LIVER) == "unknown"
    assert verdict("I: Metastatic disease", MELANOMA, BREAST | {"status": "cured"}, LIVER) == "pass"
    assert verdict("E: Brain metastases", MELANOMA, BREAST, {"what": "brain metastasis"}) == "fail"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("I: Unresectable disease", "unresectable"),
        ("I: Newly diagnosed disease", "newly diagnosed"),
        ("I: Recurrent disease", "recurrent"),
    ],
)
def test_what_is_said_of_another_cancer_is_not_said_of_the_disease(line: str, status: str) -> None:
    assert verdict(line, MELANOMA, BREAST | {"status": status}) == "unknown"
    assert verdict(line, MELANOMA | {"status": status}, BREAST) == "pass"


def test_treatment_of_another_cancer_is_none_of_the_disease() -> None:
    complete = ("treatments", "conditions")
    assert verdict("I: Treatment-naive", MELANOMA, BREAST, FOR_BREAST, complete=complete) == "pass"
    assert verdict("I: Treatment-naive", MELANOMA, BREAST, DOCETAXEL) == "unknown"
    assert verdict("I: Treatment-naive", MELANOMA, DOCETAXEL) == "fail"
    assert verdict("I: No prior systemic therapy for advanced disease", MELANOMA, BREAST, FOR_BREAST) == "unknown"


def test_lines_against_another_cancer_are_not_counted() -> None:
    complete = ("treatments", "conditions")
    assert verdict("I: At least one prior line of therapy", MELANOMA, BREAST, FOR_BREAST, complete=complete) == "fail"
    assert verdict("E: One or more prior lines of therapy", MELANOMA, BREAST, FOR_BREAST, complete=complete) == "pass"
    assert verdict("I: At least one prior line of therapy", MELANOMA, BREAST, FOR_BREAST) == "unknown"
    assert verdict("I: At least one prior line of therapy", MELANOMA, BREAST, DOCETAXEL) == "unknown"
    assert verdict("E: One or more prior lines of therapy", MELANOMA, BREAST, DOCETAXEL) == "unknown"
    assert verdict("I: At least one prior line of therapy", MELANOMA, DOCETAXEL) == "pass"


def test_a_history_of_cancer_is_still_asked_for_as_such() -> None:
    assert verdict("E: History of malignancy", MELANOMA, BREAST | {"status": "history of"}) == "fail"
    assert verdict("E: Active malignancy other than melanoma", MELANOMA, BREAST | {"status": "active"}) == "fail"
