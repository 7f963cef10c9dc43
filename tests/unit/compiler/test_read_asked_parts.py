"""Asked parts: an exception or a definition that was not read is asked of a person where it is sure what it is of."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "HIV infection, unless receiving effective antiretroviral therapy with undetectable viral load and normal CD4 counts",
            "exclusion",
            "not (all of (hiv infection, not (ask "
            '"receiving effective antiretroviral therapy with undetectable viral load and normal CD4 counts")))',
        ),
        (
            "Bilirubin <= 1.5 x ULN, unless the rise is due to Gilbert's syndrome or of non-hepatic origin, such as hemolysis",
            "inclusion",
            "any of (total bilirubin <= 1.5 x ULN, "
            'ask "rise is due to Gilbert\'s syndrome or of non-hepatic origin, such as hemolysis")',
        ),
        (
            "Uncontrolled hypertension defined as systolic blood pressure >= 160 mmHg confirmed upon repeated measures",
            "exclusion",
            "not (all of (hypertension [control: uncontrolled], ask "
            '"systolic blood pressure >= 160 mmHg confirmed upon repeated measures"))',
        ),
    ],
)
def test_a_state_that_spares_or_a_meaning_is_asked(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


def test_what_spares_some_of_a_therapy_is_told_of_it_and_spares_no_other_of_its_kind() -> None:
    said = reading("No concurrent corticosteroids except for premedication or hypersensitivity reaction", "inclusion")
    assert said == 'no corticosteroid now except (corticosteroid [described: "premedication or hypersensitivity reaction"])'


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Live vaccine within 30 days. Seasonal flu vaccines that hold no live virus are permitted.", "exclusion"),
        ("BCLC stage B or C. Segmental and subsegmental portal vein thrombosis is allowed.", "inclusion"),
        ("Major surgery, other than TURBT and diagnostic surgery, within 28 days prior to registration", "exclusion"),
        ("No prior malignancy except as described in section 5.1 of the protocol above", "inclusion"),
        ("No more than 4 prior chemotherapies (not including endocrine therapy or single-agent biologic therapy)", "inclusion"),
    ],
)
def test_leave_by_itself_other_places_and_times_that_may_be_of_the_ban_are_no_question(text: str, section: str) -> None:
    assert "ask" not in reading(text, section)
