"""A curator follows a search from its page: it is kept with its feeds, everybody sees them, and who may not is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html
from tests.functional.portal.site import ADDRESS, client_for, seeds, settings_for, shelf_of
from tests.unit.shelf.records import study

from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.role import Role
from trialwright.shelf.shelf import Shelf

SENTENCE = "a rather long sentence"
QUESTION = "/search?q=breast&phase=PHASE3&place=Utrecht&km=80"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shelf_of(tmp_path, [*seeds(), study("NCT00000001")])
    Accounts(tmp_path).add("Rossi", SENTENCE, role=Role.CURATOR)
    Accounts(tmp_path).add("Lek", SENTENCE, role=Role.READER)
    return tmp_path


def _as(folder: Path, name: str) -> TestClient:
    client = client_for(folder)
    client.post("/sign-in", data={"name": name, "password": SENTENCE})
    return client


def words(answer: Response) -> str:
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def form(answer: Response) -> dict[str, str]:
    """What the form to follow a search would send as it stands."""
    page = html.fromstring(answer.text)
    return {item.get("name"): item.get("value") for item in page.xpath("//*[@form='follow' and @name]")}


def test_a_curator_keeps_a_search_from_its_page_and_gets_the_addresses_of_its_feeds(folder: Path) -> None:
    client = _as(folder, "Rossi")
    sent = form(client.get("/search?q=breast"))
    assert sent["title"] == "breast"
    answer = client.post("/feeds", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/feeds?done=breast")
    page = client.get("/feeds?done=breast")
    assert f"{ADDRESS}/feeds/breast.rss" in words(page)
    assert f"{ADDRESS}/feeds/breast.json" in words(page)
    assert client.get("/feeds/breast.rss").headers["content-type"].startswith("application/rss+xml")


def test_the_page_of_a_search_that_is_followed_says_so_to_everybody(folder: Path) -> None:
    client = _as(folder, "Rossi")
    client.post("/feeds", data=form(client.get(QUESTION)) | {"title": "Breast, near Utrecht"})
    for visitor in (client, client_for(folder)):
        page = html.fromstring(visitor.get(QUESTION).text)
        assert page.xpath("//h3[@id='follow-head']/text()") == ["This search is followed"]
        assert f"{ADDRESS}/feeds/breast-near-utrecht.rss" in page.xpath("//link[@rel='alternate']/@href")
    other = html.fromstring(client_for(folder).get("/search?q=breast").text)
    assert other.xpath("//h3[@id='follow-head']/text()") == ["Follow this search"]


def test_the_list_leads_back_to_the_same_question(folder: Path) -> None:
    client = _as(folder, "Rossi")
    client.post("/feeds", data=form(client.get(QUESTION)) | {"title": "x"})
    links = html.fromstring(client.get("/feeds").text).xpath("//a[normalize-space()='Ask it now']/@href")
    again = html.fromstring(client.get(links[0]).text)
    assert again.xpath("//h3[@id='follow-head']/text()") == ["This search is followed"]


def test_the_news_are_there_for_people_to_read(folder: Path) -> None:
    client = _as(folder, "Rossi")
    client.post("/feeds", data=form(client.get("/search?q=breast")))
    assert "Nothing has changed since the search is followed." in words(client.get("/feeds/breast"))
    with Shelf.open(folder, writable=True) as shelf:
        shelf.add([study("NCT00000002", "Another study in breast cancer")])
    said = words(client_for(folder).get("/feeds/breast"))
    assert "NCT00000002 Another study in breast cancer: found by this search now" in said
    assert client.get("/feeds/nothing").status_code == 404


def test_one_that_is_not_needed_any_more_is_ended_with_its_news(folder: Path) -> None:
    client = _as(folder, "Rossi")
    client.post("/feeds", data=form(client.get("/search?q=breast")))
    token = html.fromstring(client.get("/feeds").text).xpath("//form[@action='/feeds']/input[@name='token']/@value")[0]
    assert client.post("/feeds", data={"token": token, "name": "breast", "decision": "forget"}).status_code == 303
    assert "No search is followed yet." in words(client.get("/feeds"))
    assert client.get("/feeds/breast.rss").status_code == 404
    assert client.post("/feeds", data={"token": token, "name": "breast", "decision": "forget"}).status_code == 422


def test_the_same_search_is_kept_once_and_another_of_that_title_gets_a_name_of_its_own(folder: Path) -> None:
    client = _as(folder, "Rossi")
    sent = form(client.get("/search?q=breast"))
    client.post("/feeds", data=sent)
    again = client.post("/feeds", data=sent)
    assert again.status_code == 409
    assert "This search is followed already." in words(again)
    client.post("/feeds", data=form(client.get("/search?q=gastric")) | {"title": "Breast!"})
    assert "/feeds/breast-2" in html.fromstring(client.get("/feeds").text).xpath("//main//a/@href")


@pytest.mark.parametrize("search", ["", "after=x", "sort=fresh", "&&&=", "x" * 5000])
def test_a_search_that_asks_nothing_is_not_kept(folder: Path, search: str) -> None:
    client = _as(folder, "Rossi")
    sent = form(client.get("/search?q=breast")) | {"search": search}
    assert client.post("/feeds", data=sent).status_code == 422


def test_a_search_that_cannot_be_read_is_not_kept(folder: Path) -> None:
    client = _as(folder, "Rossi")
    sent = form(client.get("/search?q=breast")) | {"search": "q=AREA[Phase"}
    assert client.post("/feeds", data=sent).status_code == 422
    assert "No search is followed yet." in words(client.get("/feeds"))


def test_who_may_not_keep_one_has_no_form_and_is_refused(folder: Path) -> None:
    stranger, reader = client_for(folder), _as(folder, "Lek")
    for client in (stranger, reader):
        assert form(client.get("/search?q=breast")) == {}
    assert "Sign in" in words(stranger.get("/search?q=breast"))
    assert stranger.post("/feeds", data={"search": "q=breast"}).status_code == 303
    token = re.search(r'name="token" value="([0-9a-f]+)"', reader.get("/about").text)
    assert token is not None
    assert reader.post("/feeds", data={"search": "q=breast", "token": token[1]}).status_code == 403
    assert "No search is followed yet." in words(stranger.get("/feeds"))


def test_a_form_without_the_token_of_the_session_keeps_nothing(folder: Path) -> None:
    client = _as(folder, "Rossi")
    assert client.post("/feeds", data={"search": "q=breast"}).status_code == 403


def test_a_portal_that_only_shows_lists_the_feeds_and_takes_none(folder: Path) -> None:
    client = _as(folder, "Rossi")
    client.post("/feeds", data=form(client.get("/search?q=breast")))
    shown = TestClient(create_app(settings_for(folder, read_only=True)), base_url=ADDRESS, follow_redirects=False)
    assert re.search(r"finds \d+ trials?", words(shown.get("/feeds")))
    assert shown.post("/feeds", data={"search": "q=breast"}).status_code == 405
