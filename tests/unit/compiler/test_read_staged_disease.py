"""Stages of what is only called "disease" or "tumor" enter, with adjectives before them; the stage and the adjective come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

INCLUDED = [
    ("Unresectable stage III disease", "all of (neoplasm [resectability: unresectable], stage is III)"),
    ("inoperable stage III or IV disease", "any of (all of (neoplasm [resectability: unresectable], stage is III), stage is IV)"),
    ("Recurrent stage III or IV disease", "all of (neoplasm [recurrence: recurrent], stage is III to IV)"),
    ("Stage I or II tumors", "stage is I to II"),
    (
        "Unresectable stage II disease; stage III or IV disease",
        "any of (all of (neoplasm [resectability: unresectable], stage is II), stage is III to IV)",
    ),
    ("Stage II disease; no stage III disease", "all of (stage is II, not (stage is III))"),
    ("Stage IA1 tumors are excluded", "not (stage is IA1)"),
]


@pytest.mark.parametrize(("text", "expected"), INCLUDED)
def test_an_adjective_before_a_stage_is_of_the_disease_of_that_stage(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_a_resectable_stage_excludes_only_who_can_be_resected() -> None:
    read = reading("Resectable stage III disease", "exclusion")
    assert read == "not (all of (neoplasm [resectability: resectable], stage is III))"


def test_what_a_vaccine_does_not_contain_asks_nothing() -> None:
    text = "Live vaccine within 30 days. Note: Available COVID-19 vaccines do not contain live virus."
    assert reading(text, "exclusion") == "no live vaccine within 30 days before registration"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Advanced stage III breast cancer", "all of (breast cancer [extent: advanced], stage is III)"),
        ("Late stage IV NSCLC", "all of (non-small cell lung cancer [extent: advanced], stage is IV)"),
        ("Early stage I or II breast cancer", "all of (breast cancer [extent: localized], stage is I to II)"),
    ],
)
def test_a_stage_behind_how_far_the_disease_has_come_is_a_stage(line: str, expected: str) -> None:
    assert reading(line, "inclusion") == expected
