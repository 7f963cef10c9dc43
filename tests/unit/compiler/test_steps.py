"""Steps: a change that is not tried would have changed nothing; what did not change stays the very same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.listing import members
from trialwright.compiler.phrasing import phrases
from trialwright.compiler.setting import Setting, sorts_of
from trialwright.compiler.steps import chunks_through
from trialwright.compiler.tagging.normalise import normalise
from trialwright.compiler.tagging.tag import default_tagger, tag

SENTENCES = (Path(__file__).parents[2] / "golden" / "sentences.txt").read_text("utf-8").splitlines()
_EVERY = 6


class Checked:
    """Puts things through the steps, those that would be left out too, and sees that these change nothing."""

    def __init__(self) -> None:
        self.left_out = 0

    def __call__(self, steps: Sequence[tuple[frozenset[Sort] | None, Any]], said: Any, setting: Setting) -> Any:
        for needed, change in steps:
            changed = change(said, setting)
            there = sorts_of(said) if isinstance(said, tuple) else set().union(*map(sorts_of, said))
            if needed is not None and needed.isdisjoint(there):
                self.left_out += 1
                assert list(changed) == list(said), (change, said)
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

    assert chunks_through(((None, copying), (frozenset({Sort.NEG}), copying)), said, setting) is said
    assert len(copied) == 1
