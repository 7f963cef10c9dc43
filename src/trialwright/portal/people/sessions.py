"""An account that signed in enters, the value of a cookie leaves; such a value enters, who it is leaves, while that holds."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from trialwright.portal.people.accounts import Account
from trialwright.portal.people.role import Role
from trialwright.portal.people.store import PeopleStore

LONGEST = 12 * 3600
"""Seconds after which a session ends."""

IDLE = 2 * 3600
"""Seconds without a request after which it ends."""

_NOTED_EVERY = 60
_SALT = "trialwright session"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Who asks: a name, a role, and the `token` of their session."""

    name: str
    role: Role
    token: str

    def form_token(self) -> str:
        """The token for a form, another text each time: lengths of packed pages then tell nothing of it."""
        token = self.token.encode()
        pad = secrets.token_bytes(len(token))
        return pad.hex() + _mixed(pad, token).hex()

    def made(self, form_token: str) -> bool:
        """Whether a form carries a token that was made for this session."""
        token = self.token.encode()
        try:
            both = bytes.fromhex(form_token) if len(form_token) == 4 * len(token) else b""
        except ValueError:
            both = b""
        pad, mixed = both[: len(token)], both[len(token) :]
        return hmac.compare_digest(_mixed(pad, mixed), token)


class Sessions:
    """The sessions of one portal; they are kept in its file of people, by a hash of what the browser holds."""

    def __init__(self, store: PeopleStore, *, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock
        self._signer: Signer | None = None

    def begin(self, account: Account, *, instead_of: str | None = None) -> str:
        """A new session; the value of its cookie. The one that the browser had before (`instead_of`) ends."""
        self.end(instead_of)
        key, now = secrets.token_urlsafe(32), self._clock()
        with self._store.work() as connection:
            connection.execute("DELETE FROM sessions WHERE began < ? OR seen < ?", (now - LONGEST, now - IDLE))
            row = (_mark(key), account.name, secrets.token_urlsafe(32), now, now)
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", row)
        return self._signed().sign(key).decode()

    def person(self, cookie: str | None) -> Person | None:
        """Who holds a cookie; None where it is not ours, has expired or was ended."""
        mark = self._mark_of(cookie)
        if mark is None:
            return None
        now = self._clock()
        with self._store.work() as connection:
            row = _held(connection, mark)
            if row is None or now - row["began"] > LONGEST or now - row["seen"] > IDLE:
                return None
            if now - row["seen"] > _NOTED_EVERY:
                connection.execute("UPDATE sessions SET seen = ? WHERE mark = ?", (now, mark))
        return Person(name=row["name"], role=Role(row["role"]), token=row["token"])

    def end(self, cookie: str | None) -> None:
        """End the session of a cookie."""
        mark = self._mark_of(cookie)
        if mark is not None:
            with self._store.work() as connection:
                connection.execute("DELETE FROM sessions WHERE mark = ?", (mark,))

    def end_all(self, name: str) -> int:
        """End every session of an account; how many they were."""
        with self._store.work() as connection:
            return connection.execute("DELETE FROM sessions WHERE account = ?", (name,)).rowcount

    def open(self) -> dict[str, tuple[int, float]]:
        """Of each account with sessions that hold how many there are, and when one was last used (seconds since 1970)."""
        now = self._clock()
        sql = "SELECT account, count(*), max(seen) FROM sessions WHERE began >= ? AND seen >= ? GROUP BY account"
        with self._store.work() as connection:
            return {name: (count, seen) for name, count, seen in connection.execute(sql, (now - LONGEST, now - IDLE))}

    def _mark_of(self, cookie: str | None) -> bytes | None:
        if not cookie or len(cookie) > 300 or not self._store.exists:
            return None
        try:
            return _mark(self._signed().unsign(cookie).decode())
        except (BadSignature, UnicodeError):
            return None

    def _signed(self) -> Signer:
        if self._signer is None:
            self._signer = Signer(self._store.secret("sessions"), salt=_SALT, digest_method=hashlib.sha256)
        return self._signer


def _held(connection: sqlite3.Connection, mark: bytes) -> sqlite3.Row | None:
    sql = (
        "SELECT s.began, s.seen, s.token, a.name, a.role FROM sessions s JOIN accounts a ON a.name = s.account"
        " WHERE s.mark = ? AND a.name NOT IN (SELECT account FROM disabled)"
    )
    found: sqlite3.Row | None = connection.execute(sql, (mark,)).fetchone()
    return found


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _mark(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
