"""The table of docs/explanation/unknown-is-an-answer.md is true: each row is judged, and its verdict and reason compared."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import trialwright as tw

ROOT = Path(__file__).parents[2]
ON = dt.date(2026, 3, 16)
_ROW = re.compile(r"^\| ((?:creatinine|nothing)[^|]*) \| (pass|fail|unknown)(?:: ([a-z ]+))? \|", re.MULTILINE)
_VALUE = re.compile(r"^creatinine ([\d.]+)(?: ([^ ,]+))?(?: on (\d{4}-\d\d-\d\d))?")
_CRITERION = (
    "Inclusion Criteria:\n* Adequate organ function within 14 days prior to the first registration. "
    "(i) Hemoglobin >= 9.0 g/dL (ii) Creatinine <= 1.5 mg/dL (<= 2.3 mg/dL for luminal breast cancer)\n"
)


def _rows() -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "explanation" / "unknown-is-an-answer.md").read_text("utf-8")
    return [(found[1], found[2], found[3] or "") for found in _ROW.finditer(text)]


def _facts(said: str) -> str:
    facts = ["{what: hemoglobin, value: 12.9, unit: g/dL, date: 2026-03-09}"]
    if (value := _VALUE.match(said)) is not None:
        parts = {"what": "creatinine", "value": value[1], "unit": value[2], "date": value[3] or "2026-03-09"}
        facts.append("{" + ", ".join(f"{key}: {part}" for key, part in parts.items() if part) + "}")
    for subtype in ("luminal breast cancer", "triple-negative breast cancer"):
        if subtype in said:
            facts.append(f"{{what: {subtype}, date: 2026-02-20}}")
    unsaid = "" if "breast cancer" in said or said == "nothing" else "{what: breast cancer, date: 2026-02-20}"
    return f"{{id: P, sex: female, facts: [{', '.join(filter(None, [*facts, unsaid]))}]}}"


def test_the_table_is_found() -> None:
    assert len(_rows()) == 9


@pytest.mark.parametrize(("said", "outcome", "reason"), _rows())
def test_the_row_is_true(said: str, outcome: str, reason: str) -> None:
    page = f"A trial\nEligibility Criteria\n{_CRITERION}".encode()
    verdict = tw.evaluate(tw.load(page, name="page.txt"), tw.read_sheet(_facts(said)), on=ON)
    line = verdict.stages[0].lines[0]
    assert (line.outcome.value, line.reason.value if line.reason else "") == (outcome, reason)
