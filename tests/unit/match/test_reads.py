"""All that an answer reads of a patient goes through the accessors of `Known`, which the cohort engine watches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import trialwright.match

ROOM = Path(trialwright.match.__file__).parent
MAKES_IT = frozenset({"known", "knowing", "implied", "derive", "repeatedly", "whose"})
"""What makes the items of a patient before any question is asked, or hands them on as they are, may look at all of them."""
MODULES = sorted(path for path in ROOM.glob("*.py") if path.stem not in MAKES_IT)


def past_the_accessors(source: str) -> Iterator[str]:
    """Places where the items or the record of a patient are looked at as a whole; `stage_timeline` knows the patient anew."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        if node.value.id in ("known", "self") and node.attr in ("items", "patient"):
            yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_answer_looks_past_the_accessors(module: Path) -> None:
    found = list(past_the_accessors(module.read_text("utf-8")))
    allowed = ["known.patient"] if module.stem == "timeline" else []  # looks ahead in time: the engine does not
    assert [place.split(": ")[1] for place in found] == allowed, found


def test_a_look_past_the_accessors_is_found() -> None:
    assert list(past_the_accessors("def f(known):\n    return [i for i in known.items]")) == ["line 2: known.items"]
