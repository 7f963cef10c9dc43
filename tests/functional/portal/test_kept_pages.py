"""Pages that anybody may see are made once, and only those: nobody gets one of somebody else, another question or language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.functional.portal.site import ADDRESS, client_for, seeds, settings_for, shelf_of

from trialwright.portal.ahead import make_pages, read_all
from trialwright.portal.app import create_app
from trialwright.portal.keeping import Kept
from trialwright.portal.pages import trial as trial_pages
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.role import Role
from trialwright.portal.settings import Settings
from trialwright.portal.views.trial import Look, TrialPage
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord
from trialwright.shelf import compiling
from trialwright.shelf.compiling import Compiling
from trialwright.shelf.shelf import Shelf

KEY = "NCT07000253"
TRIAL = f"/trial/{KEY}"
PAIR = {"name": "Rossi", "password": "a rather long sentence", "next": "/about"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = shelf_of(tmp_path_factory.mktemp("kept") / "shelf", seeds())
    Accounts(made).add("Rossi", PAIR["password"], role=Role.CURATOR)
    return made


def retitled(record: TrialRecord, title: str) -> TrialRecord:
    section = dict(record.protocol_section)
    return replace(
        record, protocol_section={**section, "identificationModule": {**section["identificationModule"], "briefTitle": title}}
    )


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with client_for(folder) as started:
        yield started


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The key of each trial whose page is made."""
    keys: list[str] = []
    make = trial_pages.trial_page

    def noted(record: TrialRecord, protocol: Protocol, look: Look) -> TrialPage:
        keys.append(look.key)
        return make(record, protocol, look)

    monkeypatch.setattr(trial_pages, "trial_page", noted)
    return keys


def test_a_page_is_made_once_and_is_the_same_packed_or_not(client: TestClient, made: list[str]) -> None:
    first = client.get(TRIAL)
    again = client.get(TRIAL)
    plain = client.get(TRIAL, headers={"accept-encoding": "identity"})
    assert made == [KEY]
    assert first.text == again.text == plain.text
    assert [answer.headers.get("content-encoding") for answer in (first, again, plain)] == ["gzip", "gzip", None]
    assert first.headers == again.headers
    assert "content-security-policy" in again.headers


def test_a_browser_that_has_the_page_is_told_so_in_a_few_bytes(client: TestClient) -> None:
    mark = client.get(TRIAL).headers["etag"]
    again = client.get(TRIAL, headers={"if-none-match": mark})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert client.get(TRIAL, headers={"if-none-match": '"another"'}).status_code == 200
    assert client.get(TRIAL, headers={"if-none-match": mark, "accept-language": "nl"}).status_code == 200


def test_languages_and_colours_are_kept_apart(client: TestClient) -> None:
    pages = [
        client.get(TRIAL),
        client.get(TRIAL, headers={"accept-language": "nl"}),
        client.get(f"{TRIAL}?lang=nl"),
        client.get(TRIAL, headers={"cookie": "language=nl"}),
        client.get(TRIAL, headers={"cookie": "colours=dark"}),
    ]
    assert [page.headers["content-language"] for page in pages] == ["en", "nl", "nl", "nl", "en"]
    assert ['data-colours="dark"' in page.text for page in pages] == [False, False, False, False, True]
    assert len({page.headers["etag"] for page in pages}) == 4  # a language asked for in the address stays in the page's own links


def test_who_signed_in_gets_their_own_page_and_nobody_else_gets_it(client: TestClient, folder: Path) -> None:
    before = client.get(TRIAL)
    client.post("/sign-in", data=PAIR)
    own = client.get(TRIAL)
    assert ("Rossi" in before.text, "Rossi" in own.text) == (False, True)
    assert own.headers["cache-control"] == "no-store"
    assert "etag" not in own.headers
    with client_for(folder) as other:
        other.cookies.set("trialwright", client.cookies["trialwright"][:-1])
        assert "Rossi" not in other.get(TRIAL).text
    client.cookies.clear()
    assert client.get(TRIAL).text == before.text


def test_a_question_too_long_to_keep_is_not_answered_with_another(client: TestClient) -> None:
    every = client.get("/search").text
    long = client.get("/search", params={"q": "zzqx", "cond": "melanoma " * 300}).text
    assert every != long
    assert "zzqx" in long


def test_a_change_on_the_shelf_is_seen_at_once(tmp_path: Path) -> None:
    records = seeds()
    shelf_of(tmp_path, records[:1])
    with client_for(tmp_path) as client:
        assert client.get("/search").text == client.get("/search").text
        with Shelf.open(tmp_path, writable=True) as shelf:
            shelf.add(records[1:2])
        assert records[1].title[:30] in client.get("/search").text


def test_a_page_is_made_once_for_all_processes_and_anew_when_what_it_shows_changes(tmp_path: Path, made: list[str]) -> None:
    records = seeds()
    settings = replace(settings_for(shelf_of(tmp_path / "shelf", records[:1])), pages=tmp_path / "pages")
    one, other = (TestClient(create_app(settings), base_url=ADDRESS) for _ in range(2))
    with one, other:
        key = next(iter(one.app.state.shelf.keys()))  # type: ignore[attr-defined]
        first = one.get(f"/trial/{key}")
        again = other.get(f"/trial/{key}")
        assert (first.text, first.headers["etag"], made) == (again.text, again.headers["etag"], [key])
        assert one.get("/search").text == other.get("/search").text
        with Shelf.open(settings.folder, writable=True) as shelf:
            shelf.add(records[1:2])
        assert all(records[1].title[:30] in client.get("/search").text for client in (one, other))
        assert (one.get(f"/trial/{key}").text, made) == (first.text, [key])  # it tells of no other trial
        with Shelf.open(settings.folder, writable=True) as shelf:
            shelf.add([retitled(records[0], "A Title That Is New")])
        assert all("A Title That Is New" in client.get(f"/trial/{key}").text for client in (one, other))
        assert made == [key, key]


