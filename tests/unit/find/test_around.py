"""Trials around a place: those with a site within the distance, the nearest recruiting one first, none lost on the way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from trialwright.errors import UserError
from trialwright.find.asking import Near, Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.registries.record import TrialRecord

_TODAY = dt.date(2026, 11, 21)
_UTRECHT = {"name": "Utrecht", "lat": 52.091, "lon": 5.122, "country": "NL"}


def _site(city: str, country: str, point: tuple[float, float] | None = None, status: str = "") -> dict[str, Any]:
    site: dict[str, Any] = {"facility": f"{city} Hospital", "city": city, "country": country}
    if point is not None:
        site["geoPoint"] = {"lat": point[0], "lon": point[1]}
    return site | ({"status": status} if status else {})


_TRIALS = {
    "ANTWERP": ("RECRUITING", [_site("Antwerp", "Belgium", (51.221, 4.402))]),
    "AMSTERDAM": ("RECRUITING", [_site("Amsterdam", "Netherlands"), _site("Tokyo", "Japan")]),
    "CLOSED": ("COMPLETED", [_site("Zeist", "Netherlands")]),
    "PARTLY": ("RECRUITING", [_site("Zeist", "Netherlands", None, "COMPLETED"), _site("Paris", "France", None, "RECRUITING")]),
    "NOWHERE": ("RECRUITING", []),
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    records = {
        key: TrialRecord(
            protocol_section={
                "identificationModule": {"nctId": key, "briefTitle": f"Trial {key}"},
                "statusModule": {"overallStatus": status},
                "contactsLocationsModule": {"locations": sites},
            }
        )
        for key, (status, sites) in _TRIALS.items()
    }
    index = Index.open(tmp_path, create=True, writable=True)
    index.update(document_of(record, key=key) for key, record in records.items())
    index.commit()
    return index


def _keys(index: Index, near: Near, **asked: Any) -> list[str]:
    return [hit.key for hit in index.search(Query(near=near, **asked), on=_TODAY).hits]


def test_only_trials_with_a_site_within_the_distance_are_found(index: Index) -> None:
    assert set(_keys(index, Near(**_UTRECHT, within_km=50))) == {"AMSTERDAM", "CLOSED", "PARTLY"}


def test_with_only_recruiting_sites_asked_a_site_that_closed_does_not_count(index: Index) -> None:
    assert _keys(index, Near(**_UTRECHT, within_km=50, recruiting=True)) == ["AMSTERDAM"]


def test_without_a_distance_every_trial_is_found_the_nearest_recruiting_site_first_and_none_lost(index: Index) -> None:
    found = _keys(index, Near(**_UTRECHT))
    assert found == ["AMSTERDAM", "ANTWERP", "PARTLY", "CLOSED", "NOWHERE"]


def test_the_order_is_the_same_over_pages(index: Index) -> None:
    near, seen, after = Near(**_UTRECHT), [], None
    while True:
        page = index.search(Query(near=near, size=2, after=after), on=_TODAY)
        seen += [hit.key for hit in page.hits]
        if (after := page.next) is None:
            break
    assert seen == _keys(index, near)
    assert page.total == len(_TRIALS)


def test_the_nearest_come_first_also_with_words_unless_relevance_is_asked_for(index: Index) -> None:
    near = Near(**_UTRECHT)
    words = "Trial OR ANTWERP"
    assert _keys(index, near, words=words)[:2] == ["AMSTERDAM", "ANTWERP"]
    assert _keys(index, near, words=words, sort=(("@relevance", "desc"),))[0] == "ANTWERP"


def test_an_order_by_distance_without_a_place_says_what_is_missing(index: Index) -> None:
    with pytest.raises(UserError, match="around a place"):
        index.search(Query(words="Trial", sort=(("@distance", "asc"),)), on=_TODAY)


def test_a_name_that_several_diseases_share_is_not_said_to_be_searched(index: Index) -> None:
    (expansion,) = index.search(Query(words="melanoma"), on=_TODAY).expansions
    assert "malignant melanoma" in expansion.also
    assert "MM" not in expansion.also


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_the_order_does_not_depend_on_how_many_places_are_asked_about_at_once(
    index: Index, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    whole = _keys(index, Near(**_UTRECHT), size=most)
    monkeypatch.setattr("trialwright.find.nearest_first._FIRST", 1)
    monkeypatch.setattr("trialwright.find.nearest_first._WIDER", 1)
    assert _keys(index, Near(**_UTRECHT), size=most) == whole == list(dict.fromkeys(whole))
    assert len(whole) == most
