"""Brackets that abbreviate the words before them."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("Prior treatment with a poly ADP ribose polymerase (PARP) inhibitor", "no PARP inhibitor"),
        ("Prior therapy with a phosphatidylinositol-3-kinase (PI3K) inhibitor", "no PI3K inhibitor"),
        ("Oral or intravenous (IV) antibiotics within 2 weeks prior to registration", None),
        ("Known human immunodeficiency virus (HIV) infection", "no hiv infection"),
        ("Prior epidermal growth factor receptor [EGFR] tyrosine kinase inhibitor", "no EGFR TKI"),
    ],
)
def test_a_name_goes_on_behind_a_bracket_that_abbreviates_its_beginning(line: str, meaning: str | None) -> None:
    found = reading(line, "exclusion")
    assert found == (meaning or "no systemic antibiotic within 2 weeks before registration")


def test_a_bracket_whose_letters_are_not_in_the_words_before_it_is_kept() -> None:
    assert "warfarin" in reading("Use of anticoagulants (warfarin) within 7 days before registration", "exclusion")


def test_a_bracket_that_holds_a_stage_is_no_abbreviation() -> None:
    assert "stage" in reading("Melanoma of the skin (stage IV)", "inclusion")
