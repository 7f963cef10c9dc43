"""Times up to the start of several drugs of the trial, and counts of cells in a litre without their power of ten."""

from __future__ import annotations

import pytest

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def _read(text: str, section: str = "exclusion") -> str:
    return " ".join(print_criterion(protocol_of_line(text, section=section).stages[0].lines[0].node).split())


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (
            "Major surgery within 28 days before the first dose of durvalumab or tremelimumab",
            "no major surgery within 28 days before first dose",
        ),
        (
            "Major surgical procedure within 28 days prior to the first dose of durvalumab (MEDI4736) and tremelimumab.",
            "no major surgery within 28 days before first dose",
        ),
        (
            "Receipt of live vaccine within 30 days prior to the first dose of nivolumab and ipilimumab",
            "no live vaccine within 30 days before first dose",
        ),
        (
            "Any investigational agent within 21 days of cycle 1 day 1 of nivolumab plus cabozantinib",
            "no investigational agent within 21 days before first dose",
        ),
        (
            "Radiotherapy within 2 weeks prior to start of pembrolizumab and lenvatinib",
            "no radiotherapy within 2 weeks before first dose",
        ),
    ],
)
def test_who_was_given_the_second_drug_of_a_combination_before_is_not_meant(text: str, reading: str) -> None:
    assert _read(text) == reading


def test_a_time_of_its_own_begins_the_next_member() -> None:
    read = _read("Surgery within 4 weeks before the first dose of nivolumab or bevacizumab within 6 weeks before registration")
    assert "bevacizumab within 6 weeks before registration" in read


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("ANC >= 1500/L", "absolute neutrophil count >= 1500 /uL"),
        ("Platelets 100 000/L", "platelet count >= 100000 /uL"),
        ("ANC >= 1.5 /L", "absolute neutrophil count >= 1.5 10*9/L"),
        ("Neutrophils >= 2.0 109/L", "absolute neutrophil count >= 2.0 10*9/L"),
        ("Platelets >= 100 109/L", "platelet count >= 100 10*9/L"),
        ("WBC >= 3000 x 10^6/L", "white blood cell count >= 3000 10*6/L"),
        ("ANC >= 1,5 109/l", "absolute neutrophil count >= 1.5 10*9/L"),
        ("INR <= 1,5", "international normalized ratio <= 1.5"),
        ("ALT less than 2,5 UNL", "alanine aminotransferase < 2.5 x ULN"),
        ("ECOG 0,1", "ECOG performance status is 0 to 1"),
    ],
)
def test_a_count_that_nobody_could_miss_is_in_the_unit_that_was_meant(text: str, reading: str) -> None:
    assert _read(text, "inclusion") == reading


def test_a_power_of_ten_that_is_too_small_leaves_the_count_open() -> None:
    assert _read("Platelets >= 100 x 10^6/L", "inclusion").startswith("either reading ( platelet count >= 100 10*6/L,")
    assert _read("Platelets > 25.0109/L", "inclusion").startswith("unread")
