"""Re-created pages of thirty portals: every value of their index is read by labels, and nothing where the index says null."""

from __future__ import annotations

import json
from typing import Any

import pytest
from benchmarks.pages import INVENTED, MISSING, RIGHT, WRONG, compare
from tests.unit.registries.pages_in import DATA

from trialwright.registries.pages.labelled import read_labelled
from trialwright.registries.pages.text import page_text
from trialwright.registries.record import Standing, TrialRecord

PAGES = DATA / "pages"
ENTRIES = [json.loads(line) for line in (PAGES / "index.jsonl").read_text(encoding="utf-8").splitlines()]
NAMES = [entry["file"].removesuffix(".txt") for entry in ENTRIES]
# how many items a list has is the compiler's reading of the text, not the page reader's
ITEMS = ("inclusionItems", "exclusionItems", "inclusionNestedItems", "inclusionSubItems", "firstInclusion")


def record_of(entry: dict[str, Any]) -> TrialRecord:
    text = (PAGES / entry["file"]).read_text(encoding="utf-8")
    return read_labelled(page_text(text, name=entry["file"], url=entry["url"]))


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_every_value_of_the_index_is_read_and_none_is_invented(entry: dict[str, Any]) -> None:
    found = [item for item in compare(entry, record_of(entry)) if item.key not in ITEMS]
    assert {item.key: (item.outcome, item.read) for item in found if item.outcome != RIGHT} == {}
    assert len(found) > 1


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_the_layout_is_recognised(entry: dict[str, Any]) -> None:
    assert record_of(entry).sources[0].layout == entry["layout"]


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_every_stated_value_has_a_place_on_the_page(entry: dict[str, Any]) -> None:
    record = record_of(entry)
    text = record.sources[0].text
    stated = [item.place for item in record.provenance.values() if item.standing is Standing.STATED]
    places = [(place.start or 0, place.end or 0) for place in stated if place is not None]
    assert len(places) == len(stated)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert {path for path, _ in record.leaves()} <= {path for path, item in record.provenance.items() if item.place is not None}


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_criteria_are_kept_as_printed(entry: dict[str, Any]) -> None:
    record = record_of(entry)
    lines = [line.strip(" |") for line in (record.eligibility_text or "").split("\n")]
    added = ("Inclusion Criteria:", "Exclusion Criteria:")
    assert [line for line in lines if line and line not in record.sources[0].text and line not in added] == []


def test_the_comparison_tells_right_wrong_missing_and_invented_apart() -> None:
    record = read_labelled(page_text("Title: A Trial of Rest\nPhase: 2\nStatus: Recruiting\nEnrollment: 40", name="page"))
    golden = {"phases": ["PHASE2"], "overallStatus": "COMPLETED", "sex": "ALL", "enrollmentCount": None}
    outcomes = {item.key: item.outcome for item in compare({"file": "page", "layout": "x", "golden": golden}, record)}
    assert outcomes == {"phases": RIGHT, "overallStatus": WRONG, "sex": MISSING, "enrollmentCount": INVENTED}
