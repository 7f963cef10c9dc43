"""`benchmarks.cases` on a small file of each kind: what it counts, and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.cases import CAUTIOUS, EXACT, INVERTED, RASH, Prediction, main

LINE_CASE = {
    "id": "x-1",
    "source": "nowhere",
    "section": "inclusion",
    "class": "simple_numeric",
    "context": None,
    "text": "Age ≥18 years",
    "patients": [
        {"on": "2026-03-16", "sheet": {"id": "a", "age": 18}, "expect": "pass", "why": "18 is included"},
        {"on": "2026-03-16", "sheet": {"id": "b"}, "expect": "unknown", "reason": "not recorded", "why": "no age"},
        {"on": "2026-03-16", "sheet": {"id": "c", "age": 17}, "expect": "pass", "why": "wrong on purpose: 17 is not"},
    ],
}


def test_every_prediction_is_written_and_an_inverted_one_is_listed_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.json"
    cases.write_text(json.dumps(LINE_CASE) + "\n", "utf-8")
    assert main([str(cases), "--json", str(out)]) == 1
    assert json.loads(out.read_text("utf-8")) == [
        {"case": "x-1", "patient": "a", "expect": "pass", "predicted": "pass", "reason": None},
        {"case": "x-1", "patient": "b", "expect": "unknown", "predicted": "unknown", "reason": "not recorded"},
        {"case": "x-1", "patient": "c", "expect": "pass", "predicted": "fail", "reason": None},
    ]
    shown = capsys.readouterr().out
    assert "inverted: 1" in shown
    assert "x-1 c (simple_numeric): expected pass, got fail" in shown


def test_a_whole_trial_that_is_not_at_hand_is_unknown_and_said_by_stage(tmp_path: Path) -> None:
    case = {
        "id": "P-1",
        "trial": "NO-SUCH-TRIAL",
        "on": "2026-03-16",
        "sheet": {"id": "P-1", "age": 61},
        "expect": {"screening": "eligible"},
        "failing": [],
        "unknown": [],
        "why": "",
    }
    cases, out = tmp_path / "patients.jsonl", tmp_path / "out.json"
    cases.write_text(json.dumps(case) + "\n", "utf-8")
    assert main([str(cases), "--json", str(out)]) == 0
    assert json.loads(out.read_text("utf-8")) == [
        {"case": "P-1", "stage": "screening", "failing": [], "unknown": [], "expect": "eligible", "predicted": "unknown"}
    ]


@pytest.mark.parametrize(
    ("expect", "predicted", "outcome"),
    [
        ("pass", "pass", EXACT),
        ("unknown", "unknown", EXACT),
        ("pass", "unknown", CAUTIOUS),
        ("eligible", "unknown", CAUTIOUS),
        ("pass", "fail", INVERTED),
        ("ineligible", "eligible", INVERTED),
        ("unknown", "fail", RASH),
    ],
)
def test_a_prediction_is_of_one_of_four_kinds(expect: str, predicted: str, outcome: str) -> None:
    assert Prediction(case="x", group="g", subject="a", expect=expect, predicted=predicted).outcome == outcome
