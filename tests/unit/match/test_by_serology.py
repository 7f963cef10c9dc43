"""An antibody beside a complete list: it may be of the infection that a trial keeps out, which its virus tells."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome


def _result(what: str, value: str) -> dict[str, Any]:
    return {"what": what, "value": value, "date": "2026-03-10"}


@pytest.mark.parametrize(
    ("line", "facts", "expected"),
    [
        ("Active hepatitis C", [_result("HCV antibody", "positive")], "unknown"),
        ("Hepatitis C", [_result("HCV antibody", "positive")], "unknown"),
        ("Active hepatitis C", [_result("HCV antibody", "positive"), _result("HCV RNA", "undetectable")], "pass"),
        ("Active hepatitis C", [_result("HCV antibody", "positive"), _result("HCV RNA", "detectable")], "fail"),
        ("Active hepatitis C", [_result("HCV antibody", "negative")], "pass"),
        ("Active hepatitis B", [_result("anti-HBc", "positive")], "unknown"),
        ("Active hepatitis B", [_result("anti-HBc", "positive"), _result("HBsAg", "negative")], "pass"),
        ("Active hepatitis B", [], "pass"),
    ],
)
def test_an_antibody_is_asked_about_until_the_virus_is_told(line: str, facts: list[dict[str, Any]], expected: str) -> None:
    assert outcome(line, "exclusion", *facts, complete=["conditions"]) == expected


def test_a_recorded_absence_of_the_infection_itself_needs_no_virus() -> None:
    absent = {"what": "hepatitis C", "present": False, "date": "2026-03-12"}
    assert outcome("Active hepatitis C", "exclusion", _result("HCV antibody", "positive"), absent) == "pass"
