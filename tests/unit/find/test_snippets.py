"""Stretches that are shown of a trial: which words in them are marked."""

from __future__ import annotations

import pytest

from trialwright.find.snippets import Stems, snippets


def _marked(text: str, *stems: str) -> list[str]:
    (found,) = snippets({"Summary": (text,)}, frozenset(stems), Stems(str.lower))
    return [mark.cut(found.text) for mark in found.marks]


@pytest.mark.parametrize(
    ("text", "stems", "marked"),
    [
        ("Part 2 of a study of HER2 expressing tumors", ("her", "2"), ["HER2"]),
        ("A rise of CA 19-9 in 19 patients", ("ca", "19", "9"), ["CA", "19", "9"]),
        ("HER2 and HER3", ("her",), ["HER", "HER"]),
        ("In 2 of 3 parts", ("2",), ["2"]),
    ],
)
def test_a_number_is_marked_with_the_word_before_it_and_not_alone(text: str, stems: tuple[str, ...], marked: list[str]) -> None:
    assert _marked(text, *stems) == marked
