"""Flat bullets that once were nested: where such a list ends, and when that end is only a guess."""

from __future__ import annotations

import pytest
from tests.unit.compiler.outlines_in import shape

from trialwright.compiler.outlining.split import split


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
  - Adequate organ function: | ALL | inferred | end uncertain
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


def test_an_unfinished_sentence_goes_on_with_the_small_letters_below_it() -> None:
    assert (
        shape(
            "Inclusion Criteria:\nUnsuitable for resection because of\n"
            "- comorbidity\n- large earlier surgery\n- Age > 18 years\n- Consent"
        )
        == """\
inclusion: Inclusion Criteria
  - Unsuitable for resection because of | ANY | inferred | end uncertain
    - comorbidity
    - large earlier surgery
  - Age > 18 years
  - Consent"""
    )


def test_another_bullet_ends_a_list_that_one_bullet_began() -> None:
    assert (
        shape("Inclusion Criteria:\n• Disease\n⁃ Any of the following:\n⁃ angina\n• Age > 18\n• Consent")
        == """\
inclusion: Inclusion Criteria
  - Disease
  - Any of the following: | ANY | inferred
    - angina
  - Age > 18
  - Consent"""
    )


def test_a_denial_a_permission_and_a_demand_end_a_flat_list_of_what_is_denied() -> None:
    text = "Inclusion Criteria:\n* No serious illness, including any of the following:\n* Angina\n* Not able to walk\n* {}\n* Age"
    for line in (
        "No prior surgery",
        "Low-dose aspirin allowed",
        "At least 4 weeks since surgery",
        "Patients must use contraception",
    ):
        first = split(text.format(line)).groups[0].items[0]
        assert [child.text for child in first.children] == ["Angina", "Not able to walk"], line
        assert (first.logic, first.nesting_end_uncertain) == ("NONE", True)


def test_what_denies_itself_is_taken_out_of_a_list_of_what_is_denied() -> None:
    assert (
        shape("* No autoimmune disease, e.g.:\n  * Lupus\n  * Sclerosis\n  * HIV negative\n* Age", section="inclusion")
        == """\
inclusion:
  - No autoimmune disease, e.g.: | NONE | end uncertain
    - Lupus
    - Sclerosis
  - HIV negative
  - Age"""
    )


def test_a_number_goes_on_with_its_list_behind_lines_without_a_mark() -> None:
    assert (
        shape("5. Consent\n6. Values as follows:\nANC >= 1\nHb >= 9 g/dl\n7. Age > 18\n8. ECOG 0-1", section="inclusion")
        == """\
inclusion:
  5. Consent
  6. Values as follows: | ALL | inferred
    - ANC >= 1
    - Hb >= 9 g/dl
  7. Age > 18
  8. ECOG 0-1"""
    )


def test_a_line_with_a_label_and_its_content_holds_no_list() -> None:
    text = "PATIENT CHARACTERISTICS:\nPerformance status: Not specified\n  Life expectancy: Not specified\n  Renal: Not specified"
    assert [(len(item.children), item.text) for item in split(text).walk()] == [
        (0, "Performance status: Not specified"),
        (0, "Life expectancy: Not specified"),
        (0, "Renal: Not specified"),
    ]
