"""Flat bullets that once were nested: where such a list ends, and when that end is only a guess."""

from __future__ import annotations

import pytest
from tests.unit.compiler.outlines_in import shape

from trialwright.compiler.split import split


def test_an_item_that_names_the_defined_term_is_not_part_of_its_definition() -> None:
    assert (
        shape(
            "Inclusion Criteria\n\n* Tumor with oligometastatic disease defined according to a consensus:\n\n"
            "* <= 3 liver metastases\n* <= 3 lung metastases\n* Synchronous oligometastatic disease"
        )
        == """\
inclusion: Inclusion Criteria
  - Tumor with oligometastatic disease defined according to a consensus: | ANY? | inferred
    - <= 3 liver metastases
    - <= 3 lung metastases
  - Synchronous oligometastatic disease"""
    )


def test_any_other_closes_a_list_that_only_a_blank_line_opened() -> None:
    assert (
        shape(
            "Inclusion Criteria\n\n* Age\n* Indication for targeted therapy\n\n"
            "* HER2\n* PD-L1\n* Any other biomarker\n* No prior therapy"
        )
        == """\
inclusion: Inclusion Criteria
  - Age
  - Indication for targeted therapy | ANY? | inferred
    - HER2
    - PD-L1
    - Any other biomarker
  - No prior therapy"""
    )


def test_a_kind_of_statement_that_stands_for_itself_ends_a_list_of_another_kind() -> None:
    assert (
        shape(
            "Exclusion Criteria\n\n* Conditions precluding therapy:\n\n"
            "* infection\n* angina\n* Pregnancy or breast feeding\n* Epilepsy"
        )
        == """\
exclusion: Exclusion Criteria
  - Conditions precluding therapy: | ANY? | inferred | end uncertain
    - infection
    - angina
  - Pregnancy or breast feeding
  - Epilepsy"""
    )


def test_a_list_of_laboratory_values_ends_with_them() -> None:
    assert (
        shape(
            "Inclusion Criteria:\n* Adequate organ function:\n"
            "* ANC >= 1500\n* Platelets >= 100,000\n* Signed consent\n* Able to walk"
        )
        == """\
inclusion: Inclusion Criteria
  - Adequate organ function: | ALL? | inferred | end uncertain
    - ANC >= 1500
    - Platelets >= 100,000
  - Signed consent
  - Able to walk"""
    )


def test_semicolons_carry_a_list_to_the_first_item_without_one() -> None:
    assert (
        shape("Inclusion Criteria:\n* Proven by:\n* biopsy;\n* cytology; or\n* imaging.\n* Able to walk.\n* Able to read.")
        == """\
inclusion: Inclusion Criteria
  - Proven by: | ANY | inferred
    - biopsy;
    - cytology
    - imaging.
  - Able to walk.
  - Able to read."""
    )


def test_numbers_that_go_on_are_no_nest_even_behind_a_colon() -> None:
    assert (
        shape("Inclusion Criteria:\n1. Diagnosis of:\n2. Age over 18")
        == "inclusion: Inclusion Criteria\n  1. Diagnosis of:\n  2. Age over 18"
    )


def test_numbers_that_start_again_behind_a_colon_are_a_nest() -> None:
    assert (
        shape("Inclusion Criteria:\n1. Any of the following:\n1. angina\n2. infection\n2. Age over 18")
        == """\
inclusion: Inclusion Criteria
  1. Any of the following: | ANY
    1. angina
    2. infection
  2. Age over 18"""
    )


def test_a_blank_line_between_loose_items_opens_nothing() -> None:
    outline = split("Inclusion Criteria:\n\n* Age over 18\n\n* Able to walk\n\n* Able to read")
    assert outline.groups[0].top_level_count == 3


def test_a_header_line_without_a_bullet_holds_the_bullets_below_it() -> None:
    assert (
        shape("Inclusion Criteria:\n\nFor women:\n\n* not pregnant\n* not nursing\n\nFor all: age over 18")
        == """\
inclusion: Inclusion Criteria
  - For women: | ALL?
    - not pregnant
    - not nursing
  - For all: age over 18"""
    )


def test_the_counts_are_of_listed_items_not_of_what_a_sentence_enumerates() -> None:
    outline = split("Inclusion Criteria:\n* A\n  * B\n  * C\n* D of: (i) one thing (ii) another")
    group = outline.groups[0]
    assert (group.flat_item_count, group.top_level_count, len(list(group.walk()))) == (4, 2, 6)


@pytest.mark.parametrize("first", ["* Age over 18.", "Age over 18"])
def test_a_first_line_that_lost_its_indentation_is_no_parent_of_the_rest(first: str) -> None:
    bullet = "* " if first.startswith("*") else ""
    outline = split(f"{first}\n   {bullet}Able to walk.\n   {bullet}Able to read.\n", section="inclusion")
    assert outline.groups[0].top_level_count == 3
