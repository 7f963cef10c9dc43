"""The reading grade is that of the Flesch-Kincaid formula."""

from __future__ import annotations

import pytest

from trialwright.lay.grade import reading_grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("cancer", 2),
        ("people", 2),
        ("radiation", 4),
        ("time", 1),
        ("see", 1),
        ("eligibility", 6),
        ("a", 1),
        ("rhythm", 1),
    ],
)
def test_syllables_are_groups_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_of_a_text_counted_by_hand() -> None:
    # 10 words, 2 sentences, 12 syllables: 0.39 * 5 + 11.8 * 1.2 - 15.59
    assert reading_grade("The doctor takes blood. You go home after the test.") == pytest.approx(0.5, abs=0.1)


def test_a_text_without_words_has_no_grade() -> None:
    assert reading_grade("290 / 414 ≥ 5 %") == 0.0
