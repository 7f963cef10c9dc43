"""An administrator decides in the browser who has an account; nobody else may, and somebody always can."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html
from tests.functional.portal.site import client_for, shelf_of

from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.attempts import CHANGES
from trialwright.portal.people.role import Role

SENTENCE = "a rather long sentence"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    accounts = Accounts(shelf_of(tmp_path))
    for name, role in (("Chief", Role.ADMINISTRATOR), ("Rossi", Role.CURATOR), ("Lek", Role.READER)):
        accounts.add(name, SENTENCE, role=role)
    return tmp_path


@pytest.fixture
def clients(folder: Path) -> dict[str, TestClient]:
    """One portal with three people at three browsers."""
    first = client_for(folder)
    found = {
        name: TestClient(first.app, base_url=str(first.base_url), follow_redirects=False) for name in ("Chief", "Rossi", "Lek")
    }
    for name, client in found.items():
        client.post("/sign-in", data={"name": name, "password": SENTENCE})
    return found


def words(answer: Response) -> str:
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def token(client: TestClient) -> str:
    return str(html.fromstring(client.get("/about").text).xpath("//input[@name='token']/@value")[0])


def decide(client: TestClient, decision: str, name: str, **more: str) -> Response:
    return client.post("/users", data={"token": token(client), "decision": decision, "name": name, **more})


def signs_in(clients: dict[str, TestClient], name: str, password: str = SENTENCE) -> bool:
    fresh = TestClient(clients["Chief"].app, base_url=str(clients["Chief"].base_url), follow_redirects=False)
    return fresh.post("/sign-in", data={"name": name, "password": password}).status_code == 303


def test_an_administrator_sees_everybody_with_role_and_sessions(clients: dict[str, TestClient]) -> None:
    page = html.fromstring(clients["Chief"].get("/users").text)
    heads = [" ".join(head.text_content().split()) for head in page.xpath("//ul[@class='users']//h2")]
    assert heads == ["Chief administrator", "Lek reader", "Rossi curator"]
    assert words(clients["Chief"].get("/users")).count("1 session open") == 3


def test_somebody_is_added_and_can_sign_in(clients: dict[str, TestClient]) -> None:
    answer = decide(clients["Chief"], "add", "Bianchi", role="curator", password="another long sentence")
    assert (answer.status_code, answer.headers["location"]) == (303, "/users?done=added")
    assert signs_in(clients, "Bianchi", "another long sentence")


def test_a_role_holds_from_the_next_request_on(clients: dict[str, TestClient]) -> None:
    assert clients["Rossi"].get("/users").status_code == 403
    decide(clients["Chief"], "role", "Rossi", role="administrator")
    assert clients["Rossi"].get("/users").status_code == 200
    decide(clients["Chief"], "role", "Rossi", role="reader")
    assert clients["Rossi"].get("/users").status_code == 403


def test_who_is_disabled_is_out_at_once_and_comes_back_with_the_same_password(clients: dict[str, TestClient]) -> None:
    assert clients["Rossi"].get("/review").status_code == 200
    decide(clients["Chief"], "disable", "Rossi")
    assert clients["Rossi"].get("/review").status_code == 303
    assert not signs_in(clients, "Rossi")
    assert "disabled by Chief" in words(clients["Chief"].get("/users"))
    decide(clients["Chief"], "enable", "Rossi")
    assert signs_in(clients, "Rossi")


def test_sessions_are_ended_and_the_account_stays(clients: dict[str, TestClient]) -> None:
    decide(clients["Chief"], "end", "Lek")
    assert clients["Lek"].get("/review").status_code == 303
    assert signs_in(clients, "Lek")


def test_another_password_ends_the_sessions(clients: dict[str, TestClient]) -> None:
    decide(clients["Chief"], "password", "Lek", password="a new and long sentence")
    assert clients["Lek"].get("/review").status_code == 303
    assert not signs_in(clients, "Lek")
    assert signs_in(clients, "Lek", "a new and long sentence")


@pytest.mark.parametrize(("decision", "more"), [("disable", {}), ("role", {"role": "curator"})])
def test_the_last_administrator_stays_one(clients: dict[str, TestClient], decision: str, more: dict[str, str]) -> None:
    answer = decide(clients["Chief"], decision, "Chief", **more)
    assert answer.status_code == 422
    assert "there must be an administrator who can sign in" in words(answer)
    assert clients["Chief"].get("/users").status_code == 200


@pytest.mark.parametrize("name", ["Rossi", "Lek"])
@pytest.mark.parametrize("decision", ["add", "role", "disable", "enable", "end", "password"])
def test_nobody_else_sees_or_changes_accounts(clients: dict[str, TestClient], name: str, decision: str) -> None:
    more = {"role": "administrator", "password": "another long sentence"}
    assert clients[name].get("/users").status_code == 403
    assert decide(clients[name], decision, name, **more).status_code == 403
    heads = html.fromstring(clients["Chief"].get("/users").text).xpath("//ul[@class='users']//h2")
    assert [" ".join(head.text_content().split()) for head in heads] == ["Chief administrator", "Lek reader", "Rossi curator"]


def test_a_form_of_another_session_changes_nothing(clients: dict[str, TestClient]) -> None:
    others = token(clients["Rossi"])
    data = {"token": others, "decision": "disable", "name": "Rossi"}
    assert clients["Chief"].post("/users", data=data).status_code == 403
    cross = {"sec-fetch-site": "cross-site"}
    own = {"token": token(clients["Chief"]), "decision": "disable", "name": "Rossi"}
    assert clients["Chief"].post("/users", data=own, headers=cross).status_code == 403
    assert clients["Rossi"].get("/review").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Rossi", "password": SENTENCE, "role": "reader"}, "there is such a user already"),
        ({"name": "New", "password": "short", "role": "reader"}, "a password has 12 to 500 characters"),
        ({"name": "<script>", "password": SENTENCE, "role": "reader"}, "that cannot be a name to sign in with"),
    ],
)
def test_what_cannot_be_kept_is_told_and_no_password_comes_back(
    clients: dict[str, TestClient], fields: dict[str, str], said: str
) -> None:
    answer = decide(clients["Chief"], "add", fields.pop("name"), **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert fields["password"] not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("fields", [{"decision": "crown"}, {"decision": "role", "role": "emperor"}, {}])
def test_a_decision_that_there_is_not_changes_nothing(clients: dict[str, TestClient], fields: dict[str, str]) -> None:
    data = {"token": token(clients["Chief"]), "name": "Rossi", **fields}
    assert clients["Chief"].post("/users", data=data).status_code == 422


def test_nobody_of_a_name_is_told(clients: dict[str, TestClient]) -> None:
    assert "there is no such user" in words(decide(clients["Chief"], "disable", "Nobody"))


def test_too_many_changes_in_a_short_time_have_to_wait(clients: dict[str, TestClient]) -> None:
    statuses = [decide(clients["Chief"], "end", "Lek").status_code for _ in range(CHANGES.amount + 1)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {303}
