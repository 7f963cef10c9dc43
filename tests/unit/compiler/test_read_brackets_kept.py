"""Brackets kept: what narrows the words before a bracket is kept with them; what only says the same again is dropped."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Significant neuropathy (Grades 3 to 4, or Grade 2 with pain) within 14 days",
            'no neuropathy [significance: clinically significant; described: "Grades 3 to 4, or Grade 2 with pain"] '
            "within 14 days before registration",
        ),
        (
            "Major surgery (under general anesthesia) within 30 days prior to registration",
            "no major surgery [described: under general anesthesia] within 30 days before registration",
        ),
        (
            "Untreated brain metastases, or active brain metastases (progressing or needing corticosteroids)",
            "none of (brain metastasis [treatment: untreated], "
            "brain metastasis [activity: active; described: progressing or needing corticosteroids])",
        ),
        ("Antipsychotics (first and second generation)", "no antipsychotic [described: first and second generation] now"),
    ],
)
def test_what_a_bracket_narrows_keeps_its_words(text: str, expected: str) -> None:
    assert reading(text, "exclusion").replace('"', "") == expected.replace('"', "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patients receiving warfarin (Coumadin [R])", "no warfarin now"),
        (
            "History of hereditary hemorrhagic telangiectasia (Osler-Weber-Rendu syndrome)",
            "no hereditary hemorrhagic telangiectasia",
        ),
        ("HIV infection (positive HIV1/2 antibody)", "no hiv infection"),
    ],
)
def test_what_says_the_same_again_narrows_nothing(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prior radiotherapy (or brachytherapy of the same site)",
        "Renal dysfunction (creatinine > 1.6 mg, and BUN > 22 units)",
        "Vascular disease (aneurysm, flurble)",
        "Chemotherapy (< 6 months)",
    ],
)
def test_what_adds_a_way_a_value_or_leave_is_not_kept_as_a_narrower_word(text: str) -> None:
    assert "described" not in reading(text, "exclusion")


def test_an_operation_that_is_only_limited_is_not_asked_for_with_its_bracket() -> None:
    assert "described" not in reading("Minor surgery > 7 days before entry (port placement excepted, if healed)", "inclusion")


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("MRI of the brain for the screening of brain metastases (prior to discontinuation of nivolumab)", "described"),
        ("Metastatic prostate cancer (positive bone scan and measurable disease)", "has prostate cancer [extent: metastatic]"),
        ("Confirmed melanoma (prior diagnosis okay)", "described"),
        ("CRC ([non-MSI-H/dMMR) specific", "described"),
    ],
)
def test_a_required_sentence_of_other_things_or_with_leave_keeps_its_bracket_unread(text: str, absent: str) -> None:
    assert absent not in reading(text, "inclusion")


def test_a_bracket_that_names_both_of_two_opposites_narrows_nothing() -> None:
    assert reading("Plasma cell leukemia (active or prior)", "exclusion") == "no plasma cell leukemia"


def test_each_bracket_is_kept_with_the_thing_before_it_alone() -> None:
    said = reading(
        "Significant hemorrhage (> 30 mL an episode in 3 months) or hemoptysis (> 5 mL fresh blood in 4 weeks)", "exclusion"
    )
    assert said.count("> 30 mL") == said.count("> 5 mL") == 1


def test_a_bracket_that_spares_somebody_is_not_dropped_as_a_name() -> None:
    text = "Hemolysis or thrombocytopenia (positive direct antiglobulin test or immune-mediated cytopenias are not exclusions)"
    assert "cytopenias are not exclusions" in reading(text, "exclusion")
