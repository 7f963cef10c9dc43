"""A search for a patient leaves out only trials of another disease for sure, and says how many it judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.shelf.records import study

from trialwright.find.asking import Query
from trialwright.patients.sheet import read_sheets
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf

ON = dt.date(2026, 3, 1)
SHEET = """id: P1
age: 61
sex: female
facts:
  - {what: gastric cancer, date: 2025-11}
complete: [conditions]
"""


def _study(nct: str, *conditions: str, **more: Any) -> TrialRecord:
    return study(nct, f"Drug X in {conditions[0]}", conditionsModule={"conditions": list(conditions)}, **more)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as opened:
        opened.add(
            [
                _study("NCT00000001", "Breast Cancer"),
                _study("NCT00000002", "Gastric Cancer"),
                _study("NCT00000003", "Breast Cancer", "Gastric Cancer"),
                _study("NCT00000004", "Xyzzy Syndrome"),
                _study("NCT00000005", "Breast Cancer", "Xyzzy Syndrome"),
                _study("NCT00000006", "Solid Tumor"),
            ]
        )
        yield opened


def _keys(shelf: Shelf, query: Query, **more: Any) -> tuple[list[str], tuple[str, ...]]:
    (facts,) = read_sheets(SHEET, name="sheet")
    found = shelf.for_patient(facts, query, on=ON, **more)
    return [item.judged.protocol.key for item in found.ranking], found.notes


def test_only_a_trial_of_another_disease_for_sure_is_left_out_and_that_is_said(shelf: Shelf) -> None:
    keys, notes = _keys(shelf, Query())
    assert sorted(keys) == ["NCT00000002", "NCT00000003", "NCT00000004", "NCT00000005", "NCT00000006"]
    assert notes == ("6 trials pass the search; 1 of them are for another disease by their conditions and were left out",)


def test_the_trials_of_the_recorded_disease_are_judged_first_and_a_limit_is_said(shelf: Shelf) -> None:
    keys, notes = _keys(shelf, Query(), most=2)
    assert sorted(keys) == ["NCT00000002", "NCT00000003"]
    assert notes[1] == "2 of the other 5 were judged, those for the recorded disease first: narrow the search to judge the rest"


def test_a_query_narrows_what_is_judged(shelf: Shelf) -> None:
    keys, _ = _keys(shelf, Query(words="Xyzzy", meaning=False))
    assert sorted(keys) == ["NCT00000004", "NCT00000005"]
