"""An "or" at the end of a statement makes what stands below it another way to meet it, also where the page indents it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

HIGH = {"what": "creatinine", "value": 2.0, "unit": "mg/dL", "uln": 1.2, "date": "2026-03-10"}


def clearance(value: float) -> dict[str, Any]:
    return {"what": "creatinine clearance", "value": value, "unit": "mL/min", "date": "2026-03-10"}


@pytest.mark.parametrize(
    "text",
    [
        "Creatinine < 1.5 x ULN OR\n\n    - Creatinine clearance >= 45 mL/min",
        "Creatinine < 1.5 x ULN, or\n  * Creatinine clearance >= 45 mL/min",
        "Creatinine < 1.5 x ULN; and/or\n  * Creatinine clearance >= 45 mL/min",
        "Creatinine < 1.5 x ULN\n  * OR creatinine clearance >= 45 mL/min",
        "Creatinine < 1.5 x ULN or\n  * Creatinine clearance >= 45 mL/min if creatinine is above the institutional normal",
    ],
)
def test_either_of_two_is_enough_where_an_or_stands_between_a_statement_and_what_is_below_it(text: str) -> None:
    assert outcome(text, "inclusion", HIGH, clearance(52)).value == "pass"
    assert outcome(text, "inclusion", HIGH, clearance(30)).value == "fail"
    assert outcome(text, "inclusion", HIGH).value == "unknown"


def test_among_the_exclusions_either_of_the_two_excludes() -> None:
    text = "Active infection or\n  - Uncontrolled diabetes\n  - Heart failure"

    assert reading(text, "exclusion") == (
        "none of (infection [activity: active], any of (diabetes mellitus [control: uncontrolled], heart failure))"
    )


def test_a_list_below_a_colon_is_still_what_its_head_asks_for() -> None:
    text = "Adequate renal function:\n  - Creatinine < 1.5 x ULN\n  - Creatinine clearance >= 45 mL/min"

    assert outcome(text, "inclusion", HIGH, clearance(52)).value == "fail"


@pytest.mark.parametrize(
    "text",
    ["Women with breast cancer not amenable to resection", "Men with prostate cancer not previously treated with docetaxel"],
)
def test_what_a_disease_is_not_does_not_make_a_line_about_one_sex_a_rule_for_that_sex_alone(text: str) -> None:
    assert outcome(text, "inclusion", sex="male" if text.startswith("Women") else "female", age=50).value == "unknown"


def test_an_absence_that_is_not_confirmed_lets_nobody_in() -> None:
    text = "History of malignancy that do not have confirmation of absence of a malignancy prior to randomization"

    assert outcome(text, "exclusion", {"what": "colon cancer", "date": "2024-02-10"}).value == "unknown"


def test_a_grade_that_is_missing_between_two_turns_nobody_away_for_certain() -> None:
    ecog = {"what": "ECOG", "date": "2026-03-10"}

    assert outcome("ECOG of 0 or 2", "inclusion", ecog | {"value": 1}).value == "unknown"
    assert outcome("ECOG of 0 or 2", "inclusion", ecog | {"value": 2}).value == "pass"
    assert outcome("ECOG of 0 or 2", "inclusion", ecog | {"value": 3}).value == "fail"
    assert outcome("ECOG 0-1 or 2", "inclusion", ecog | {"value": 1}).value == "pass"
