"""Names, roles and passwords enter and are kept; accounts leave, and who a name with a password is."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from trialwright.errors import UserError
from trialwright.portal.people.passwords import belongs, hashed, outdated
from trialwright.portal.people.role import Role
from trialwright.portal.people.store import PeopleStore

_NAME = re.compile(r"[\w.@+'-][\w .@+'-]{0,78}[\w.@+'-]|\w")

_ALL = "SELECT a.*, coalesce(d.by, '') AS disabled_by FROM accounts a LEFT JOIN disabled d ON d.account = a.name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Somebody who may sign in. `name` is what they sign in with, and what stands beside their decisions.

    `disabled_by` is who decided that they may not sign in for now ("": they may).
    """

    name: str
    role: Role
    added: dt.datetime
    disabled_by: str = ""


class Accounts:
    """The accounts of the portal over one shelf."""

    def __init__(self, folder: Path) -> None:
        self.store = PeopleStore(folder)

    def __bool__(self) -> bool:
        return bool(self.all())

    def all(self) -> tuple[Account, ...]:
        """Everybody, by name."""
        if not self.store.exists:
            return ()
        with self.store.work() as connection:
            return tuple(_account(row) for row in connection.execute(f"{_ALL} ORDER BY a.name"))

    def add(self, name: str, password: str, *, role: Role) -> Account:
        """A new account. A name that is taken or cannot be one, and a password that is too weak, are a `UserError`."""
        name = name.strip()
        if not _NAME.fullmatch(name):
            hint = "letters, digits, blanks and . @ + ' - _, at most 80"
            raise UserError("that cannot be a name to sign in with", place=name[:80] or "name", hint=hint)
        kept, now = hashed(password), time.time()
        with self.store.work() as connection:
            try:
                connection.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)", (name, role.value, kept, now, now))
            except sqlite3.IntegrityError:
                hint = "trialwright users password changes its password"
                raise UserError("there is such a user already", place=name, hint=hint) from None
            return _account(_row(connection, name))

    def remove(self, name: str) -> None:
        """Take an account away and end its sessions; what it decided stays. Nobody of that name is a `UserError`."""
        with self.store.work() as connection:
            _row(connection, name)
            connection.execute("DELETE FROM accounts WHERE name = ?", (name,))

    def set_role(self, name: str, role: Role) -> None:
        """Another role, from the next request on. That no administrator would be left is a `UserError`."""
        with self.store.work() as connection:
            _row(connection, name)
            connection.execute("UPDATE accounts SET role = ?, changed = ? WHERE name = ?", (role.value, time.time(), name))
            _still_administered(connection, name, role is not Role.ADMINISTRATOR)

    def disable(self, name: str, *, by: str) -> None:
        """Let somebody sign in no more, and end their sessions. That no administrator would be left is a `UserError`."""
        with self.store.work() as connection:
            row = _row(connection, name)
            connection.execute("INSERT OR IGNORE INTO disabled VALUES (?, ?, ?)", (row["name"], time.time(), by))
            connection.execute("DELETE FROM sessions WHERE account = ?", (name,))
            _still_administered(connection, name, True)

    def enable(self, name: str) -> None:
        """Let somebody sign in again, with the password that they had."""
        with self.store.work() as connection:
            _row(connection, name)
            connection.execute("DELETE FROM disabled WHERE account = ?", (name,))

    def set_password(self, name: str, password: str) -> None:
        """Another password; every session of the account ends."""
        kept = hashed(password)
        with self.store.work() as connection:
            _row(connection, name)
            connection.execute("UPDATE accounts SET password = ?, changed = ? WHERE name = ?", (kept, time.time(), name))
            connection.execute("DELETE FROM sessions WHERE account = ?", (name,))

    def known(self, name: str, password: str) -> Account | None:
        """The account of a name with its password; None for any other pair, and that takes as long as for a right one."""
        with self.store.work() as connection:
            row = connection.execute(f"{_ALL} WHERE a.name = ?", (name.strip(),)).fetchone()
        if not belongs(password, None if row is None else row["password"]) or row is None or row["disabled_by"]:
            return None
        if outdated(row["password"]):
            with self.store.work() as connection:
                connection.execute("UPDATE accounts SET password = ? WHERE name = ?", (hashed(password), row["name"]))
        return _account(row)


def _row(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
    found: sqlite3.Row | None = connection.execute(f"{_ALL} WHERE a.name = ?", (name,)).fetchone()
    if found is None:
        raise UserError("there is no such user", place=name, hint="trialwright users list names them")
    return found


def _account(row: sqlite3.Row) -> Account:
    added = dt.datetime.fromtimestamp(row["added"], dt.UTC)
    return Account(name=row["name"], role=Role(row["role"]), added=added, disabled_by=row["disabled_by"])


def _still_administered(connection: sqlite3.Connection, name: str, lost: bool) -> None:
    """Undoes what took the last administrator away: the transaction ends with a `UserError`."""
    sql = f"{_ALL} WHERE a.role = ? AND d.account IS NULL"
    if lost and connection.execute(sql, (Role.ADMINISTRATOR.value,)).fetchone() is None:
        raise UserError("there must be an administrator who can sign in", place=name, hint="make somebody else one first")
