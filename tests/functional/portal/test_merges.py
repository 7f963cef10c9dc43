"""What may be one trial, decided in the browser: why, accept, refuse, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import ADDRESS, settings_for, shelf_of
from tests.unit.shelf.records import page, study

from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.role import Role
from trialwright.shelf.shelf import Shelf

SENTENCE = "a rather long sentence"
TITLE = "A Phase 2 Study of Imaginab Plus Paclitaxel in Metastatic Triple Negative Breast Cancer"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Accounts(shelf_of(tmp_path, [study("NCT00000101", TITLE), page(TITLE)])).add("Rossi", SENTENCE, role=Role.CURATOR)
    return tmp_path


@pytest.fixture
def rossi(folder: Path) -> TestClient:
    browser = TestClient(create_app(settings_for(folder)), base_url=ADDRESS, follow_redirects=False)
    browser.post("/sign-in", data={"name": "Rossi", "password": SENTENCE})
    return browser


def _fields(browser: TestClient, number: int = 0) -> dict[str, str]:
    form = html.fromstring(browser.get("/merges").text).xpath("//main//form")[number]
    return {item.get("name"): item.get("value") for item in form.xpath(".//input[@type='hidden']")}


def test_a_proposal_is_shown_with_its_reason_accepted_and_undone(rossi: TestClient, folder: Path) -> None:
    assert "Why:" in rossi.get("/merges").text
    assert rossi.post("/merges", data={**_fields(rossi), "decision": "same", "note": "same drug"}).status_code == 303
    with Shelf.open(folder) as shelf:
        assert len(shelf) == 1
    text = rossi.get("/merges").text
    assert "Rossi" in text
    assert "same drug" in text
    assert rossi.post("/merges", data={**_fields(rossi), "decision": "undo"}).status_code == 303
    with Shelf.open(folder) as shelf:
        assert len(shelf) == 2
    assert "taken back by Rossi" in rossi.get("/merges").text


def test_a_refused_pair_is_not_proposed_again(rossi: TestClient, folder: Path) -> None:
    rossi.post("/merges", data={**_fields(rossi), "decision": "apart"})
    assert "Nothing waits for a decision." in rossi.get("/merges").text
    with Shelf.open(folder) as shelf:
        assert len(shelf) == 2


def test_nonsense_changes_nothing_and_is_told(rossi: TestClient) -> None:
    fields = _fields(rossi)
    for wrong in ({"decision": "king"}, {"decision": "same", "one": "x"}, {"decision": "undo", "act": "9" * 30}):
        assert rossi.post("/merges", data={**fields, **wrong}).status_code == 422
    assert rossi.post("/merges", data={**fields, "decision": "undo", "act": "77"}).status_code == 409
    assert rossi.post("/merges", data={**fields, "token": "", "decision": "same"}).status_code == 403
