"""Protein in urine as people write it: by a strip, of a day, and where no test is told."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

STRIP, DAY = "urine dipstick protein", "24-hour urine protein"

READ = [
    ("Proteinuria >= 2+", f'not ({STRIP} is at least "2+")'),
    ("Proteinuria ≥ 2+ by dipstick", f'not ({STRIP} is at least "2+")'),
    ("Proteinuria > 1+ on urinalysis", f'not ({STRIP} is above "1+")'),
    ("Proteinuria (≥ 2+)", f'not ({STRIP} is at least "2+")'),
    ("Urine protein ≥2+ on dipstick urinalysis", f'not ({STRIP} is at least "2+")'),
    ("Proteinuria of 2+ or greater", f'not ({STRIP} is at least "2+")'),
    ("urinalysis with protein ≥ 2+", f'not ({STRIP} is at least "2+")'),
    ("> 1+ proteinuria on urine dipstick testing", f'not ({STRIP} is above "1+")'),
    ("Proteinuria ≥ 2 g/24 hours", f"not ({DAY} >= 2 g/(24.h))"),
    ("Proteinuria > 500 mg per day", f"not ({DAY} > 500 mg/d)"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_protein_in_urine_is_read_by_its_test(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Proteinuria >= grade 2", "not (grade of (proteinuria) is at least 2)"),
        ("24-hour urine protein > 1 g/24 h", f"not ({DAY} > 1 g/(24.h))"),
        ("Dipstick proteinuria >= 2+", f'not ({STRIP} is at least "2+")'),
        ("Nephrotic syndrome with proteinuria", "not (all of (nephrotic syndrome, proteinuria))"),
        ("Proteinuria 3+", 'not (unread "Proteinuria 3")'),
        ("Hematuria >= 2+", 'not (unread "Hematuria >= 2")'),
    ],
)
def test_what_is_told_by_another_test_or_by_none_stays(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_what_is_asked_for_some_protein_is_not_asked_of_all() -> None:
    text = "For >= 1+ proteinuria, 24-hour urine collection must demonstrate < 1 g of protein in 24 hours"
    assert outcome(text, "inclusion", {"what": STRIP, "value": "negative", "date": "2026-03-10"}).value != "fail"


@pytest.mark.parametrize(("value", "verdict"), [("3+", "fail"), ("2+", "fail"), ("1+", "pass"), ("negative", "pass")])
def test_a_strip_is_held_against_its_pluses(value: str, verdict: str) -> None:
    assert outcome("Proteinuria >= 2+", "exclusion", {"what": STRIP, "value": value, "date": "2026-03-10"}).value == verdict
