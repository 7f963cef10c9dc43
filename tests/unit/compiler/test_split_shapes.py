"""The shapes in which registries and portals print criteria, each drawn as the outline that it becomes."""

from __future__ import annotations

import pytest
from tests.unit.compiler.outlines_in import shape

from trialwright.compiler.outlining.split import split


def test_api_text_with_indented_bullets_states_its_nesting() -> None:
    assert (
        shape(
            "Inclusion Criteria:\n\n* Adequate organ function:\n\n"
            "  * ANC \\>= 1500/µL\n  * Platelets \\>= 100,000/µL\n* Age \\> 18\n"
        )
        == """\
inclusion: Inclusion Criteria
  - Adequate organ function: | ALL
    - ANC >= 1500/µL
    - Platelets >= 100,000/µL
  - Age > 18"""
    )


def test_hard_wrapped_registry_text_is_joined_again() -> None:
    text = """
        Inclusion Criteria:

          -  Histologically confirmed disease for which no curative therapy exists, and
             at least one prior
             regimen

          -  Measurable disease

               1. at least 20 mm by conventional techniques, or at least 10 mm by spiral CT scan in at least
                  2. dimension

        Exclusion Criteria:

          -  None
"""
    assert (
        shape(text)
        == """\
inclusion: Inclusion Criteria
  - Histologically confirmed disease for which no curative therapy exists, and at least one prior regimen
  - Measurable disease | ALL?
    1. at least 20 mm by conventional techniques, or at least 10 mm by spiral CT scan in at least 2. dimension
exclusion: Exclusion Criteria
  - None"""
    )


def test_numbers_letters_and_romans_nest_by_their_own_order_without_indentation() -> None:
    assert (
        shape("Exclusion Criteria:\n1. Heart disease\na. angina\nb. arrhythmia\n2. Infection\ni. HIV\nii. HBV\n3) Pregnancy")
        == """\
exclusion: Exclusion Criteria
  1. Heart disease | ANY?
    a. angina
    b. arrhythmia
  2. Infection | ANY?
    i. HIV
    ii. HBV
  3. Pregnancy"""
    )


def test_a_letter_counts_as_a_marker_only_in_its_sequence() -> None:
    assert (
        shape("Inclusion Criteria:\n* E. coli sepsis cured\n* C) of the protocol applies")
        == """\
inclusion: Inclusion Criteria
  - E. coli sepsis cured
  - C) of the protocol applies"""
    )


def test_glued_full_width_and_circled_markers_are_told_apart() -> None:
    assert (
        shape("Inclusion Criteria:1.Age 18 to 75.2.ECOG 0-1.3.Consent\nExclusion Criteria：（1）Pregnancy；（2）HIV\n③ Angina")
        == """\
inclusion: Inclusion Criteria
  1. Age 18 to 75.
  2. ECOG 0-1.
  3. Consent
exclusion: Exclusion Criteria
  （1） Pregnancy；
  （2） HIV
  ③ Angina"""
    )


def test_a_list_in_one_line_is_cut_at_its_dashes_but_not_at_a_range() -> None:
    assert (
        shape(
            "Inclusion Criteria: - Age 18 - 75 years - ECOG 0 - 1 - Signed consent Exclusion Criteria: - Pregnancy - Angina - HIV"
        )
        == """\
inclusion: Inclusion Criteria
  - Age 18 - 75 years
  - ECOG 0 - 1
  - Signed consent
exclusion: Exclusion Criteria
  - Pregnancy
  - Angina
  - HIV"""
    )


def test_prose_without_bullets_gives_a_line_an_item() -> None:
    assert (
        shape("INCLUSION CRITERIA:\n\nAge >= 18 years.\n\nLife expectancy over 3 months.\n\nEXCLUSION CRITERIA:\n\nNone")
        == """\
inclusion: INCLUSION CRITERIA
  - Age >= 18 years.
  - Life expectancy over 3 months.
exclusion: EXCLUSION CRITERIA
  - None"""
    )


def test_topics_of_requirements_are_inclusion_and_their_parts_are_cut() -> None:
    text = (
        "DISEASE CHARACTERISTICS: Proven melanoma\n\n"
        "PATIENT CHARACTERISTICS: Age: 18 and over Performance status: ECOG 0-1 Renal: normal"
    )
    assert (
        shape(text)
        == """\
inclusion: DISEASE CHARACTERISTICS
  - Proven melanoma
inclusion: PATIENT CHARACTERISTICS
  - Age: 18 and over
  - Performance status: ECOG 0-1
  - Renal: normal"""
    )


