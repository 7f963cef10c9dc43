"""Signing in and out as a browser does it, and who may run a portal for whom."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.functional.portal.site import ADDRESS, client_for, settings_for, shelf_of

from trialwright.errors import UserError
from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.role import Role
from trialwright.portal.serving import with_people
from trialwright.portal.settings import Settings

SENTENCE = "a rather long sentence"
RIGHT = {"name": "Rossi", "password": SENTENCE, "next": "/about"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Accounts(shelf_of(tmp_path)).add("Rossi", SENTENCE, role=Role.CURATOR)
    return tmp_path


@pytest.fixture
def client(folder: Path) -> TestClient:
    return client_for(folder)


def _token(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_a_right_pair_opens_a_session_by_a_cookie_that_no_script_and_no_other_site_gets(client: TestClient) -> None:
    answer = client.post("/sign-in", data=RIGHT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/about")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("trialwright=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    page = client.get("/about")
    assert "Rossi" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_over_https_the_cookie_is_of_this_host_alone_and_travels_by_nothing_else(folder: Path) -> None:
    app = create_app(replace(settings_for(folder), base_url="https://portal.test"))
    answer = TestClient(app, base_url="https://portal.test", follow_redirects=False).post("/sign-in", data=RIGHT)
    assert answer.headers["set-cookie"].startswith("__Host-trialwright=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_wrong_pair_does_not_say_which_part_was_wrong(client: TestClient) -> None:
    answers = [client.post("/sign-in", data={**RIGHT, **wrong}) for wrong in ({"name": "Nobody"}, {"password": "x"})]
    assert [answer.status_code for answer in answers] == [401, 401]
    said = [re.search(r'role="alert"[^>]*>([^<]+)<', answer.text) for answer in answers]
    assert said[0] is not None
    assert said[1] is not None
    assert said[0][1] == said[1][1]
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_a_password_never_comes_back_in_a_page(client: TestClient) -> None:
    assert "secret-of-mine" not in client.post("/sign-in", data={"name": "x", "password": "secret-of-mine"}).text


def test_after_five_failures_the_right_password_has_to_wait_too(client: TestClient) -> None:
    for _ in range(5):
        assert client.post("/sign-in", data={**RIGHT, "password": "wrong"}).status_code == 401
    assert client.post("/sign-in", data=RIGHT).status_code == 429


@pytest.mark.parametrize("target", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"])
def test_signing_in_never_leads_elsewhere(client: TestClient, target: str) -> None:
    assert client.post("/sign-in", data={**RIGHT, "next": target}).headers["location"] == "/"
    assert client.get("/sign-in", params={"next": target}).headers["location"] == "/"


def test_signing_out_takes_a_form_of_this_session_and_ends_it_on_the_server(client: TestClient) -> None:
    client.post("/sign-in", data=RIGHT)
    held = client.cookies["trialwright"]
    assert client.post("/sign-out").status_code == 403
    assert client.post("/sign-out", data={"token": "0" * 172}).status_code == 403
    assert "Rossi" in client.get("/about").text
    assert client.post("/sign-out", data={"token": _token(client.get("/about").text)}).status_code == 303
    client.cookies.set("trialwright", held)
    assert "Rossi" not in client.get("/about").text


def test_signing_out_everywhere_ends_the_sessions_of_other_browsers(folder: Path) -> None:
    app = create_app(settings_for(folder))
    desk, phone = (TestClient(app, base_url=ADDRESS, follow_redirects=False) for _ in range(2))
    for browser in (desk, phone):
        browser.post("/sign-in", data=RIGHT)
    desk.post("/sign-out", data={"token": _token(desk.get("/about").text), "everywhere": "1"})
    assert "Rossi" not in phone.get("/about").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": ADDRESS, "sec-fetch-site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_a_form_on_a_page_of_another_site_is_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/sign-in", data=RIGHT, headers=headers).status_code == status


def test_a_portal_that_only_shows_has_no_page_to_sign_in(folder: Path) -> None:
    reader = client_for(folder, read_only=True)
    assert reader.get("/sign-in").status_code == 404
    assert "/sign-in" not in reader.get("/about").text


@pytest.mark.parametrize(
    ("host", "base_url"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("127.0.0.1", "https://trials.example.org"), ("192.0.2.7", "http://192.0.2.7:8000")],
)
def test_without_accounts_nothing_that_others_reach_is_served_but_read_only(tmp_path: Path, host: str, base_url: str) -> None:
    settings = Settings(folder=shelf_of(tmp_path), base_url=base_url)
    with pytest.raises(UserError, match="nobody has an account") as told:
        with_people(settings, host=host)
    assert "trialwright users add" in str(told.value.hint)
    assert not with_people(replace(settings, read_only=True), host=host).single_user
    Accounts(tmp_path).add("Rossi", SENTENCE, role=Role.CURATOR)
    assert not with_people(settings, host=host).single_user


def test_on_this_machine_alone_nobody_has_to_sign_in_until_there_is_an_account(tmp_path: Path) -> None:
    settings = Settings(folder=shelf_of(tmp_path))
    assert with_people(settings, host="127.0.0.1").single_user
    Accounts(tmp_path).add("Rossi", SENTENCE, role=Role.CURATOR)
    assert not with_people(settings, host="127.0.0.1").single_user


def test_a_page_made_for_somebody_is_not_kept_for_anybody_else(folder: Path) -> None:
    app = create_app(settings_for(folder))
    mine, theirs = (TestClient(app, base_url=ADDRESS, follow_redirects=False) for _ in range(2))
    mine.post("/sign-in", data=RIGHT)
    for path in ("/", "/about", "/search?q=x"):
        assert "Rossi" in mine.get(path).text
        page = theirs.get(path).text
        assert "Rossi" not in page
        assert 'name="token"' not in page
