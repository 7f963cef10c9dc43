"""A text enters, how hard it is to read leaves: the Flesch-Kincaid grade of English, the Flesch-Douma score of Dutch."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_KLINKERS = re.compile(r"[aeiouyáéëèïíóöúü]+")
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


def reading_ease(text: str) -> float:
    """How easy a Dutch text reads, from 0 (hard) to 100 (very easy); 100 where it has no words. Syllables are groups of vowels.

    Source: Douma 1960, "De leesbaarheid van landbouwbladen": Flesch's score with the weights of Dutch.

    >>> reading_ease("De kat zit op de mat.") > 90 > reading_ease("Onderzoekers karakteriseren tumorheterogeniteit.")
    True
    """
    words = _LETTERS.findall(text)
    if not words:
        return 100.0
    sentences = max(1, len(_END.findall(text)))
    groups = sum(max(1, len(_KLINKERS.findall(word.lower()))) for word in words)
    return min(100.0, max(0.0, round(206.835 - 0.93 * len(words) / sentences - 77 * groups / len(words), 1)))


def syllables(word: str) -> int:
    """About how many syllables an English word has.

    >>> [syllables(word) for word in ("trial", "cancer", "time", "people")]
    [2, 2, 1, 2]
    """
    plain = word.lower()
    count = len(_VOWELS.findall(plain)) + len(_PARTED.findall(plain))
    return max(1, count - bool(_SILENT.search(plain)))
