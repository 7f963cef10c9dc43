"""Sentences whose reading can decide nothing: asked as a whole, unless their words spare, permit, deny or compare."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        (
            "exclusion",
            "Serologic status contradicting an active hepatitis B or C infection",
            'not (ask "Serologic status contradicting an active hepatitis B or C infection")',
        ),
        ("exclusion", "Presence of brachytherapy seeds still implanted", 'not (ask "brachytherapy seeds still implanted")'),
        (
            "exclusion",
            "Prior CD299-targeted bispecific antibody therapy",
            'not (ask "Prior CD299-targeted bispecific antibody therapy")',
        ),
        ("inclusion", "No indication of regional nodal irradiation", 'not (ask "indication of regional nodal irradiation")'),
        (
            "inclusion",
            "Evolution towards the fibrotic stage of the brund after interferon",
            'ask "Evolution towards the fibrotic stage of the brund after interferon"',
        ),
    ],
)
def test_a_sentence_that_decides_nothing_is_asked_as_a_whole(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("inclusion", "Wosselitis of the brund", 'unread "Wosselitis of the brund"'),  # of what it speaks is not known
        ("inclusion", "Creatinine elevation of the brund < 2 mg/dL", "unread"),  # a value is to be compared
        ("exclusion", "No wosselitis of the liver by brund imaging", "unread"),  # a denial among what excludes
        ("exclusion", "Prior systemic therapy washout of the brund", "unread"),  # required, or excluding
        ("exclusion", "A minor surgery refers to an operation of the brund", "unread"),  # a definition
        (
            "exclusion",
            "Cancer except melanoma; good prognosis ductal carcinoma in situ treated by brundectomy",
            "unread",
        ),  # spared, too
        ("inclusion", "Renal function of the brund:", "unread"),  # a label
        ("inclusion", "Patients with brund metastases to the wossel are eligible", "permission"),
    ],
)
def test_a_sentence_that_is_no_proposition_is_not_asked(section: str, text: str, expected: str) -> None:
    assert expected in reading(text, section)
    assert "ask" not in reading(text, section)


def test_what_was_read_in_part_keeps_what_decides() -> None:
    assert reading("Heart failure or brundic wosselitis of the ventricle", "exclusion").startswith("none of (")
    assert "heart failure" in reading("Heart failure or brundic wosselitis of the ventricle", "exclusion")
