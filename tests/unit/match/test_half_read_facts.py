"""A fact of which some words were not understood is not passed over: the illness that its other words name may be there."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

COMPLETE = {"complete": ["conditions"]}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Thrombosis", "cerebral sinus thrombosis"),
        ("Active infection", "lobar pneumonia of the left lung"),
        ("Lung cancer", "keratotic adenocarcinoma of the lung"),
        ("Other malignancy", "moderately keratinizing squamous cell carcinoma of the oropharynx"),
    ],
)
def test_a_complete_list_does_not_deny_what_was_half_understood(line: str, written: str) -> None:
    assert outcome(line, "exclusion", {"what": written}, **COMPLETE).value == "unknown"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Histologically confirmed lung adenocarcinoma", "keratotic adenocarcinoma of the lung"),
        ("Oropharyngeal squamous cell carcinoma", "moderately keratinizing squamous cell carcinoma of the oropharynx"),
    ],
)
def test_nobody_is_kept_out_for_a_cancer_that_was_half_understood(line: str, written: str) -> None:
    assert outcome(line, "inclusion", {"what": written}, **COMPLETE).value == "unknown"


@pytest.mark.parametrize(
    "written", ["risk of infection", "mother with an infection", "contact with infection", "infection ruled out"]
)
def test_what_is_said_of_something_else_is_no_illness(written: str) -> None:
    assert outcome("Active infection", "exclusion", {"what": written}, **COMPLETE).value == "pass"


def test_what_was_half_understood_and_is_not_there_changes_nothing() -> None:
    assert outcome("Thrombosis", "exclusion", {"what": "cerebral sinus thrombosis", "present": False}, **COMPLETE).value == "pass"


def test_a_yes_to_only_a_place_is_not_told_by_that_place() -> None:
    text = "Thrombosis involving the brachial or cephalic veins only"
    two = [{"what": "brachial vein thrombosis"}, {"what": "axillary vein thrombosis"}]
    assert outcome(text, "exclusion", *two, **COMPLETE).value == "unknown"


def test_a_no_to_one_of_two_ways_does_not_answer_for_the_other() -> None:
    text = "A subject who, in the opinion of the investigator, will be uncooperative or unable to comply with the study"
    said = {"what": "uncooperative in the opinion of the investigator", "value": False}
    assert outcome(text, "exclusion", said).value != "fail"


def test_metastases_come_of_a_cancer_that_may_not_be_named() -> None:
    text = "Histologically confirmed melanoma"
    assert outcome(text, "inclusion", {"what": "brain metastases"}, **COMPLETE).value == "unknown"
    assert outcome("Lung cancer", "exclusion", {"what": "brain metastases"}, **COMPLETE).value == "unknown"
    assert outcome(text, "inclusion", {"what": "hypertension"}, **COMPLETE).value == "fail"


def test_who_cannot_become_pregnant_is_not_kept_out_for_refusing_contraception() -> None:
    refused = {"what": "agrees to use contraception", "value": False, "date": "2026-03-10"}
    for text, section in (("Unwilling to use contraception", "exclusion"), ("Willing to use contraception", "inclusion")):
        assert outcome(text, section, refused, {"what": "hysterectomy", "date": "2015"}, sex="female").value == "unknown"
        assert outcome(text, section, refused, {"what": "childbearing potential"}, sex="female").value == "fail"


def test_a_count_of_none_says_that_there_is_none() -> None:
    none = {"what": "other progressing lesions", "count": 0, "date": "2026-03-02"}
    assert outcome("Progression in more than 4 lesions", "exclusion", none).value != "fail"
