"""Lists inside lists are read as deep as people write them; deeper ones end the reading, never the patience."""

from __future__ import annotations

from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.criteria import Unread, walk


def _nested(levels: int) -> str:
    lines = [f"{'  ' * level}* Adequate organ function within 7 days, all of:" for level in range(levels)]
    return "\n".join(["Inclusion Criteria:", "", *lines, f"{'  ' * levels}* Hemoglobin >= 9 g/dL", "* Age 18 years or older"])


def _whys(text: str) -> list[str]:
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    return [node.why for line in lines for node in walk(line.node) if isinstance(node, Unread)]


def test_a_list_as_deep_as_real_ones_is_read() -> None:
    assert "a list nested too deeply" not in _whys(_nested(5))


def test_a_list_thirty_levels_deep_is_not_read_and_the_rest_is() -> None:
    text = _nested(30)
    assert "a list nested too deeply" in _whys(text)
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    assert lines[-1].text == "Age 18 years or older"
    assert not any(isinstance(node, Unread) for node in walk(lines[-1].node))
