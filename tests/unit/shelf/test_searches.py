"""A saved search tells what became of the trials that it finds, as RSS and JSON Feed, in words and with ids that stay."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from tests.unit.shelf.records import study

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.shelf.feeds import Entry, Feed, json_feed, rss
from trialwright.shelf.shelf import Shelf

ON = dt.date(2026, 3, 1)
BREAST = Query(words="breast", facets={"status": ("RECRUITING",)}, meaning=False)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as opened:
        opened.add(
            [study("NCT00000001"), study("NCT00000002", "Gastric trial", conditionsModule={"conditions": ["Gastric Cancer"]})]
        )
        opened.searches.save("breast", BREAST, title="Breast, recruiting", on=ON)
        yield opened


def test_a_saved_search_comes_back_with_what_it_finds(shelf: Shelf) -> None:
    (saved,) = shelf.searches.all()
    assert (saved.name, saved.title, saved.query, saved.trials) == ("breast", "Breast, recruiting", BREAST, 1)
    assert shelf.searches.news("breast") == ()


def test_new_changed_and_lost_trials_are_news_and_others_are_not(shelf: Shelf) -> None:
    shelf.add([study("NCT00000003"), study("NCT00000004", "Lung trial", conditionsModule={"conditions": ["Lung Cancer"]})])
    shelf.add([study("NCT00000001", day="2026-02-01", status={"overallStatus": "RECRUITING", "whyStopped": "for a while"})])
    shelf.add([study("NCT00000001", day="2026-03-01", status={"overallStatus": "COMPLETED"})])
    shelf.remove("NCT00000003")
    told = [(item.key, item.kind.value) for item in reversed(shelf.searches.news("breast"))]
    assert told == [("NCT00000003", "found"), ("NCT00000001", "changed"), ("NCT00000001", "left"), ("NCT00000003", "gone")]


def test_each_entry_says_what_changed_and_keeps_its_id(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", day="2026-03-01", status={"overallStatus": "COMPLETED"})])
    (entry,) = shelf.feed("breast").entries
    assert entry.headline == "NCT00000001 A Study of Drug X in Breast Cancer: not found by this search any more"
    assert entry.lines == ("status: RECRUITING → COMPLETED", "last update posted: 2026-01-05 → 2026-03-01")
    assert shelf.feed("breast").entries == (entry,)


def test_a_name_that_cannot_stand_in_an_address_and_one_that_is_not_there_are_refused(shelf: Shelf) -> None:
    with pytest.raises(UserError, match="no name for a search"):
        shelf.searches.save("../x", BREAST, on=ON)
    with pytest.raises(UserError, match="there is no saved search 'x'"):
        shelf.searches.news("x")
    shelf.searches.remove("breast")
    assert shelf.searches.all() == ()


NASTY = Entry(
    id="trialwright:a/NCT00000001/changed/7",
    key="NCT00000001",
    headline="NCT00000001 <b>bold</b> & \x00 ]]> title",
    lines=('status: <script>alert("x")</script> → COMPLETED',),
    at=dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.UTC),
)


def test_an_rss_feed_is_well_formed_whatever_stands_in_a_record_and_no_markup_in_it_acts() -> None:
    text = rss(Feed(name="a", title="A & B", entries=(NASTY,), base_url="https://trials.example"))
    root = fromstring(text)
    assert (root.tag, root.attrib) == ("rss", {"version": "2.0"})
    item = root.find("channel/item")
    assert item is not None
    assert item.findtext("title") == "NCT00000001 <b>bold</b> & \ufffd ]]> title"
    assert item.findtext("description") == (
        "<ul><li>status: &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; → COMPLETED</li></ul>"
    )
    assert item.findtext("link") == "https://trials.example/trial/NCT00000001"
    assert item.findtext("guid") == NASTY.id
    assert item.findtext("pubDate") == "Sun, 01 Mar 2026 08:30:00 +0000"
    assert {child.tag for child in root.findall("channel/*")} >= {"title", "link", "description"}


def test_a_json_feed_has_what_version_1_1_requires() -> None:
    body = json.loads(json_feed(Feed(name="a", title="A & B", entries=(NASTY,), base_url="https://trials.example")))
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["feed_url"] == "https://trials.example/feeds/a.json"
    assert body["items"] == [
        {
            "id": NASTY.id,
            "title": NASTY.headline,
            "content_text": NASTY.lines[0],
            "date_published": "2026-03-01T08:30:00+00:00",
            "url": "https://trials.example/trial/NCT00000001",
        }
    ]
