"""Steps: a change that is not tried would have changed nothing; what did not change stays the very same."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.listing import members
from trialwright.compiler.phrasing import phrases
from trialwright.compiler.setting import Setting, sorts_of
from trialwright.compiler.steps import Row, Steps, chunks_through, words_read
from trialwright.compiler.tagging.normalise import normalise
from trialwright.compiler.tagging.tag import default_tagger, tag
from trialwright.compiler.wording.sought import needed_words, needs

SENTENCES = (Path(__file__).parents[2] / "golden" / "sentences.txt").read_text("utf-8").splitlines()
_EVERY = 6


def may_change(row: Row[Any], chunks: tuple[Chunk, ...], setting: Setting) -> bool:
    """Whether a sort, and a word of each row, that the change needs is there."""
    needed, change = row
    if needed is not None and needed.isdisjoint(sorts_of(chunks)):
        return False
    read = words_read(chunks, setting)
    return all(any(word in read for word in words) for words in needed_words(change))


class Checked:
    """Puts things through the steps, those that would be left out too, and sees that these change nothing."""

    def __init__(self) -> None:
        self.left_out = 0

    def __call__(self, steps: Steps[Any], said: Any, setting: Setting) -> Any:
        for row in steps:
            changed = row[1](said, setting)
            if not may_change(row, said if isinstance(said, tuple) else tuple(chain.from_iterable(said)), setting):
                self.left_out += 1
                assert list(changed) == list(said), (row[1], said)
            said = changed
        return said


@pytest.mark.parametrize(("module", "name"), [(members, "members_through"), (phrases, "chunks_through")])
def test_a_step_that_is_left_out_would_have_changed_nothing(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = Checked()
    monkeypatch.setattr(module, name, checked)
    for line in SENTENCES[::_EVERY]:
        section, _, text = line.partition(" ")
        if section in ("I", "E"):
            compile_criteria(text, section="exclusion" if section == "E" else "inclusion")
    assert checked.left_out > len(SENTENCES) // _EVERY


def test_chunks_that_no_step_changes_are_the_very_same() -> None:
    normal = normalise("Hemoglobin >= 9 g/dL")
    setting = Setting(normal=normal, exclusion=False, tagger=default_tagger())
    said = tag(normal.text)
    copied: list[tuple[Chunk, ...]] = []

    def copying(chunks: tuple[Chunk, ...], _setting: Setting) -> tuple[Chunk, ...]:
        copied.append((*chunks,))
        return copied[-1]

    assert chunks_through(Steps((None, copying), (frozenset({Sort.NEG}), copying)), said, setting) is said
    assert len(copied) == 1


@pytest.mark.parametrize(("word", "tried"), [("hemo", 1), ("HEMOGLOBIN", 1), ("platelets", 0), ("g/dl", 1)])
def test_a_step_that_needs_a_word_is_tried_where_it_is_read_be_it_within_another(word: str, tried: int) -> None:
    normal = normalise("Hemoglobin >= 9 g/dL")
    setting = Setting(normal=normal, exclusion=False, tagger=default_tagger())
    seen: list[tuple[Chunk, ...]] = []

    @needs(word)
    def seeing(chunks: tuple[Chunk, ...], _setting: Setting) -> tuple[Chunk, ...]:
        seen.append(chunks)
        return chunks

    chunks_through(Steps((None, seeing)), tag(normal.text), setting)
    assert len(seen) == tried


def test_a_step_behind_one_that_brings_in_what_it_needs_is_tried() -> None:
    normal = normalise("Hemoglobin >= 9 g/dL")
    setting = Setting(normal=normal, exclusion=False, tagger=default_tagger())

    def turned(chunks: tuple[Chunk, ...], _setting: Setting) -> tuple[Chunk, ...]:
        return (Chunk(sort=Sort.NEG, start=0, end=0, text="never", value="not"), *chunks)

    @needs("never")
    def ended(chunks: tuple[Chunk, ...], _setting: Setting) -> tuple[Chunk, ...]:
        return chunks[:1]

    rows = Steps[tuple[Chunk, ...]]((None, turned), (frozenset({Sort.NEG}), ended), (None, turned))
    assert [chunk.text for chunk in chunks_through(rows, tag(normal.text), setting)] == ["never", "never"]
