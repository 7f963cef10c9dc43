"""Denials among what excludes: their examples are denied with them; and what a word of degree is not said of."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    "line",
    [
        "Unstable angina. No cerebrovascular disease, e.g., stroke, within 3 months of study entry",
        "Unstable angina. No cerebrovascular disease (e.g., stroke) within 3 months of study entry",
        "Unstable angina, and no cerebrovascular disease, such as stroke, within 3 months of study entry",
    ],
)
def test_an_illness_denied_behind_a_ban_keeps_out_those_who_have_it_with_its_examples(line: str) -> None:
    assert outcome(line, "exclusion", complete=["conditions"]) == "pass"
    assert outcome(line, "exclusion", {"what": "stroke", "date": "2026-02-20"}, complete=["conditions"]) == "fail"
    assert outcome(line, "exclusion", {"what": "stroke", "date": "2020-02-20"}, complete=["conditions"]) != "fail"


def test_who_never_had_what_is_denied_is_not_kept_out_for_its_example() -> None:
    line = "Never received chemotherapy, such as paclitaxel"
    assert outcome(line, "exclusion", {"what": "paclitaxel", "start": "2024-01-01", "end": "2024-03-01"}) == "pass"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Heart failure, and no stroke within 6 months", "none of (heart failure, cerebrovascular accident within 6 months"),
        ("Brain metastases, and no radiotherapy within 4 weeks", "not (all of (brain metastasis, no radiotherapy within"),
        ("Hepatitis B and no hepatitis B within 4 weeks", "not (all of ("),
    ],
)
def test_a_denied_illness_of_late_is_a_ban_of_its_own_a_denied_remedy_is_of_the_illness(line: str, read: str) -> None:
    assert reading(line, "exclusion").startswith(read)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Uncontrolled epilepsy, or pregnancy", "none of (epilepsy [control: uncontrolled], pregnancy)"),
        ("Severe infection, pregnancy or breastfeeding", "none of (infection [severity: severe], pregnancy, breastfeeding)"),
        ("Uncontrolled asthma or kidney transplant", "none of (asthma [control: uncontrolled], kidney transplantation)"),
        (
            "Uncontrolled asthma or diabetes",
            "none of (asthma [control: uncontrolled], diabetes mellitus [control: uncontrolled])",
        ),
    ],
)
def test_a_word_of_degree_is_lent_to_an_illness_and_not_to_what_knows_none(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_what_a_non_stands_before_is_shown_by_its_examples() -> None:
    assert "unread" in reading("Non-cardiac conditions likely to be fatal (e.g., cirrhosis)", "exclusion")


def test_a_pregnant_woman_is_kept_out_by_it() -> None:
    assert outcome("Uncontrolled epilepsy or pregnancy", "exclusion", {"what": "pregnancy"}, sex="female") == "fail"
