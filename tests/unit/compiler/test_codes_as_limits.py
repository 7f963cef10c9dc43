"""Limits that are codes of a scale are held against one another only where both are numbers."""

from __future__ import annotations

from tests.unit.compiler.readings import reading


def test_a_sentence_about_those_beyond_a_code_is_read_without_comparing_codes_as_numbers() -> None:
    text = "NYHA class I or II; if NYHA class is III, ejection fraction must be >= 50 %"

    assert "NYHA class" in reading(text, "inclusion")


def test_a_small_letter_is_part_of_a_stage() -> None:
    assert reading("Stage IIIb non-small cell lung cancer", "inclusion") == "all of (non-small cell lung cancer, stage is IIIB)"
