"""A place is found however a record writes it: countries in several languages, states by abbreviation, towns by other names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from trialwright.find.asking import Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 21)
SITES = {
    "NCT00000001": ("Rigshospitalet", "Copenhagen", "", "Denmark"),
    "NCT00000002": ("MD Anderson", "Houston", "Texas", "United States"),
    "NCT00000003": ("Klinikum", "München", "Bayern", "Germany"),
    "NCT00000004": ("Hospital Clinic", "Munich", "", "Germany"),
    "NCT00000005": ("Ospedale", "Cagliari", "CA", "Italy"),
    "NCT00000006": ("UCLA", "Los Angeles", "CA", "United States"),
    "NCT00000007": ("Mass General", "Boston", "Massachusetts", "United States"),
    "NCT00000008": ("Samsung", "Seoul", "", "Korea, Republic of"),
    "NCT00000009": ("Inova", "Vienna", "Virginia", "United States"),
    "NCT00000010": ("AKH", "Vienna", "", "Austria"),
    "NCT00000011": ("HagaZiekenhuis", "Den Haag", "", "The Netherlands"),
    "NCT00000012": ("Institut Català", "Barcelona", "", "Spain"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    trials = [
        TrialRecord(
            protocol_section={
                "identificationModule": {"nctId": key, "briefTitle": "Study"},
                "contactsLocationsModule": {
                    "locations": [
                        {name: text for name, text in zip(("facility", "city", "state", "country"), site, strict=True) if text}
                    ]
                },
            }
        )
        for key, site in SITES.items()
    ]
    with Index.open(tmp_path_factory.mktemp("sites"), create=True, writable=True) as opened:
        opened.update(document_of(trial, None, key=key) for key, trial in zip(SITES, trials, strict=True))
        opened.commit()
        yield opened


def _numbers(index: Index, query: Query) -> str:
    return " ".join(sorted(hit.key.removeprefix("NCT").lstrip("0") for hit in index.search(query, on=TODAY).hits))


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("USA", "2 6 7 9"),
        ("Estados Unidos", "2 6 7 9"),
        ("Korea", "8"),
        ("Corea del Sur", "8"),
        ("Houston, TX", "2"),
        ("Houston Texas USA", "2"),
        ("Boston MA", "7"),
        ("boston ma", ""),
        ("California", "6"),
        ("CA", "5 6"),
        ("CA, USA", "6"),
        ("Munich", "3 4"),
        ("München, Deutschland", "3 4"),
        ("Bavaria", "3"),
        ("København", "1"),
        ("Wien", "10"),
        ("The Hague Netherlands", "11"),
        ("Barcelona España", "12"),
        ("Hospital de Barcelona", ""),
        ("Hospital de Munich", ""),
        ("Hospital Munich", "4"),
        ("Nowhere USA", ""),
    ],
)
def test_words_for_a_place_find_it_under_its_other_names(index: Index, asked: str, numbers: str) -> None:
    """ "Wien" is not Vienna in Virginia, and "ma" and "de" among running words are no states."""
    assert _numbers(index, Query(areas={"locn": asked})) == numbers


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("AREA[LocationCountry]USA", "2 6 7 9"),
        ('AREA[LocationCountry]COVERAGE[FullMatch]"South Korea"', "8"),
        ("AREA[LocationCountry]COVERAGE[StartsWith]USA", ""),
        ("AREA[LocationCountry]EXPANSION[None]USA", ""),
        ("AREA[LocationState]TX", "2"),
        ("AREA[LocationCity]München", "3 4"),
        ("AREA[BriefTitle]USA", ""),
        ("SEARCH[Location](AREA[LocationCountry]US AND NOT AREA[LocationState]Texas)", "6 7 9"),
        ("SEARCH[Location](NOT AREA[LocationCountry]USA AND NOT AREA[LocationCountry]Alemania)", "1 10 11 12 5 8"),
        ("SEARCH[Location](EXPANSION[None]AREA[LocationCountry]USA)", ""),
    ],
)
def test_a_field_of_a_site_is_asked_by_any_name_of_its_place(index: Index, asked: str, numbers: str) -> None:
    assert _numbers(index, Query(words=asked)) == numbers


def test_the_other_names_are_shown_and_can_be_switched_off(index: Index) -> None:
    found = index.search(Query(areas={"locn": "München"}), on=TODAY)
    assert [(item.term, item.also, item.switched_off) for item in found.expansions] == [("München", ("Munich",), False)]
    plain = index.search(Query(areas={"locn": "München"}, unexpanded=frozenset({"münchen"})), on=TODAY)
    assert (plain.total, [item.switched_off for item in plain.expansions]) == (1, [True])


def test_a_country_has_many_names_of_which_some_are_shown(index: Index) -> None:
    (said,) = index.search(Query(areas={"locn": "USA"}), on=TODAY).expansions
    assert said.also[0] == "United States"
    assert said.also[-1].endswith(" more")


def test_no_shelf_needs_the_names(tmp_path: Path) -> None:
    with Index.open(tmp_path, create=True, writable=True) as empty:
        empty.commit()
        assert empty.search(Query(areas={"locn": "München, Deutschland"}), on=TODAY).total == 0
