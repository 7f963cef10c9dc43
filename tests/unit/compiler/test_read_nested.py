"""Lists with leave, definitions, exceptions and denials in them enter; what is read of each, in the criteria language, leaves."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

READ = [
    (
        "leave for people behind a semicolon spares each of its list, and the ban before it stays",
        "exclusion",
        "Prior malignancy; patients with basal cell carcinoma; or prostate cancer are allowed",
        "no other malignancy except (basal cell carcinoma, prostate cancer)",
    ),
    (
        "which of a list between semicolons are allowed is not guessed",
        "exclusion",
        "Active infection; prior surgery; or hormonal therapy is allowed",
        'not (unread "Active infection; prior surgery; or hormonal therapy is allowed" ("a permission that was not understood"))',
    ),
    (
        "a definition is of the last of the list that it stands behind",
        "exclusion",
        "Heart failure, unstable angina, or uncontrolled hypertension defined as systolic blood pressure > 160 mmHg",
        "none of (any of (heart failure, unstable angina), systolic blood pressure > 160 mm[Hg])",
    ),
    (
        "a disease and one of several signs are asked together where the signs were had",
        "exclusion",
        "End stage liver disease, defined as chronic liver disease and recent history of one of the following: ascites, "
        "albumin <= 3.5 g/dL",
        "not (all of (chronic liver disease, any of (ascites, albumin <= 3.5 g/dL)))",
    ),
    (
        "a bracket that says what the lack is narrows nothing",
        "exclusion",
        "No progression (stable disease)",
        "has disease progression",
    ),
]


@pytest.mark.parametrize(("what", "section", "text", "expected"), READ, ids=[row[0] for row in READ])
def test_a_nested_line_is_read(what: str, section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected, what


def test_what_is_defined_behind_a_comma_may_be_all_of_the_list() -> None:
    read = reading("Heart failure, or uncontrolled hypertension, defined as systolic blood pressure > 160 mmHg", "exclusion")

    assert read.startswith("not (either reading (any of (heart failure, systolic blood pressure > 160 mm[Hg]), ")
