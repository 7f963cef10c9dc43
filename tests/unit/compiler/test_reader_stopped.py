"""A defect of ours in one line: the line is left unread, with a finding, and everything else is read as ever."""

from __future__ import annotations

import pytest

from trialwright.compiler import compile as compiling
from trialwright.compiler.compile import Compiled, compile_criteria
from trialwright.compiler.statement import Passed, Statement
from trialwright.protocol.criteria import Compare, Unread

_TEXT = "Inclusion Criteria:\n* Age >= 18 years\n* Platelets >= 100 x 10^9/L:\n  * without transfusion\n* ECOG 0-1\n"


def _with_a_defect(monkeypatch: pytest.MonkeyPatch, word: str) -> Compiled:
    """`_TEXT` compiled by a reader that stops on any statement that has the word."""
    tag = compiling._tag

    def stops(work: compiling.Work, statements: tuple[Statement, ...], findings: tuple[object, ...]) -> Passed:
        if sum(word in statement.normal.text for statement in statements) == 1:
            raise IndexError("tuple index out of range")
        return tag(work, statements, findings)  # type: ignore[arg-type]

    monkeypatch.setattr(compiling, "_tag", stops)
    return compile_criteria(_TEXT)


def test_the_line_is_left_unread_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _with_a_defect(monkeypatch, "Platelets").built.stages[0].lines
    assert [type(line.node) for line in lines] == [Compare, Unread, Compare]
    assert lines[1].text == "Platelets >= 100 x 10^9/L:\n  * without transfusion"


def test_the_finding_names_the_line_and_the_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = [item for item in _with_a_defect(monkeypatch, "Platelets").findings if item.code == "READER_STOPPED"]
    assert "IndexError" in found.message
    assert found.span is not None
    assert found.span.cut(_TEXT) == "Platelets >= 100 x 10^9/L:\n  * without transfusion"


def test_where_only_the_whole_stops_every_line_is_left_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(statements: tuple[Statement, ...], text: str) -> tuple[Statement, ...]:
        if len(statements) > 1:
            raise RecursionError
        return statements

    monkeypatch.setattr(compiling, "in_cohorts", stops)
    compiled = compile_criteria(_TEXT)
    assert [type(line.node) for line in compiled.built.stages[0].lines] == [Unread, Unread, Unread]
    assert sum(item.code == "READER_STOPPED" for item in compiled.findings) == 3


def test_nothing_is_left_where_nothing_stops() -> None:
    assert not [item for item in compile_criteria(_TEXT).findings if item.code == "READER_STOPPED"]
