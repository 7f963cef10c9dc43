"""Asked members: a member of a list that names one thing in words that no table knows is asked of a person."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Visceral crisis or impending visceral crisis", 'none of (visceral crisis, ask "impending visceral crisis")'),
        (
            "Compartment syndrome or impending compartment syndrome",
            'none of (compartment syndrome, ask "impending compartment syndrome")',
        ),
        ("Previous bilateral ovariectomy or other ovarian surgery", 'none of (bilateral oophorectomy, ask "ovarian surgery")'),
    ],
)
def test_a_member_in_words_of_its_own_is_asked_beside_those_that_are_known(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prior anti-LAG-3 and/or anti-PD-1 therapy was intolerable and required discontinuation of treatment",
        "Hypertension, with treated brain metastasis but requiring steroids",
        "Melanoma removed by shave excision, excogliation or core biopsy",
        "Squamous cell or undifferentiated gastric cancer",
    ],
)
def test_what_may_be_said_of_all_or_names_nothing_by_itself_is_not_asked_alone(text: str) -> None:
    assert "ask" not in reading(text, "exclusion")
