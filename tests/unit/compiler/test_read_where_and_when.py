"""Where and when: what an image shows and when it was made, what is there at baseline, what two receptors say together, and lines
in small letters that are items."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.compiler.compile import compile_criteria


@pytest.mark.parametrize(
    "line",
    [
        "Brain metastases confirmed by MRI within 28 days",
        "Brain metastases documented by contrast-enhanced CT or MRI within 28 days before registration",
    ],
)
def test_an_illness_may_be_older_than_the_image_that_shows_it(line: str) -> None:
    old, new = ({"what": "brain metastases", "date": day} for day in ("2025-06-01", "2026-03-05"))
    assert outcome(line, "inclusion", old).value == "unknown"
    assert outcome(line, "inclusion", new).value == "pass"
    assert outcome(line, "inclusion", {"what": "brain metastases", "present": False, "date": "2026-03-05"}).value == "fail"


@pytest.mark.parametrize(
    "line",
    [
        "Complete surgical resection (MRI-verified within 14 days prior randomization)",
        "Gross total resection, confirmed on MRI within 28 days prior to registration",
    ],
)
def test_the_date_of_an_operation_does_not_tell_what_the_image_shows(line: str) -> None:
    operation = {"what": "gross total resection of the tumor", "date": "2026-03-10"}
    assert outcome(line, "inclusion", operation).value == "unknown"


def test_a_time_behind_an_image_that_excludes_stays() -> None:
    line = "Deep vein thrombosis confirmed by ultrasound within 3 months"
    assert reading(line, "exclusion") == "no deep vein thrombosis within 3 months before registration"


def test_bleeding_on_the_baseline_image_is_not_the_one_of_last_year() -> None:
    line = (
        "Grade 1 or higher CNS hemorrhage on baseline brain MRI, or history of grade 2 or higher CNS hemorrhage within 12 months"
    )
    over = {"what": "intracranial hemorrhage", "grade": 3, "date": "2024-06-05", "status": "resolved"}
    there = {"what": "intracranial hemorrhage", "grade": 1, "date": "2026-03-05"}
    assert outcome(line, "exclusion", over).value != "fail"
    assert outcome(line, "exclusion", there).value != "pass"


@pytest.mark.parametrize(
    "line",
    [
        "HER2-negative, ER+ and/or PR+ breast cancer",
        "HER2 negative, ER positive or PR positive breast cancer",
        "HER2 negative, HR+, ER+ and/or PgR+ breast cancer",
        "HER2 negative, ER and/or PR positive breast cancer",
        "ER and/or PR positive, HER2 negative breast cancer",
    ],
)
def test_either_hormone_receptor_will_do_beside_the_other_results(line: str) -> None:
    cancer = {"what": "breast cancer", "date": "2026-01-10"}
    receptors = [{"what": name, "value": "positive", "date": "2026-01-20"} for name in ("ER", "PR")]
    amplified = {"what": "HER2", "value": "positive", "date": "2026-01-20"}
    assert outcome(line, "inclusion", cancer, *receptors, amplified).value == "fail"
    assert outcome(line, "inclusion", cancer, *receptors, amplified | {"value": "negative"}).value == "pass"


def test_three_receptors_that_are_alternatives_stay_so() -> None:
    assert reading("ER+, PR+ and/or HER2+ breast cancer", "inclusion").startswith("any of (")


@pytest.mark.parametrize("line", ["Indwelling venous catheter", "Patients with indwelling central venous catheters"])
def test_a_catheter_that_dwells_is_there_now(line: str) -> None:
    out, there = {"end": "2025-12-10"}, {"ongoing": True}
    picc = {"what": "PICC line", "start": "2025-10-10"}
    complete = ["treatments", "procedures", "medications", "conditions"]
    assert outcome(line, "exclusion", picc | out, complete=complete).value == "pass"
    assert outcome(line, "exclusion", picc | there).value == "fail"


def test_lines_that_begin_with_small_letters_are_items_where_nothing_is_wrapped() -> None:
    text = (
        "INCLUSION CRITERIA:\n  male or female patients with either breast or head and neck cancer\n"
        "  diagnosis of mild to moderate uncomplicated lymphoedema\n  age 18 or over\n"
        "  more than 6 months since prior acupuncture treatment, which is meant to be one long line of its own in this list of "
        "criteria, longer than any line that is wrapped\n  able to attend treatment\n"
    )
    lines = [line.text for stage in compile_criteria(text).built.stages for line in stage.lines]
    assert lines[:3] == [
        "male or female patients with either breast or head and neck cancer",
        "diagnosis of mild to moderate uncomplicated lymphoedema",
        "age 18 or over",
    ]


@pytest.mark.parametrize(
    "line", ["Previous surgery or significant injury to either hip", "Surgery, radiotherapy or trauma to the hip within 6 months"]
)
def test_the_place_of_a_harm_is_that_of_the_operation_before_it(line: str) -> None:
    knee = {"what": "total knee arthroplasty", "date": "2026-01-10"}
    assert outcome(line, "exclusion", knee).value != "fail"
    assert outcome("Surgery or trauma within 6 months", "exclusion", knee).value == "fail"


def test_an_open_bracket_goes_on_over_a_blank_line() -> None:
    line = (
        "Adequate hepatic function (AST and ALT 2.5 x ULN or\n\n   5 x ULN if known liver metastases and serum albumin >3 g/dL)."
    )
    assert reading(line, "inclusion") == (
        "all of (if (liver metastasis) then (all of (aspartate aminotransferase <= 5 x ULN, alanine aminotransferase <= 5 x "
        "ULN)) else (all of (aspartate aminotransferase <= 2.5 x ULN, alanine aminotransferase <= 2.5 x ULN)), albumin > 3 g/dL)"
    )
