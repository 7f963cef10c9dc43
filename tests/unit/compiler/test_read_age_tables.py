"""Tables of limits by age and sex, as trials for children write them: in rows, in brackets, beside another way to qualify."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

TABLE = """Creatinine clearance or radioisotope GFR >= 70 mL/min/1.73 m2 or a serum creatinine based on age/gender as follows:
  * 1 to < 2 years: 0.6 mg/dL for males and females
  * 13 to < 16 years: 1.5 mg/dL for males and 1.4 mg/dL for females
  * >= 16 years: 1.7 mg/dL for males and 1.4 mg/dL for females (within 7 days prior to enrollment)"""
SHAPES = [
    "{age}: {limit} mg/dL",
    "Age {age}: maximum serum creatinine {limit} mg/dL",
    "{limit} mg/dL ({age} of age)",
    "No greater than {limit} mg/dL (for patients {age} of age)",
    "Age {age}; {limit} (male); {limit} (female)",
    "Age: {age}; Maximum serum creatinine (mg/dL): {limit} (male); {limit} (female)",
]


def creatinine(value: float) -> dict[str, Any]:
    return {"what": "creatinine", "value": value, "unit": "mg/dL", "date": "2026-03-12"}


@pytest.mark.parametrize(
    ("age", "sex", "value", "expected"),
    [
        (1, "female", 0.6, "pass"),
        (1, "male", 0.7, "fail"),
        (14, "male", 1.5, "pass"),
        (14, "female", 1.5, "fail"),
        (17, "male", 1.6, "pass"),
        (17, "female", 1.6, "fail"),
        (8, "female", 0.5, "fail"),  # no row is of that age, and the filtration is too low
    ],
)
def test_a_table_beside_another_value_is_held_against_the_age_and_the_sex(
    age: int, sex: str, value: float, expected: str
) -> None:
    low = {"what": "GFR", "value": 50, "unit": "mL/min/{1.73_m2}", "date": "2026-03-12"}
    clearance = {"what": "creatinine clearance", "value": 50, "unit": "mL/min/{1.73_m2}", "date": "2026-03-12"}

    assert outcome(TABLE, "inclusion", creatinine(value), low, clearance, age=age, sex=sex).value == expected


def test_who_has_the_other_value_needs_no_row_of_the_table() -> None:
    enough = {"what": "GFR", "value": 90, "unit": "mL/min/{1.73_m2}", "date": "2026-03-12"}

    assert outcome(TABLE, "inclusion", creatinine(3), enough, age=14, sex="female").value == "pass"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_is_read_in_each_of_the_forms_that_trials_write(shape: str) -> None:
    rows = "\n  - ".join(["", shape.format(age="2 to < 6 years", limit="0.8"), shape.format(age="6 to < 10 years", limit="1.0")])
    text = f"Serum creatinine based on age as follows:{rows}"

    assert outcome(text, "inclusion", creatinine(0.9), age=4, sex="male").value == "fail"
    assert outcome(text, "inclusion", creatinine(0.9), age=7, sex="male").value == "pass"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Creatinine <= 0.6 mg/dL (1 to < 2 years of age)",
            'if (age >= 1 and < 2 years) then (creatinine <= 0.6 mg/dL) else (no constraint "for other ages")',
        ),
        (
            "Creatinine: 0.8 mg/dL for patients age 5 and under",
            'if (age <= 5 years) then (creatinine <= 0.8 mg/dL) else (no constraint "for other ages")',
        ),
        (
            "Creatinine <= 0.4 mg/dL (6 months to < 1 year of age)",
            'if (all of (age >= 6 months, age < 1 year)) then (creatinine <= 0.4 mg/dL) else (no constraint "for other ages")',
        ),
        ("Age >= 18 years; LVEF >= 50%", "all of (age >= 18 years, left ventricular ejection fraction >= 50 %)"),
        ("Age 18 to 70 years, ECOG 0-2", "all of (age 18 to 70 years, ECOG performance status is 0 to 2)"),
        ("Life expectancy > 12 weeks (about 3 months)", "life expectancy > 12 weeks"),
        ("Age >= 18 years, life expectancy >= 12 weeks", "all of (age >= 18 years, life expectancy >= 12 weeks)"),
    ],
)
def test_a_limit_of_an_age_is_told_from_two_requirements(text: str, read: str) -> None:
    assert reading(text, "inclusion") == read


def test_a_row_that_is_not_understood_leaves_its_table_open_and_excludes_nobody() -> None:
    text = "Serum creatinine based on age as follows:\n  * <= 5 years: 0.8 mg/dL\n  * older ones as the protocol's appendix says"

    assert outcome(text, "inclusion", creatinine(0.9), age=40, sex="male").value == "unknown"
