"""Results and limits beside one another: scales in a list, ages without their word, what is told of one infected patient."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    "line",
    [
        "Karnofsky > 70, ECOG < 2 or WHO < 2",
        "Karnofsky >= 80%, Zubrod 0-1, or ECOG 0-1",
        "Performance status: Lansky > 70, Karnofsky > 70, or ECOG 0-1",
    ],
)
def test_scales_of_performance_in_a_list_that_or_closes_are_alternatives(line: str) -> None:
    assert outcome(line, "inclusion", {"what": "ECOG performance status", "value": 1}) == "pass"
    assert outcome(line, "inclusion", {"what": "ECOG performance status", "value": 2}) != "pass"


def test_without_an_or_both_scales_still_count() -> None:
    assert reading("Karnofsky > 70, ECOG < 2", "inclusion").startswith("all of (")


@pytest.mark.parametrize("when", ["for admission", "on admission", "at admission"])
def test_when_a_scale_is_told_adds_nothing(when: str) -> None:
    assert reading(f"ECOG 0, 1, 2, or 3 {when}", "inclusion") == "ECOG performance status is 0 to 3"


@pytest.mark.parametrize(
    "line",
    [
        "Between 6 months and < 18 years",
        "6 months to < 18 years of age",
        "Patients between 6 months and less than 18 years old",
        "≥ 6 months and < 18 years",
    ],
)
def test_a_span_that_is_all_of_a_line_is_of_age(line: str) -> None:
    assert outcome(line, "inclusion", age=10) == "pass"
    assert outcome(line, "inclusion", age=18) == "fail"


def test_a_span_of_another_thing_is_not_of_age() -> None:
    assert "age" not in reading("Time since diagnosis between 6 months and < 5 years", "inclusion").replace("stage", "")


def test_what_drugs_do_to_two_carriers_is_crossed() -> None:
    read = reading("Concomitant CYP3A4 and P-gp inhibitors or inducers", "exclusion")
    for named in ("CYP3A4 inhibitor", "CYP3A4 inducer", "P-glycoprotein inhibitor", "P-glycoprotein inducer"):
        assert f"{named} now" in read


_BOTH = "HBsAg positive with HBV DNA > 2000 IU/mL"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([{"what": "HBsAg", "value": "positive"}, {"what": "HBV DNA", "value": 3000, "unit": "IU/mL"}], "fail"),
        ([{"what": "HBsAg", "value": "positive"}, {"what": "HBV DNA", "value": 300, "unit": "IU/mL"}], "pass"),
        ([{"what": "HBsAg", "value": "negative"}], "pass"),
        ([{"what": "HBsAg", "value": "positive"}], "unknown"),
    ],
)
def test_who_is_kept_out_for_a_load_has_the_antigen_and_the_load(facts: list[dict[str, Any]], expected: str) -> None:
    assert outcome(_BOTH, "exclusion", *facts) == expected


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("HCV antibody positive with detectable HCV RNA", "all of (HCV antibody [value: positive], HCV RNA [value: detectable])"),
        ("HCV antibody positive with cirrhosis", "all of (HCV antibody [value: positive], cirrhosis)"),
        ("HBsAg reactive with abnormal liver function", "all of (HBsAg [value: positive], hepatic impairment)"),
    ],
)
def test_a_result_with_a_load_or_an_illness_is_both_at_once(line: str, read: str) -> None:
    assert reading(line, "exclusion").casefold() == f"not ({read})".casefold()


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("No HIV infection and negative HBsAg", "HBsAg"),
        ("No history of hepatitis C and negative HIV test", "HIV test"),
        ("No active hepatitis B, and negative HCV antibody", "HCV antibody"),
    ],
)
def test_a_result_with_a_word_of_its_own_is_not_denied_with_the_illness_before_it(line: str, fact: str) -> None:
    assert outcome(line, "inclusion", {"what": fact, "value": "positive"}) == "fail"


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Has not yet received chemotherapy", "fail"), ("Patients who have not yet been treated with a platinum", "fail")],
)
def test_not_yet_is_not(line: str, expected: str) -> None:
    carboplatin = {"what": "carboplatin", "start": "2025-01-01", "end": "2025-03-01"}
    assert outcome(line, "inclusion", carboplatin) == expected
    assert outcome(line, "inclusion", complete=["treatments", "medications"]) == "pass"


def test_a_serology_that_shows_an_active_hepatitis_is_that_hepatitis() -> None:
    line = "Serologic status reflecting active hepatitis B or C"
    assert reading(line, "exclusion") == reading("Active hepatitis B or C", "exclusion")
