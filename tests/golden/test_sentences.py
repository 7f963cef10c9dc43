"""Sentences that are easily turned round enter, one a line of sentences.txt; each must be read as the line below it says.

`make golden` renews the readings; a sentence is added with an empty line below it. Read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.compiler.readings import reading

KEPT = Path(__file__).parent / "sentences.txt"
SECTIONS = {"I": "inclusion", "E": "exclusion"}


def pairs() -> list[tuple[str, str]]:
    """The sentences with their readings; a sentence begins with its list and its line breaks are "\\n"."""
    lines = [line for line in KEPT.read_text(encoding="utf-8").splitlines() if line.strip()]
    begins = [place for place, line in enumerate(lines) if not line.startswith(" ")]
    ends = [*begins[1:], len(lines)]
    return [
        (lines[place], " ".join(line.strip() for line in lines[place + 1 : end])) for place, end in zip(begins, ends, strict=True)
    ]


def read(sentence: str) -> str:
    """What eligibility requires by the sentence."""
    section, _, text = sentence.partition(" ")
    return reading(text.replace("\\n", "\n"), SECTIONS[section])


def test_each_sentence_is_read_as_was_reviewed(pytestconfig: pytest.Config) -> None:
    found = [(sentence, read(sentence)) for sentence, _ in pairs()]
    if pytestconfig.getoption("--update-golden", default=False):
        KEPT.write_text("\n".join(f"{sentence}\n    {words}\n" for sentence, words in found), encoding="utf-8")
    assert found == pairs()


def test_the_sentences_are_of_both_lists() -> None:
    assert {sentence.split()[0] for sentence, _ in pairs()} == set(SECTIONS)
