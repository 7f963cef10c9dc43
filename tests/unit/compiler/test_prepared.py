"""A pass that is left out for want of the chunks that it works on would have changed nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.preparing.prepared import STEPS, unwrapped
from trialwright.compiler.setting import Setting, sorts_of
from trialwright.compiler.steps import words_read
from trialwright.compiler.tagging.normalise import normalise
from trialwright.compiler.tagging.tag import default_tagger, tag
from trialwright.compiler.wording.sought import needed_words
from trialwright.protocol.criteria import Has, When

SENTENCES = (Path(__file__).parents[2] / "golden" / "sentences.txt").read_text("utf-8").splitlines()


def test_a_pass_that_is_left_out_would_have_changed_nothing() -> None:
    left_out = 0
    for line in SENTENCES:
        section, _, text = line.partition(" ")
        if section not in ("I", "E"):
            continue
        normal = normalise(text)
        setting = Setting(normal=normal, exclusion=section == "E", tagger=default_tagger())
        said = unwrapped(tag(normal.text))
        for needed, change in STEPS:
            changed = change(said, setting)
            read = words_read(said, setting)
            words = all(any(word in read for word in row) for row in needed_words(change))
            if not words or (needed is not None and needed.isdisjoint(sorts_of(said))):
                left_out += 1
                assert changed == said, text
            said = changed
    assert left_out > len(SENTENCES)


@pytest.mark.parametrize("word", ["included", "enrolled", "recruited", "accepted"])
def test_leave_to_join_on_a_condition_requires_nobody_to_be_ill_whichever_word_gives_it(word: str) -> None:
    text = f"Patients with HIV will be {word} provided that their CD4 count is above 200/uL"
    (line,) = compile_criteria(text, section="inclusion").built.stages[0].lines
    assert isinstance(line.node, When)
    assert isinstance(line.node.condition, Has)
    assert line.node.condition.target.concept == "hiv infection"
