"""The folder of a shelf enters, the file of its people leaves: SQLite, apart from the trials, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from trialwright.errors import UserError

FILE = "people.sqlite"
_BUSY_SECONDS = 10.0


class PeopleStore:
    """The database `people.sqlite`. Each piece of work opens it anew: it is small, rarely asked, and changed from outside too."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    @property
    def exists(self) -> bool:
        """Whether anybody was ever added."""
        return self.path.exists()

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction: all of the block is done, or nothing. A damaged file is a `UserError`."""
        if not self.path.parent.is_dir():
            raise UserError("there is no such folder", place=str(self.path.parent), hint="name the folder of a shelf")
        self._make_private()
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.executescript(_schema())
            with connection:
                yield connection
        except sqlite3.DatabaseError as error:
            raise UserError(f"the file of the portal's people cannot be used: {error}", place=str(self.path)) from None
        finally:
            connection.close()

    def secret(self, name: str) -> bytes:
        """A random key of this portal, made when it is first asked for."""
        with self.work() as connection:
            connection.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, secrets.token_bytes(32)))
            found: bytes = connection.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()[0]
            return found

    def _make_private(self) -> None:
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return
        except OSError as error:
            message = f"the file of the portal's people cannot be made: {error.strerror}"
            raise UserError(message, place=str(self.path)) from None


def _schema() -> str:
    return (files("trialwright.portal.people") / "data" / "schema.sql").read_text("utf-8")
