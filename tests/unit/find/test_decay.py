"""Relevance falls with distance: what is near stays, what is far goes down, and no trial is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trialwright.find.asking import Decay, Query
from trialwright.find.decay import factor
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 21)
UTRECHT, PARIS, TOKYO = (52.09, 5.12), (48.86, 2.35), (35.68, 139.69)


def _trial(title: str, *places: tuple[float, float]) -> TrialRecord:
    sites: list[dict[str, Any]] = [{"city": "X", "geoPoint": {"lat": lat, "lon": lon}} for lat, lon in places]
    return TrialRecord(
        protocol_section={
            "identificationModule": {"briefTitle": title},
            "contactsLocationsModule": {"locations": sites},
        }
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    made = Index.open(Path(tmp_path_factory.mktemp("index")), create=True, writable=True)
    trials = {
        "tokyo": _trial("melanoma melanoma melanoma", TOKYO),
        "both": _trial("melanoma and more words that make it fit less", TOKYO, UTRECHT),
        "paris": _trial("melanoma and more words that make it fit less", PARIS),
        "nowhere": _trial("melanoma melanoma melanoma"),
    }
    made.update(document_of(record, None, key=key, version=1) for key, record in trials.items())
    made.commit()
    return made


def _order(index: Index, decay: Decay | None) -> list[str]:
    return [hit.key for hit in index.search(Query(words="melanoma", decay=decay, meaning=False), on=TODAY).hits]


STEEP = Decay(lat=52.09, lon=5.12, function="exp", scale_km=50.0, rate=0.01)


def test_the_nearest_site_of_a_trial_counts(index: Index) -> None:
    order = _order(index, STEEP)
    assert order[:2] == ["both", "paris"]
    assert sorted(order) == ["both", "nowhere", "paris", "tokyo"]
    assert _order(index, None)[0] in ("nowhere", "tokyo")


def test_pages_follow_one_another_without_loss(index: Index) -> None:
    query, found = Query(words="melanoma", decay=STEEP, meaning=False, size=1), []
    while True:
        page = index.search(query, on=TODAY)
        assert page.total == 4
        found += [hit.key for hit in page.hits]
        if page.next is None:
            break
        query = replace(query, after=page.next)
    assert found == _order(index, STEEP)


@pytest.mark.parametrize("function", ["exp", "gauss", "linear"])
def test_one_scale_behind_the_offset_the_rate_is_left(function: str) -> None:
    decay = Decay(lat=0, lon=0, function=function, scale_km=100, offset_km=20, rate=0.3)
    assert factor(decay, 5) == factor(decay, 20) == 1.0
    assert factor(decay, 120) == pytest.approx(0.3)
    assert factor(decay, 60) > factor(decay, 90) > factor(decay, 2000) >= 0.0
