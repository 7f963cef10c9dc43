"""A feed reader gets the news of a saved search in words, with links to this portal."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from defusedxml.ElementTree import fromstring
from fastapi.testclient import TestClient
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.find.asking import Query
from trialwright.shelf.shelf import Shelf


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    records = seeds()
    folder = shelf_of(tmp_path_factory.mktemp("shelf"), records[:1])
    with Shelf.open(folder, writable=True) as shelf:
        shelf.searches.save("liver", Query(words="liver metastases"), title="Liver <metastases>", on=dt.date(2026, 11, 21))
        shelf.add(records[1:])
    with client_for(folder) as client:
        yield client


def test_rss_names_the_trial_that_came_and_links_to_its_page(client: TestClient) -> None:
    answer = client.get("/feeds/liver.rss")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/rss+xml")
    channel = fromstring(answer.text).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Liver <metastases>"
    links = [item.findtext("link") or "" for item in channel.findall("item")]
    assert any(link.endswith("/trial/NCT06120127") for link in links)


def test_json_feed_has_the_same_entries(client: TestClient) -> None:
    body = json.loads(client.get("/feeds/liver.json").text)
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert any(item["url"].endswith("/trial/NCT06120127") for item in body["items"])


def test_a_search_that_nobody_saved_has_no_feed(client: TestClient) -> None:
    assert client.get("/feeds/nothing.rss").status_code == 404
