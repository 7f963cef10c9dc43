"""A folder enters, its database leaves: an SQLite file, a connection for each thread, one writer at a time, migrations."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

from trialwright.errors import UserError
from trialwright.registries.record import TrialRecord
from trialwright.registries.record_form import record_bytes, record_from_bytes
from trialwright.shelf.connections import OfThreads

DATABASE = "trials.sqlite"
_LOCK, _HOLDER = "writer.lock", "writer.txt"
_APPLICATION = 0x54575348
_BUSY_MS = 10_000
_LOCK_SECONDS = 1.0
"""A reader that repairs the index holds the lock for a moment, which must not turn a writer away."""


class Store:
    """The database of one shelf. Readers see whole transactions only; a store opened for writing keeps other writers out."""

    def __init__(self, folder: Path, *, create: bool = False, writable: bool = False) -> None:
        self.folder, self.writable = folder, writable
        self.database = folder / DATABASE
        self._connections = OfThreads(lambda: _connect(self.database, writable=writable))
        self._lock: sqlite3.Connection | None = None
        self._guard = threading.RLock()
        _require(folder, create=create)
        if writable or create:
            self._lock = _locked(folder)
        try:
            self._prepare(create=create)
        except BaseException:
            self.close()
            raise
        if not writable:
            self._unlock()

    def close(self) -> None:
        """Close every connection and let other writers in."""
        with self._guard:
            self._connections.close()
            self._unlock()

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """The rows of a question, all of them."""
        return self._connections.mine().execute(sql, values).fetchall()

    def row(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        found: sqlite3.Row | None = self._connections.mine().execute(sql, values).fetchone()
        return found

    def run(self, sql: str, values: tuple[object, ...] | dict[str, object] = ()) -> int:
        """Change something (within `transaction`); the id of a row that was put in."""
        return self._connections.mine().execute(sql, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[int]:
        """All or nothing of what is changed in the block, under a new generation, which is given.

        Raises `UserError` where the shelf is not open for writing. Threads of one process take turns.
        """
        self.require_writable()
        with self._guard:
            connection = self._connections.mine()
            connection.execute("BEGIN IMMEDIATE")
            try:
                generation = self.generation + 1
                yield generation
                self._note("generation", str(generation))
                self._note("changed", now())
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def require_writable(self) -> None:
        """A `UserError` where the shelf is open for reading only."""
        if not self.writable:
            raise UserError("the shelf is open for reading only", place=str(self.folder), hint="open it with writable=True")

    @property
    def generation(self) -> int:
        """Grows with every transaction."""
        return int(self.meta("generation") or 0)

    def meta(self, name: str) -> str | None:
        """A value that the shelf keeps about itself."""
        found = self.row("SELECT value FROM meta WHERE name = ?", (name,))
        return None if found is None else str(found[0])

    def _note(self, name: str, value: str) -> None:
        self.run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))

    def put_body(self, record: TrialRecord) -> int:
        """Keep a record; the id to ask for it by."""
        return self.run("INSERT INTO bodies (body) VALUES (?)", (packed(record),))

    def body(self, number: int) -> TrialRecord:
        """The record of `put_body`."""
        return unpacked(self.packed_body(number))

    def packed_body(self, number: int) -> bytes:
        """The same in its stored form."""
        found = self.row("SELECT body FROM bodies WHERE id = ?", (number,))
        if found is None:
            raise UserError(
                f"the shelf has lost record {number}", place=str(self.folder), hint="put the trial on the shelf again"
            )
        packed: bytes = found[0]
        return packed

    def _prepare(self, *, create: bool) -> None:
        path = self.folder / DATABASE
        if create and not path.exists():
            _migrate(path)
            return
        version = _version(path)
        if version > len(_schemas()):
            raise UserError(
                "this shelf was made by a newer trialwright",
                place=str(self.folder),
                hint="update trialwright, then open it again",
            )
        if version < len(_schemas()):
            if self._lock is None:
                self._lock = _locked(self.folder)
            _migrate(path)

    def _unlock(self) -> None:
        if self._lock is not None:
            with suppress(OSError):
                (self.folder / _HOLDER).unlink()
            self._lock.close()
            self._lock = None


def now() -> str:
    """The present moment, UTC, in ISO 8601."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def packed(record: TrialRecord) -> bytes:
    """A record in its stored form, compressed."""
    return zlib.compress(record_bytes(record), 6)


def unpacked(data: bytes) -> TrialRecord:
    """The record of `packed`."""
    return record_from_bytes(zlib.decompress(data))


def _require(folder: Path, *, create: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError("a shelf is a folder, and this is a file", place=str(folder), hint="name another folder")
    if (folder / DATABASE).exists():
        return
    if not create:
        raise UserError("there is no shelf", place=str(folder), hint="make one: trialwright library add FILE --shelf FOLDER")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder cannot be made: {error.strerror}", place=str(folder), hint="name another folder") from None


def _connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    address = path.resolve().as_uri()
    try:
        return _opened(f"{address}?mode=rw", writable=writable)
    except sqlite3.OperationalError:
        if writable or os.access(path, os.W_OK):
            raise _damaged(path) from None
        return _opened(f"{address}?mode=ro&immutable=1", writable=False)  # a folder that nobody may write to
    except sqlite3.DatabaseError:
        raise _damaged(path) from None


def _opened(address: str, *, writable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    if writable:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -65536")
    else:
        connection.execute("PRAGMA query_only = ON")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection


def _damaged(path: Path) -> UserError:
    return UserError("this is no database of a shelf, or it is damaged", place=str(path), hint="name another folder")


def _version(path: Path) -> int:
    connection = _connect(path, writable=False)
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()
    if application not in (_APPLICATION, 0) or (application == 0 and version):
        raise _damaged(path)
    return version


@cache
def _schemas() -> tuple[str, ...]:
    """The scripts that lead from an empty database to the present schema, one for each version."""
    folder = files("trialwright.shelf") / "data"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return tuple((folder / name).read_text("utf-8") for name in names)


def _migrate(path: Path) -> None:
    """Bring a database to the present schema, one version in one transaction."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for number, script in enumerate(_schemas()[version:], start=version + 1):
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {_APPLICATION};\nPRAGMA user_version = {number};\nCOMMIT;"
            )
    finally:
        connection.close()


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keeps other writers out of a shelf during the block; False, and none is kept out, where one is at work or nobody may."""
    try:
        lock = _locked(folder)
    except (UserError, OSError, sqlite3.Error):
        yield False
        return
    try:
        yield True
    finally:
        lock.close()


def _locked(folder: Path) -> sqlite3.Connection:
    """What keeps other writers out until it is closed or the process ends, however it ends: a lock of the operating system."""
    lock = sqlite3.connect(folder / _LOCK, isolation_level=None, timeout=_LOCK_SECONDS, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" not in str(error):
            raise UserError(f"the shelf cannot be written: {error}", place=str(folder)) from None
        raise UserError(
            f"somebody else is writing to this shelf{_holder(folder)}", place=str(folder), hint="wait until that is done"
        ) from None
    (folder / _HOLDER).write_text(f"{os.getpid()} {now()}", "utf-8")
    return lock


def _holder(folder: Path) -> str:
    try:
        process, _, since = (folder / _HOLDER).read_text("utf-8").partition(" ")
    except OSError:
        return ""
    return f" (process {process}, since {since[:19].replace('T', ' ')} UTC)"