def test_a_card_of_a_search_is_made_anew_when_its_trial_changed_and_what_it_says_never_acts(tmp_path: Path) -> None:
    settings, records = settings_for(shelf_of(tmp_path / "shelf", seeds())), seeds()
    with TestClient(create_app(settings), base_url=ADDRESS) as client:
        before, dutch = client.get("/search").text, client.get("/search?lang=nl").text
        with Shelf.open(settings.folder, writable=True) as shelf:
            shelf.add([retitled(records[0], 'New <b onclick="x">title</b>')])
        after = client.get("/search").text
        again = client.get("/search?age=61").text
    assert "New &lt;b onclick=&#34;x&#34;&gt;title&lt;/b&gt;" in after
    assert "<b onclick" not in after
    assert [text.count('class="card hit"') for text in (before, dutch, after)] == [len(records)] * 3
    assert "Compare <span" in after
    assert "Compare <span" not in dutch
    assert "New &lt;b" not in before
    assert "New &lt;b" in again


def made_ahead(beside: FastAPI, settings: Settings) -> None:
    """In a thread of its own, as beside a portal: a browser that another test drives may have a loop running in this one."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(lambda: asyncio.run(make_pages(beside, settings, most=3))).result()


def test_pages_that_were_made_ahead_are_those_that_a_reader_gets(tmp_path: Path, made: list[str]) -> None:
    settings = replace(settings_for(shelf_of(tmp_path / "shelf", seeds())), pages=tmp_path / "pages")
    beside = create_app(settings)
    made_ahead(beside, settings)
    assert len(made) == len(set(made)) == 3
    with TestClient(create_app(settings), base_url=ADDRESS) as reader:
        pages = [reader.get(f"/trial/{key}") for key in made[:3]]
        assert ([page.status_code for page in pages], len(made)) == ([200] * 3, 3)
        assert all(page.headers["content-language"] == "en" for page in pages)
    made_ahead(beside, settings)
    assert len(made) == 3  # what is kept is not made again
    beside.state.shelf.close()
    beside.state.kept.close()


def test_helpers_share_the_pages_and_one_reads_the_rest_of_the_shelf(tmp_path: Path, made: list[str]) -> None:
    settings = replace(settings_for(shelf_of(tmp_path / "shelf", seeds())), pages=tmp_path / "pages")
    beside = create_app(settings)
    shelf: Shelf = beside.state.shelf
    with ThreadPoolExecutor(1) as alone:
        for number in range(2):
            alone.submit(lambda: asyncio.run(make_pages(beside, settings, most=3, share=(number, 2)))).result()  # noqa: B023
    assert len(made) == len(set(made)) == 3
    assert shelf.compiling.unread == len(shelf) - 3
    read_all(beside, settings)
    assert shelf.compiling.unread == 0
    shelf.close()
    beside.state.kept.close()


def test_reading_ahead_stops_where_the_shelf_changes_and_goes_on_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [retitled(record, f"New {record.title}") for record in seeds()]
    settings = settings_for(shelf_of(tmp_path / "shelf", seeds()))
    beside = create_app(settings)
    shelf: Shelf = beside.state.shelf
    monkeypatch.setattr(compiling, "_PART", 1)
    read_all_of = Compiling.all

    def changed(self: Compiling, said: Callable[[int], None], problem: Callable[[str], None], *, workers: int = 1) -> int:
        with Shelf.open(settings.folder, writable=True) as writer:
            writer.add(records[:1])
        return read_all_of(self, said, problem, workers=workers)

    monkeypatch.setattr(Compiling, "all", changed)
    read_all(beside, settings)
    assert shelf.compiling.unread == len(shelf) - 1  # one was read, then it was seen
    monkeypatch.undo()
    read_all(beside, settings)
    assert shelf.compiling.unread == 0
    shelf.close()


def test_many_who_ask_at_once_have_it_made_once(folder: Path, made: list[str]) -> None:
    with client_for(folder) as client, ThreadPoolExecutor(8) as readers:
        texts = set(readers.map(lambda _: client.get(TRIAL).text, range(16)))
    assert len(texts) == 1
    assert made == [KEY]


def test_a_page_that_is_not_kept_keeps_nobody_waiting(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as readers:
        answers = list(readers.map(lambda _: client.get("/trial/NCT00000000").status_code, range(8)))
    assert answers == [404] * 8


def test_whoever_sits_at_the_machine_gets_no_page_that_is_kept(folder: Path, tmp_path: Path) -> None:
    alone = shelf_of(tmp_path, seeds()[:1])
    settings = settings_for(alone)
    app = create_app(type(settings)(folder=alone, base_url=ADDRESS, single_user=True, on=settings.on))
    with TestClient(app, base_url=ADDRESS, client=("127.0.0.1", 50_000)) as client:
        assert client.get("/search").headers["cache-control"] == "no-store"
    kept: Kept = app.state.kept
    assert kept.size == 0
