"""A text enters, how many years of school it takes to read it leaves: the Flesch-Kincaid grade."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_END = re.compile(r"[.!?:]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_PARTED = re.compile(r"(?<![tscg])i[ao]")  # "tri-al", "radi-ation"; not "-tion"
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^sxzcghaeiouy])es$|(?<=[^tdaeiouy])ed$")


def reading_grade(text: str) -> float:
    """The US school grade of an English text, 0 where it has no words. Syllables are groups of vowels: give or take one grade.

    Source: Kincaid and others 1975, "Derivation of new readability formulas for Navy enlisted personnel".

    >>> reading_grade("The cat sat on the mat.") < 2 < reading_grade("Investigators characterise heterogeneity.")
    True
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(text)))
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(0.0, round(grade, 1))


def syllables(word: str) -> int:
    """About how many syllables an English word has.

    >>> [syllables(word) for word in ("trial", "cancer", "time", "people")]
    [2, 2, 1, 2]
    """
    plain = word.lower()
    count = len(_VOWELS.findall(plain)) + len(_PARTED.findall(plain))
    return max(1, count - bool(_SILENT.search(plain)))
