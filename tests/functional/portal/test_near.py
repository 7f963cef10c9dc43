"""A place on the page of a trial: its sites by how they are reached from there, and it is carried on to the next page."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html
from tests.functional.portal.site import client_for, shelf_of
from tests.unit.shelf.records import study

from trialwright.registries.record import TrialRecord


def _site(facility: str, city: str, country: str, status: str = "RECRUITING") -> dict[str, str]:
    return {"facility": facility, "city": city, "country": country, "status": status}


SITES = [
    _site("Erasmus MC", "Rotterdam", "Netherlands"),
    _site("UMC Utrecht", "Utrecht", "Netherlands", "COMPLETED"),
    _site("UZ Leuven", "Leuven", "Belgium"),
    _site("Clinic Beyond", "Xyzzyville", "Netherlands"),
    _site("AMC", "Amsterdam", "Netherlands"),
]


def _record(nct: str, sites: list[dict[str, str]], **status: str) -> TrialRecord:
    return study(nct, contactsLocationsModule={"locations": sites}, status=status)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    far = [_site("Mayo Clinic", "Rochester, Minnesota", "United States"), _site("MSK", "New York", "United States")]
    records = [
        _record("NCT00000001", SITES),
        _record("NCT00000002", [SITES[1]], overallStatus="COMPLETED"),
        _record("NCT00000003", far),
        _record("NCT00000004", []),
        _record("NCT00000005", [_site("UMC Utrecht", "Utrecht", "Netherlands", ""), SITES[4]]),
    ]
    return client_for(shelf_of(Path(tmp_path_factory.mktemp("shelf")), records))


def words(answer: Response) -> str:
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def sites(answer: Response) -> list[str]:
    return [str(name) for name in html.fromstring(answer.text).xpath("//ul[@class='sites']//strong/text()")]


def test_without_a_place_the_sites_stand_as_in_the_record_and_no_distance_is_told(client: TestClient) -> None:
    answer = client.get("/trial/NCT00000001")
    assert sites(answer) == [site["facility"] for site in SITES]
    assert " km ·" not in words(answer)


def test_the_nearest_site_that_recruits_stands_first_and_one_without_a_place_on_the_map_last(client: TestClient) -> None:
    answer = client.get("/trial/NCT00000001?near=Utrecht")
    assert sites(answer) == ["AMC", "Erasmus MC", "UZ Leuven", "UMC Utrecht", "Clinic Beyond"]
    said = words(answer)
    assert "3 of 5 sites within 50 km of Utrecht, The Netherlands. 2 of these recruit." in said
    assert "1 site could not be put on the map and stands last." in said
    assert "Distances are between towns, not doors." in said
    assert "Nearest site that recruits: AMC, Amsterdam · about 35 km" in said


def test_a_border_is_told_of_the_sites_behind_it_only(client: TestClient) -> None:
    page = html.fromstring(client.get("/trial/NCT00000001?near=Utrecht").text)
    across = page.xpath("//ul[@class='sites']/li[.//span[normalize-space()='across a border']]//strong/text()")
    assert across == ["UZ Leuven"]


def test_none_within_reach_is_told_as_none_of_so_many(client: TestClient) -> None:
    assert "0 of 2 sites within 50 km of Utrecht, The Netherlands." in words(client.get("/trial/NCT00000003?near=Utrecht"))
    assert "1 of 5 sites within 10 km of Utrecht" in words(client.get("/trial/NCT00000001?near=Utrecht&km=10"))


def test_a_site_of_a_closed_trial_does_not_recruit(client: TestClient) -> None:
    assert "Nearest site: UMC Utrecht, Utrecht · in the same town · the trial does not recruit" in words(
        client.get("/trial/NCT00000002?near=Utrecht")
    )


def test_of_a_site_whose_status_the_record_does_not_state_only_the_trials_is_told(client: TestClient) -> None:
    said = words(client.get("/trial/NCT00000005?near=Utrecht"))
    assert "Nearest site: UMC Utrecht, Utrecht · in the same town · the trial recruits; of this site the record" in said
    assert "2 of 2 sites within 50 km of Utrecht, The Netherlands. 1 of these recruits. The trial recruits; of 1 site" in said
    assert "status not stated by the record" in said


def test_of_a_whole_country_its_sites_are_counted_and_no_distance_is_made_up(client: TestClient) -> None:
    answer = client.get("/trial/NCT00000001?near=Belgium")
    assert "1 of 5 sites in Belgium. 1 of these recruits." in words(answer)
    assert "about" not in words(answer).partition("1 of 5 sites")[2][:400]
    assert sites(answer)[0] == "UZ Leuven"


@pytest.mark.parametrize("place", ["Nowhereville", "<script>alert(1)</script>", "-- ", "%00", "Utrect"])
def test_a_place_that_nobody_knows_is_said_and_leaves_the_page_as_it_is(client: TestClient, place: str) -> None:
    answer = client.get("/trial/NCT00000001", params={"near": place})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert sites(answer) == [site["facility"] for site in SITES]
    assert "is known: the sites stand as in the record." in words(answer)


@pytest.mark.parametrize("km", ["", "x", "-3", "0", "nan", "inf", "1e9", "999999999999"])
def test_a_distance_that_is_none_is_the_usual_one(client: TestClient, km: str) -> None:
    assert "within 50 km of Utrecht" in words(client.get("/trial/NCT00000001", params={"near": "Utrecht", "km": km}))


def test_the_search_carries_its_place_on_to_the_trial_and_back_to_the_related_ones(client: TestClient) -> None:
    found = html.fromstring(client.get("/search?q=breast&place=Utrecht&km=80").text)
    assert "/trial/NCT00000001?near=Utrecht&km=80" in found.xpath("//h3/a/@href")
    page = html.fromstring(client.get("/trial/NCT00000001?near=Utrecht&km=80").text)
    assert "/trial/NCT00000001/related?near=Utrecht&km=80" in page.xpath("//@href")
    related = client.get("/trial/NCT00000003/related?near=Utrecht")
    assert "instead of" in words(related)
    assert "/trial/NCT00000001?near=Utrecht" in html.fromstring(related.text).xpath("//h2/a/@href")


def test_the_search_says_where_a_border_lies_between(client: TestClient) -> None:
    page = html.fromstring(client.get("/search?q=NCT00000003+OR+breast&place=Utrecht").text)
    across = page.xpath("//li[contains(@class,'hit')][.//span[normalize-space()='across a border']]//h3/a/@href")
    assert across == ["/trial/NCT00000003?near=Utrecht"]


def test_a_trial_without_sites_asks_for_no_place(client: TestClient) -> None:
    page = html.fromstring(client.get("/trial/NCT00000004?near=Utrecht").text)
    assert not page.xpath("//form[@class='near-form']")
