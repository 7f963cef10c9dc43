"""Printed words become enums, ages, dates and condition names; a word that is none of them becomes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.registries import enums
from trialwright.registries.conditions import split_conditions
from trialwright.registries.dates import iso_date, month_end
from trialwright.registries.markup import unescape


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        ("status", "Not yet enrolling", "NOT_YET_RECRUITING"),
        ("status", "NOT_YET_RECRUITING", "NOT_YET_RECRUITING"),
        ("status", "Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("status", "Dancing", None),
        ("masking", "None (Open label)", "NONE"),
        ("intervention_model", "Single Group Assignment", "SINGLE_GROUP"),
        ("intervention_type", "Combination Product", "COMBINATION_PRODUCT"),
        ("arm_type", "Active Comparator group", "ACTIVE_COMPARATOR"),
        ("allocation", "N/A", "NA"),
        ("sex", "Both", "ALL"),
    ],
)
def test_a_word_becomes_the_value_it_stands_for(kind: str, words: str, value: str | None) -> None:
    assert enums.lookup(kind, words) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Phase 2 / Phase 1", ["PHASE1", "PHASE2"]),
        ("PHASE2/PHASE3", ["PHASE2", "PHASE3"]),
        ("Phase IIb/III", ["PHASE2", "PHASE3"]),
        ("Early Phase 1", ["EARLY_PHASE1"]),
        ("Phase N/A", ["NA"]),
        ("Not Applicable", ["NA"]),
        ("Phase", None),
    ],
)
def test_phases_come_in_their_order(words: str, value: list[str] | None) -> None:
    assert enums.phases(words) == value


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("18 to 75 years old", "18 Years", "75 Years"),
        ("18+ years old", "18 Years", None),
        ("18 Years and older", "18 Years", None),
        ("Up to 65 years", None, "65 Years"),
        ("6 Months to 17 Years", "6 Months", "17 Years"),
        ("Aged 18-80 years.", "18 Years", "80 Years"),
        ("any", None, None),
    ],
)
def test_a_range_of_ages_has_two_ends_or_one(words: str, low: str | None, high: str | None) -> None:
    assert enums.ages(words) == (low, high)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Nov 13, 2023", "2023-11-13"),
        ("13 November 2023", "2023-11-13"),
        ("January 2029", "2029-01"),
        ("2034", "2034"),
        ("2025-06-02", "2025-06-02"),
        ("01/31/2026", "2026-01-31"),
        ("1969-12-31", None),
        ("2025-02-30", None),
        ("Not reported", None),
        ("31/01/2026", None),
    ],
)
def test_a_date_is_as_exact_as_its_print(words: str, value: str | None) -> None:
    assert iso_date(words) == value


def test_days_come_first_only_where_the_layout_says_so() -> None:
    assert iso_date("03/02/2026") == "2026-03-02"
    assert iso_date("03/02/2026", day_first=True) == "2026-02-03"


def test_the_last_day_of_a_month_is_known() -> None:
    assert [month_end(day) for day in ("2024-02-29", "2023-02-28", "2024-02-28", "2024-02")] == [True, True, False, False]


@given(st.dates())
def test_a_date_printed_in_words_comes_back(day: object) -> None:
    iso = str(day)
    printed = f"{day:%B} {day.day}, {iso[:4]}"  # type: ignore[attr-defined]
    assert iso_date(printed) == (None if iso in ("1969-12-31", "1970-01-01", "1900-01-01") else iso)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Liver Metastases Colorectal Cancer", ("Liver Metastases", "Colorectal Cancer")),
        ("Metastatic Tumors", ("Metastatic Tumors",)),
        ("Gastric (Cardia, Body) Cancer Lung Cancer", ("Gastric (Cardia, Body) Cancer", "Lung Cancer")),
        ("Breast Cancer; Lung Cancer", ("Breast Cancer", "Lung Cancer")),
        ("Carcinoma of the Pancreas Prostate Cancer", ("Carcinoma of the Pancreas", "Prostate Cancer")),
    ],
)
def test_condition_names_glued_on_a_line_come_apart(line: str, names: tuple[str, ...]) -> None:
    assert split_conditions(line) == names


@given(
    st.lists(
        st.sampled_from(["Lung", "Cancer", "(NSCLC)", "of", "and", "Melanoma", "Stage", "IV", "x,"]), min_size=1, max_size=30
    )
)
def test_no_word_of_a_condition_line_is_lost(words: list[str]) -> None:
    assert " ".join(split_conditions(" ".join(words))).split() == words


def test_escapes_and_entities_are_undone() -> None:
    assert (
        unescape(r"\~53 months, \>= 10\^9, \&gt;2, ChC\&UES, 5 &amp; 6, AT&T; C:\dir")
        == "~53 months, >= 10^9, >2, ChC&UES, 5 & 6, AT&T; C:\\dir"
    )
