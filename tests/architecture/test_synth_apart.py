"""The generator of synthetic patients shares no code with what it is to test."""

from __future__ import annotations

from tests.architecture.source_tree import SOURCE, read_tree

JUDGES = ("trialwright.match", "trialwright.vocabulary.units", "trialwright.compiler")
"""What decides verdicts: the matcher, the conversion of units it stands on, and the reading of the criteria."""


def test_nothing_of_the_generator_imports_what_decides_verdicts() -> None:
    modules = [module for module in read_tree(SOURCE).values() if module.room == "synth"]
    assert modules
    assert [(module.name, name) for module in modules for name in module.ours() if name.startswith(JUDGES)] == []
