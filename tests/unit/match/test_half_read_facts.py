"""A fact of which some words were not understood is not passed over: the illness that its other words name may be there."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

COMPLETE = {"complete": ["conditions"]}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Thrombosis", "cephalic vein thrombosis"),
        ("Active infection", "lobar pneumonia of the left lung"),
        ("Lung cancer", "lepidic adenocarcinoma of the lung"),
        ("Other malignancy", "moderately keratinizing squamous cell carcinoma of the oropharynx"),
    ],
)
def test_a_complete_list_does_not_deny_what_was_half_understood(line: str, written: str) -> None:
    assert outcome(line, "exclusion", {"what": written}, **COMPLETE).value == "unknown"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Histologically confirmed lung adenocarcinoma", "lepidic adenocarcinoma of the lung"),
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
    assert outcome("Thrombosis", "exclusion", {"what": "cephalic vein thrombosis", "present": False}, **COMPLETE).value == "pass"


def test_a_yes_to_only_a_place_is_not_told_by_that_place() -> None:
    text = "Thrombosis involving the brachial or cephalic veins only"
    two = [{"what": "brachial vein thrombosis"}, {"what": "axillary vein thrombosis"}]
    assert outcome(text, "exclusion", *two, **COMPLETE).value == "unknown"


def test_a_no_to_one_of_two_ways_does_not_answer_for_the_other() -> None:
    text = "A subject who, in the opinion of the investigator, will be uncooperative or unable to comply with the study"
    said = {"what": "uncooperative in the opinion of the investigator", "value": False}
    assert outcome(text, "exclusion", said).value != "fail"


def test_a_negative_test_behind_a_denial_is_asked_for() -> None:
    text = "No pregnant or breastfeeding women, and a negative pregnancy test"
    negative = {"what": "serum pregnancy test", "value": "negative", "date": "2026-03-12"}
    never = [{"what": name, "present": False} for name in ("pregnancy", "breastfeeding")]
    assert outcome(text, "inclusion", negative, *never, sex="female").value == "pass"
    assert outcome(text, "inclusion", sex="male").value == "pass"
    assert outcome(text, "inclusion", {**negative, "value": "positive"}, *never, sex="female").value == "fail"


def test_a_mild_form_beside_none_is_let_in() -> None:
    text = "No evidence of cirrhosis or cirrhosis of Child-Pugh class A"
    grade = {"what": "Child-Pugh class", "value": "A", "date": "2026-03-12"}
    assert outcome(text, "inclusion", {"what": "cirrhosis"}, grade, **COMPLETE).value == "pass"
    assert outcome(text, "inclusion", **COMPLETE).value == "pass"
    assert outcome(text, "inclusion", {"what": "cirrhosis"}, {**grade, "value": "B"}, **COMPLETE).value == "fail"


def test_a_line_at_the_end_is_of_the_drug_that_may_stand_alone() -> None:
    text = "Treated with an immune checkpoint inhibitor alone or in combination with chemotherapy in 1st or 2nd line"
    given = {"what": "nivolumab", "date": "2025-09-01"}
    assert outcome(text, "inclusion", {**given, "line": 2}, complete=["treatments"]).value == "pass"
    assert outcome(text, "inclusion", {**given, "line": 3}, complete=["treatments"]).value == "fail"
    assert outcome(text, "inclusion", given).value == "unknown"


def test_a_judgement_behind_a_list_is_of_all_of_it() -> None:
    text = "An immunologic disorder such as immunodeficiency or other autoimmune disease if deemed to be clinically significant"
    assert outcome(text, "exclusion", {"what": "vitiligo", "date": "2003"}, **COMPLETE).value == "unknown"


def test_a_second_word_for_a_relapse_is_of_the_same_cancer() -> None:
    text = "Glioblastoma in first or second recurrence or relapse"
    other = [{"what": "anaplastic astrocytoma"}, {"what": "first recurrence of anaplastic astrocytoma", "date": "2026-02-20"}]
    assert outcome(text, "inclusion", *other, **COMPLETE).value == "fail"


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
