"""What a reader worked out from prose is found like what is stated: an acronym, a phase, ages, a portal's own summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trialwright.find.asking import Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 22)
SEEDS = sorted((Path(__file__).parents[2] / "data" / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("seeds"), create=True, writable=True) as index:
        index.update([document_of(record, key=page.stem[:3]) for page in SEEDS for record in read_records(page)])
        index.commit()
        yield index


def _keys(index: Index, **asked: Any) -> list[str]:
    return sorted(hit.key for hit in index.search(Query(**asked), on=TODAY).hits)


def test_an_acronym_that_only_prose_gives_is_found(seeds: Index) -> None:
    assert _keys(seeds, words="OLIGAMI") == ["001"]


def test_the_words_of_a_portals_summary_are_found_and_shown_as_the_portals(seeds: Index) -> None:
    hits = seeds.search(Query(words="insights"), on=TODAY).hits
    assert [hit.key for hit in hits] == ["001"]
    assert [snippet.area for snippet in hits[0].snippets] == ["PortalSummary"]


def test_the_phase_of_a_title_is_a_phase_to_choose(seeds: Index) -> None:
    assert "003" in _keys(seeds, facets={"phase": ("PHASE2",)})
    assert "003" in _keys(seeds, facets={"study_type": ("INTERVENTIONAL",)})


def test_trials_for_adults_are_found_though_their_pages_name_no_age_group(seeds: Index) -> None:
    assert _keys(seeds, facets={"age_group": ("ADULT",)}) == ["000", "001", "002", "004"]
    assert _keys(seeds, facets={"age_group": ("CHILD",)}) == []


def test_what_is_stated_stands_and_the_record_stays_as_it_was() -> None:
    section = {"identificationModule": {"briefTitle": "A", "acronym": "STATED"}}
    record = TrialRecord(protocol_section=section, derived={"acronym": "GUESSED", "phases": ["PHASE2"]})
    document = document_of(record, key="x")
    assert document.words["Acronym"] == ("STATED",)
    assert document.whole["Phase"] == ("PHASE2",)
    assert "designModule" not in record.protocol_section
