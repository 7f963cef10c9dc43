"""The criteria of the seed pages enter as printed, the readings kept beside this file must leave; `make golden` renews them.

A golden file is not a claim that every reading is right: it shows what a change of the compiler changes. Read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.compiler.outlines_in import OPENS_AND_ENDS, seed_criteria

from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.criteria import Ask, NoConstraint, Readings, Unread, walk, without_spans
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, Stage

KEPT = Path(__file__).parent / "readings"


def state(line: Line) -> str:
    """How far a line was read: as a whole, in part, in more than one way, not at all, or as nothing to hold against a patient."""
    nodes = list(walk(line.node))
    leaves = [node for node in nodes if not hasattr(node, "items") and not hasattr(node, "item") and not hasattr(node, "then")]
    holes = [node for node in leaves if isinstance(node, Unread)]
    if isinstance(line.node, NoConstraint):
        return "no constraint"
    if holes:
        return "not read" if len(holes) == len(leaves) else "read in part"
    if any(isinstance(node, Readings) for node in nodes):
        return "several readings"
    return "to be asked" if all(isinstance(node, Ask) for node in leaves) else "read"


def told(stages: tuple[Stage, ...]) -> str:
    """The stages as text: a heading for each, then for each line its id, its state and its reading."""
    blocks = []
    for stage in stages:
        opens = f" (begins with {stage.begins})" if stage.begins else ""
        blocks.append(f"== {stage.name}{opens}")
        for line in stage.lines:
            cohort = f" | {line.cohort}" if line.cohort else ""
            words = " ".join(line.text.split())
            blocks.append(f"{line.id} | {state(line)}{cohort} | {words[:90]}\n{print_criterion(without_spans(line.node))}")
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("seed", sorted(OPENS_AND_ENDS))
def test_the_readings_are_those_that_were_reviewed(seed: str, pytestconfig: pytest.Config) -> None:
    kept = KEPT / f"{seed}.txt"
    readings = told(compile_criteria(seed_criteria(seed)).built.stages)
    if pytestconfig.getoption("--update-golden", default=False):
        KEPT.mkdir(exist_ok=True)
        kept.write_text(readings, encoding="utf-8")
    assert readings == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Age ≥ 18 years", "read"),
        ("Known allergy to the study drug, wosselitis or brundoma", "read in part"),
        ("Confirmed wosselitis", "not read"),
        ("Able to swallow tablets", "to be asked"),
        ("Prior radiotherapy is allowed", "no constraint"),
        ("BMI 19 kg/m2", "several readings"),
    ],
)
def test_the_state_of_a_line_tells_how_far_it_was_read(text: str, expected: str) -> None:
    (line,) = compile_criteria(text, section="inclusion").built.stages[0].lines
    assert state(line) == expected
