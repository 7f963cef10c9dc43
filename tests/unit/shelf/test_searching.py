"""A search of a shelf adds what words alone do not find: meaning, the nearest site, and related trials with reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.shelf.records import study

from trialwright.find.asking import Near, Query
from trialwright.find.related import Part
from trialwright.shelf.learning import LEAST
from trialwright.shelf.shelf import Shelf

ON = dt.date(2026, 11, 21)
_UTRECHT = Near(name="Utrecht, The Netherlands", lat=52.091, lon=5.122, country="NL")
_SUBJECTS = (
    ("Gastric Cancer", "Nivolumab before gastrectomy in stomach tumors that can be removed"),
    ("Gastric Cancer", "Perioperative pembrolizumab and gastrectomy of the stomach"),
    ("Breast Cancer", "Letrozole with palbociclib in women whose breast tumors have hormone receptors"),
    ("Myopia", "Atropine drops for children who are short of sight"),
)


def _sites(city: str, country: str) -> dict[str, object]:
    return {"contactsLocationsModule": {"locations": [{"facility": f"{city} Hospital", "city": city, "country": country}]}}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder: Path = tmp_path_factory.mktemp("shelf")
    with Shelf.open(folder, create=True, writable=True) as opened:
        opened.add(
            study(
                f"NCT{number:08}",
                title,
                conditionsModule={"conditions": [condition]},
                **_sites(*(("Amsterdam", "Netherlands") if number % 4 == 1 else ("Lyon", "France"))),
            )
            for number, (condition, title) in enumerate(_SUBJECTS * (LEAST // 3), start=1)
        )
        opened.follow_meaning()
        yield opened


def test_where_no_trial_has_all_words_those_with_the_terms_among_them_come_and_it_is_said(shelf: Shelf) -> None:
    exact = Query(words="perioperative nivolumab", meaning=False)
    assert shelf.search(exact, on=ON).total == 0
    found = shelf.search(Query(words="perioperative nivolumab"), on=ON)
    assert found.total > 0
    assert found.notes == (f"{found.total} of these do not have all your words; they have: nivolumab",)
    plain = shelf.search(Query(words="nivolumab", size=100), on=ON)
    assert {hit.key for hit in found.hits} <= {hit.key for hit in plain.hits}


def test_the_facets_of_a_search_that_is_widened_are_counted_over_all_that_is_shown(shelf: Shelf) -> None:
    found = shelf.search(Query(words="perioperative nivolumab", count_facets=("condition",)), on=ON)
    assert 0 < max(bucket.count for bucket in found.facets["condition"]) <= found.total


def test_few_trials_that_nothing_is_added_to_have_their_facets_too(tmp_path: Path) -> None:
    with Shelf.open(tmp_path, create=True, writable=True) as small:
        small.add([study("NCT00000001", "Nivolumab in Gastric Cancer", conditionsModule={"conditions": ["Gastric Cancer"]})])
        found = small.search(Query(words="nivolumab", count_facets=("condition",)), on=ON)
    assert [bucket.count for bucket in found.facets["condition"]][:1] == [1]


def test_who_writes_in_the_query_language_gets_just_what_is_asked(shelf: Shelf) -> None:
    assert shelf.search(Query(words="perioperative AND nivolumab"), on=ON).total == 0


def test_each_hit_has_its_nearest_site(shelf: Shelf) -> None:
    found = shelf.search(Query(words="gastric cancer", near=_UTRECHT, sort=(("@distance", "asc"),)), on=ON)
    first = found.hits[0].site
    assert first is not None
    assert (first.city, first.sites) == ("Amsterdam", 1)
    assert 30 < first.km < 40


def test_nothing_within_the_distance_says_how_far_the_nearest_is(shelf: Shelf) -> None:
    near = Near(name="Reykjavík, Iceland", lat=64.147, lon=-21.943, country="IS", within_km=50)
    found = shelf.search(Query(words="gastric cancer", near=near), on=ON)
    assert found.total == 0
    (note,) = [note for note in found.notes if note.startswith("0 of")]
    assert "within 50 km of Reykjavík, Iceland" in note
    assert "Lyon, France" in note or "Amsterdam, Netherlands" in note


def test_related_trials_say_why(shelf: Shelf) -> None:
    found = shelf.related("NCT00000001", on=ON, most=5)
    assert len(found) == 5
    assert all("gastric cancer" in reason.shared for item in found for reason in item.reasons if reason.part is Part.DISEASE)
    assert "NCT00000001" not in {item.key for item in found}


def test_related_trials_follow_a_change_of_the_shelf(shelf: Shelf) -> None:
    before = {item.key for item in shelf.related("NCT00000001", on=ON, most=20)}
    gone = sorted(before)[0]
    shelf.remove(gone)
    assert gone not in {item.key for item in shelf.related("NCT00000001", on=ON, most=20)}


def test_a_small_shelf_learns_nothing_and_still_answers(tmp_path: Path) -> None:
    with Shelf.open(tmp_path, create=True, writable=True) as small:
        small.add([study("NCT00000001", "Nivolumab in Gastric Cancer")])
        assert small.follow_meaning() == 0
        assert small.meaning is None
        assert small.search(Query(words="nivolumab"), on=ON).total == 1
