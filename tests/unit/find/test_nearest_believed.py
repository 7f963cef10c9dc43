"""The nearest recruiting site comes first; of a trial whose status nobody can believe any more none is said to recruit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from trialwright.find.asking import Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.find.nearest import near_place, nearest_site, spots_of
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 21)


def _trial(key: str, city: str, status: str, verified: str, site: str = "", completion: str = "2020-01") -> TrialRecord:
    place = {"city": city, "country": "Spain", **({"status": site} if site else {})}
    return TrialRecord(
        protocol_section={
            "identificationModule": {"nctId": key, "briefTitle": "Study"},
            "statusModule": {
                **({"overallStatus": status} if status else {}),
                "statusVerifiedDate": verified,
                "completionDateStruct": {"date": completion},
            },
            "contactsLocationsModule": {"locations": [place]},
        }
    )


TRIALS = {
    "1": _trial("NCT00000001", "Madrid", "UNKNOWN", "2011-01", site="RECRUITING"),
    "2": _trial("NCT00000002", "Getafe", "RECRUITING", "2018-01"),
    "3": _trial("NCT00000003", "Toledo", "RECRUITING", "2026-10", completion="2030-01"),
    "4": _trial("NCT00000004", "Barcelona", "RECRUITING", "2026-10", site="RECRUITING", completion="2030-01"),
    "5": _trial("NCT00000005", "Segovia", "COMPLETED", "2026-10"),
    "6": _trial("NCT00000006", "Sevilla", "", "2026-10", site="RECRUITING"),
}
"""1 is unknown by its registry; 2 states to recruit, past its end and unconfirmed since 2018; 6 names no status of its own."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("near"), create=True, writable=True) as opened:
        opened.update(document_of(trial, None, key=key) for key, trial in TRIALS.items())
        opened.commit()
        yield opened


def _keys(index: Index, on: dt.date = TODAY, *, within: float | None = None, recruiting: bool = False) -> str:
    found = near_place("Madrid, Spain", within_km=within, recruiting=recruiting)
    assert found is not None
    return "".join(hit.key for hit in index.search(Query(near=found[0]), on=on).hits)


def test_the_nearest_site_that_recruits_comes_before_nearer_ones_of_which_nobody_knows(index: Index) -> None:
    assert _keys(index) == "364125"


def test_only_recruiting_sites_are_those_that_can_be_believed(index: Index) -> None:
    assert sorted(_keys(index, recruiting=True)) == list("346")
    assert _keys(index, within=100, recruiting=True) == "3"
    assert sorted(_keys(index, within=100)) == list("1235")


def test_what_is_believed_depends_on_the_day(index: Index) -> None:
    assert sorted(_keys(index, dt.date(2019, 1, 1), recruiting=True)) == list("2346")


@pytest.mark.parametrize(("key", "recruits"), [("1", None), ("2", None), ("3", True), ("4", True), ("5", False), ("6", True)])
def test_a_site_says_the_same_as_the_search(key: str, recruits: bool | None) -> None:
    place = near_place("Madrid, Spain")
    assert place is not None
    site = nearest_site(spots_of(TRIALS[key], on=TODAY), place[0])
    assert site is not None
    assert site.recruiting is recruits
