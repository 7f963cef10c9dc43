"""What is asked of those who lack something, or of a part of the trial, is asked of them alone: neither side is denied."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

NEGATIVE = {"what": "serum pregnancy test", "value": "negative", "date": "2026-03-14"}
POSITIVE = {**NEGATIVE, "value": "positive"}
OVER = {"what": "postmenopausal"}
NO_LONGER = [OVER, {"what": "surgically sterile"}, {"what": "hysterectomy", "date": "2015"}]


@pytest.mark.parametrize(
    "text",
    [
        "Women who are not postmenopausal or surgically sterile must have a negative serum pregnancy test",
        "Women not postmenopausal must have a negative pregnancy test",
        "Women who have not had a hysterectomy or oophorectomy must have a negative pregnancy test",
        "Female subjects without menopause must have a negative pregnancy test",
    ],
)
def test_a_test_is_asked_of_women_who_may_conceive(text: str) -> None:
    young = [{"what": fact["what"], "present": False} for fact in NO_LONGER]
    before = {"what": "oophorectomy", "present": False}
    assert outcome(text, "inclusion", *young, before, NEGATIVE, sex="female", age=34).value == "pass"
    assert outcome(text, "inclusion", *young, before, POSITIVE, sex="female", age=34).value == "fail"
    assert outcome(text, "inclusion", *NO_LONGER, sex="female", age=63).value in ("pass", "unknown")
    assert outcome(text, "inclusion", sex="male").value == "pass"


def test_whoever_has_what_others_lack_is_not_turned_away() -> None:
    text = "Patients who do not have diabetes or hypertension must have a normal glucose"
    high = {"what": "glucose", "value": 160, "unit": "mg/dL", "uln": 100, "lln": 70, "date": "2026-03-14"}
    complete = {"complete": ["conditions"]}
    assert outcome(text, "inclusion", {"what": "hypertension"}, high, **complete).value == "pass"
    assert outcome(text, "inclusion", high, **complete).value == "fail"
    castrated = outcome("Subjects without surgical castration must have a testosterone < 50 ng/dL", "inclusion",
                        {"what": "bilateral orchiectomy", "date": "2020"}, sex="male")  # fmt: skip
    assert castrated.value == "pass"


def test_a_denial_before_an_and_is_one_of_its_own() -> None:
    text = "Patients not pregnant and must have measurable disease"
    assert outcome(text, "inclusion", {"what": "pregnancy"}, sex="female").value != "pass"


def test_a_bracket_may_name_a_part_of_the_trial_that_looks_back_or_ahead() -> None:
    text = "Pregnancy (for prospective data capture)"
    assert outcome(text, "exclusion", {"what": "pregnancy"}, sex="female").value == "unknown"