def test_one_criterion_without_a_heading_is_one_group_of_no_list() -> None:
    assert (
        shape("7. Abnormal values as follows:\n   1. Hemoglobin \\< 10 g/dL\n   2. Platelets \\< 75")
        == """\
no list:
  7. Abnormal values as follows: | ALL?
    1. Hemoglobin < 10 g/dL
    2. Platelets < 75"""
    )


def test_the_section_of_text_without_a_heading_can_be_given() -> None:
    outline = split("* Values as follows:\n  * Hb < 10\n  * PLT < 75", section="exclusion")
    assert [(group.kind, group.items[0].logic) for group in outline.groups] == [("exclusion", "ANY")]


@pytest.mark.parametrize(
    "wrapped",
    [
        "consent before being\n        excluded.",
        "must meet the\n        eligibility criteria for the subprotocol within 4 weeks",
        "as in the\n        inclusion criteria.",
    ],
)
def test_the_rest_of_a_sentence_is_no_heading(wrapped: str) -> None:
    start = "\n        Inclusion Criteria:\n\n        Patients who were seen by a physician and gave their written "
    text = f"{start}{wrapped}\n\n        Age >= 18\n"
    outline = split(text)
    assert [group.kind for group in outline.groups] == ["inclusion"]
    assert outline.groups[0].top_level_count == 2


@pytest.mark.parametrize("text", ["", "\n \r\n", "* ", "1.", "a."])
def test_a_text_without_a_word_has_no_items(text: str) -> None:
    assert [item.text for item in split(text).walk()] == []


def test_escapes_are_undone_in_the_text_and_kept_in_the_span() -> None:
    text = "Inclusion Criteria:\n* ANC \\>= 1.5×10\\^9/L \\&gt; x \\[a\\] \\~5 &amp;lt; 2"
    item = next(split(text).walk())
    assert item.text == "ANC >= 1.5×10^9/L > x [a] ~5 < 2"
    assert item.span.cut(text) == text[22:]


def test_what_joins_two_items_is_in_neither() -> None:
    assert (
        shape(
            "Inclusion Criteria:\n* Measurable disease defined as:\n"
            "  * M-protein >= 0.5 g/dL\n    and/or\n  * OR urine M-protein >= 200 mg"
        )
        == """\
inclusion: Inclusion Criteria
  - Measurable disease defined as: | ANY
    - M-protein >= 0.5 g/dL
    - urine M-protein >= 200 mg"""
    )


@pytest.mark.parametrize(
    "parent",
    [
        "* Patients with the following diagnosis, eligible to undergo transplantation from a matched related donor",
        "* Is known to be HIV positive, unless all the following criteria are met:",
        "* Age at inclusion;",
    ],
)
def test_bullets_below_one_criterion_are_its_children(parent: str) -> None:
    outline = split(f"{parent}\n  * first of them\n  * second of them", section="inclusion")
    assert [len(item.children) for group in outline.groups for item in group.items] == [2]


def test_numbers_below_a_full_line_are_a_list_and_not_the_rest_of_the_line() -> None:
    assert (
        shape("10. Is known to be HIV positive, unless all the following criteria are met:\n    1. CD4\n    2. viral load")
        == """\
no list:
  10. Is known to be HIV positive, unless all the following criteria are met: | ALL | exception
    1. CD4
    2. viral load"""
    )


@pytest.mark.parametrize("bullet", [*"•‣⁃·▪●○◦■□–—➢✓◆▶∙※❖⦁❑➔−→°◾", "o", "\\uf0b7", "\\-", "\\*"])
def test_every_bullet_begins_an_item(bullet: str) -> None:
    sign = bullet.replace("\\uf0b7", "\uf0b7")
    outline = split(f"Inclusion Criteria:\n{sign} Measurable disease\n{sign} Consent is given\n{sign} Prior surgery")
    assert [item.text for item in outline.walk()] == ["Measurable disease", "Consent is given", "Prior surgery"]


@pytest.mark.parametrize("line", ["− 80 years", "→ 5 mg", "-5/del(5q)", "o-nitrophenol", "off study"])
def test_a_sign_before_a_number_and_a_word_s_first_letter_are_no_bullets(line: str) -> None:
    assert [item.text for item in split(f"Inclusion Criteria:\n{line}").walk()] == [line]


def test_lines_that_each_end_a_sentence_are_statements_though_one_fills_the_width() -> None:
    text = (
        "Inclusion Criteria:\ncT2-T3/N0-N1-M1a-M1b(node only) squamous or adenocarcinoma, potentially resectable.\n"
        "Karnofsky performance status greater than or equal to 80%.\nHeart and lungs fit for surgery.\nAge 18 or older."
    )
    assert [item.text.split()[0] for item in split(text).walk()] == ["cT2-T3/N0-N1-M1a-M1b(node", "Karnofsky", "Heart", "Age"]
