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


def test_of_trials_for_one_disease_those_that_take_patients_in_are_judged_first(tmp_path: Path) -> None:
    closed = _study("NCT00000001", "Gastric Cancer", status={"overallStatus": "COMPLETED"})
    wider = _study("NCT00000002", "Xyzzy Syndrome")
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as shelf:
        shelf.add([closed, wider, _study("NCT00000003", "Gastric Cancer")])
        keys, _ = _keys(shelf, Query(), most=1)
        assert keys == ["NCT00000003"]
        keys, _ = _keys(shelf, Query(), most=2)
        assert sorted(keys) == ["NCT00000001", "NCT00000003"]


def test_how_many_of_each_sort_were_judged_is_told(shelf: Shelf) -> None:
    (facts,) = read_sheets(SHEET, name="sheet")
    found = shelf.for_patient(facts, Query(), on=ON, most=4).chosen
    assert (found.same, found.open, found.other_disease) == (3, 2, 1)
    assert (found.same_chosen, found.open_chosen, found.left) == (3, 1, 1)
    assert found.same + found.open + found.other_disease == found.found == len(shelf)


def test_a_fault_in_one_trial_loses_no_other_and_is_told_by_its_key(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    from trialwright.shelf import patient_search

    whole = patient_search.evaluate_again

    def breaks(protocol: Any, patient: Any, context: Any) -> Any:
        if protocol.key == "NCT00000002":
            raise ValueError("the patient's own words")
        return whole(protocol, patient, context)

    monkeypatch.setattr(patient_search, "evaluate_again", breaks)
    (facts,) = read_sheets(SHEET, name="sheet")
    found = shelf.for_patient(facts, Query(), on=ON)
    assert found.failed == ("NCT00000002",)
    assert found.judged == 4
