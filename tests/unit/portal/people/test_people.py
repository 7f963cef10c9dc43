"""Accounts, passwords, sessions and the bounds on trying them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.light_passwords import STRONG

from trialwright.errors import UserError
from trialwright.portal.people import passwords
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.attempts import ACCOUNT, PAIR, Attempts
from trialwright.portal.people.passwords import belongs, hashed, outdated
from trialwright.portal.people.people import People
from trialwright.portal.people.role import Role
from trialwright.portal.people.sessions import IDLE, LONGEST, Sessions

SENTENCE = "a rather long sentence"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    found = Accounts(tmp_path)
    found.add("Rossi", SENTENCE, role=Role.CURATOR)
    return found


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_only_the_hash_of_a_password_is_kept_and_the_file_is_the_owner_s_alone(accounts: Accounts) -> None:
    data = accounts.store.path.read_bytes()
    assert SENTENCE.encode() not in data
    assert b"$argon2id$" in data
    assert accounts.store.path.stat().st_mode & 0o077 == 0


def test_a_name_with_its_password_is_known_in_any_case_and_with_no_other_password(accounts: Accounts) -> None:
    found = accounts.known(" rossi ", SENTENCE)
    assert found is not None
    assert (found.name, found.role) == ("Rossi", Role.CURATOR)
    assert accounts.known("Rossi", SENTENCE + "!") is None
    assert accounts.known("nobody", SENTENCE) is None


def test_letters_composed_in_another_way_are_the_same_password() -> None:
    assert belongs("Zürich im Frühling", hashed("Zu\u0308rich im Fru\u0308hling"))


def test_a_hash_costs_a_thief_what_rfc_9106_asks_and_a_weaker_one_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = hashed(SENTENCE)
    assert not outdated(weak)
    monkeypatch.setattr(passwords, "_hasher", STRONG)
    strong = hashed(SENTENCE)
    assert "$m=65536,t=3,p=4$" in strong
    assert belongs(SENTENCE, strong)
    assert outdated(weak)
    assert not outdated(strong)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaaaaaa", "x" * 501, ""])
def test_a_weak_password_is_refused_with_advice(accounts: Accounts, password: str) -> None:
    with pytest.raises(UserError, match="password"):
        accounts.add("Bianchi", password, role=Role.READER)
    assert accounts.known("Bianchi", password) is None


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x00b", "<script>", "x" * 81, "rossi"])
def test_a_name_that_is_taken_or_none_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UserError):
        accounts.add(name, SENTENCE, role=Role.READER)
    assert len(accounts.all()) == 1


def test_a_session_holds_until_it_is_idle_old_ended_or_its_account_goes(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts.store, clock=clock)
    rossi = accounts.all()[0]
    cookie = sessions.begin(rossi)
    assert sessions.person(cookie) is not None
    clock.now += IDLE + 1
    assert sessions.person(cookie) is None
    cookie = sessions.begin(rossi)
    for _ in range(LONGEST // 3600):
        clock.now += 3600
        assert sessions.person(cookie) is not None
    clock.now += 60
    assert sessions.person(cookie) is None
    first, second = sessions.begin(rossi), sessions.begin(rossi)
    sessions.end(first)
    assert sessions.person(first) is None
    assert sessions.person(second) is not None
    accounts.remove("ROSSI")
    assert sessions.person(second) is None


def test_signing_in_again_ends_the_session_that_the_browser_had(accounts: Accounts) -> None:
    sessions = Sessions(accounts.store)
    before = sessions.begin(accounts.all()[0])
    after = sessions.begin(accounts.all()[0], instead_of=before)
    assert before != after
    assert sessions.person(before) is None
    assert sessions.person(after) is not None


def test_another_password_ends_all_sessions_and_so_does_signing_out_everywhere(accounts: Accounts) -> None:
    sessions = Sessions(accounts.store)
    rossi = accounts.all()[0]
    cookies = [sessions.begin(rossi), sessions.begin(rossi)]
    assert sessions.end_all("rossi") == 2
    assert [sessions.person(cookie) for cookie in cookies] == [None, None]
    cookie = sessions.begin(rossi)
    accounts.set_password("Rossi", "another long sentence")
    assert sessions.person(cookie) is None


def test_a_cookie_that_is_not_ours_is_nobody_and_the_file_does_not_hold_one(accounts: Accounts) -> None:
    sessions = Sessions(accounts.store)
    cookie = sessions.begin(accounts.all()[0])
    key = cookie.split(".")[0]
    for forged in ("", "x", key, f"{key}.{'A' * 43}", cookie[:-2], cookie + "x", "é" * 20, "x" * 10_000):
        assert sessions.person(forged) is None
    assert key.encode() not in accounts.store.path.read_bytes()


def test_a_form_is_of_its_session_only_and_its_token_is_another_text_each_time(accounts: Accounts) -> None:
    sessions = Sessions(accounts.store)
    mine = sessions.person(sessions.begin(accounts.all()[0]))
    other = sessions.person(sessions.begin(accounts.all()[0]))
    assert mine is not None
    assert other is not None
    one, two = mine.form_token(), mine.form_token()
    assert one != two
    assert mine.made(one)
    assert mine.made(two)
    assert not other.made(one)
    assert not any(mine.made(text) for text in ("", mine.token, "é", one[:-2], one + "00", "zz" * 86))


def test_a_pair_of_name_and_address_has_a_few_attempts_and_signing_in_gives_them_back() -> None:
    attempts = Attempts()
    tried = [attempts.allowed("Rossi", "192.0.2.1") for _ in range(PAIR.amount + 1)]
    assert tried == [True] * PAIR.amount + [False]
    assert attempts.allowed("Bianchi", "192.0.2.1")
    assert attempts.allowed("ROSSI", "192.0.2.2")
    attempts.forget("rossi", "192.0.2.1")
    assert attempts.allowed("Rossi", "192.0.2.1")


def test_an_account_has_a_bound_over_all_addresses_and_a_network_of_ipv6_is_one_address() -> None:
    attempts = Attempts()
    tried = [attempts.allowed("Rossi", f"198.51.{place // 250}.{place % 250}") for place in range(ACCOUNT.amount + 1)]
    assert tried == [True] * ACCOUNT.amount + [False]
    attempts = Attempts()
    tried = [attempts.allowed("Bianchi", f"2001:db8::{place:x}") for place in range(PAIR.amount + 1)]
    assert tried == [True] * PAIR.amount + [False]


def test_the_one_person_of_a_portal_is_whoever_is_at_this_machine_and_nobody_elsewhere(tmp_path: Path) -> None:
    people = People(tmp_path, alone="M. Rossi")
    here = people.person(None, "127.0.0.1")
    assert here is not None
    assert (here.name, here.role) == ("M. Rossi", Role.ADMINISTRATOR)
    assert people.person(None, "::1") is not None
    assert people.person(None, "192.0.2.1") is None
    assert people.person(None, "") is None


def test_a_damaged_file_of_people_is_told_and_lets_nobody_in(accounts: Accounts) -> None:
    accounts.store.path.write_bytes(b"not a database" * 100)
    with pytest.raises(UserError, match="cannot be used"):
        accounts.known("Rossi", SENTENCE)


def test_people_stand_apart_from_the_trials(accounts: Accounts) -> None:
    connection = sqlite3.connect(accounts.store.path)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    connection.close()
    assert tables == {"accounts", "disabled", "sessions", "secrets"}
