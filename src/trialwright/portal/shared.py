"""Pages that one process of a portal made enter, and leave for every other: kept in memory that the processes share.

What is asked in an address may tell of somebody, and a page repeats it: nothing is kept on a disk. Where a system has no files in
memory (`/dev/shm`), each process keeps its pages for itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Hashable, Iterator
from pathlib import Path

from trialwright.portal.page import Page

MEMORY = Path("/dev/shm")  # noqa: S108 - that it is shared memory is the point # nosec B108
MOST_BYTES = 64_000_000
_LASTING = 2 / 3
"""How much of that the pages that many ask for may take; the rest is for answers to questions, which few ask again."""
_SHARE = 0.5
"""How much of what is free in memory may be taken: a container often has little."""
_LEFT, _BESIDE, _PATIENCE = 0.9, 4000, 0.25
_NAME = "trialwright-pages-"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS pages (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, lasting INTEGER NOT NULL,"
    " size INTEGER NOT NULL, headers TEXT NOT NULL, mark TEXT NOT NULL, packed BLOB NOT NULL)"
)
_PUT = "INSERT OR REPLACE INTO pages (key, lasting, size, headers, mark, packed) VALUES (?, ?, ?, ?, ?, ?)"
_RUNNING = "SELECT id, sum(size) OVER (ORDER BY id DESC) AS total FROM pages WHERE lasting = ?"


class SharedPages:
    """The pages in a file that processes share; safe for several threads and processes. Of those that last, and of the others,
    what was made first is let go first: a flood of questions does not wash away the pages of trials.

    It is a help and never needed: what fails (no room, another process writes) is as if the page were not there.
    """

    def __init__(self, file: Path, *, most: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._connection = sqlite3.connect(file, timeout=_PATIENCE, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA wal_autocheckpoint = 200")
        self._connection.execute(_SCHEMA)
        self._connection.execute("CREATE INDEX IF NOT EXISTS sizes ON pages (lasting, size)")

    def get(self, key: Hashable) -> Page | None:
        """The page that any of the processes put under a key."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            row = self._connection.execute("SELECT headers, mark, packed FROM pages WHERE key = ?", (_digest(key),)).fetchone()
            return Page(packed=row[2], headers=json.loads(row[0]), mark=row[1]) if row is not None else None
        return None

    def put(self, key: Hashable, page: Page, *, lasting: bool = False) -> None:
        """Keep a page for all, and let go of others of its kind where they take too much."""
        size = len(page.packed) + _BESIDE
        row = (_digest(key), lasting, size, json.dumps(dict(page.headers)), page.mark, page.packed)
        with self._lock, contextlib.suppress(sqlite3.Error), self._connection:
            self._connection.execute(_PUT, row)
            self._within(lasting=lasting)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return int(self._connection.execute("SELECT coalesce(sum(size), 0) FROM pages").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _within(self, *, lasting: bool) -> None:
        """What was made first goes, a tenth of all at a time."""
        most = self._most * (_LASTING if lasting else 1 - _LASTING)
        taken = self._connection.execute("SELECT coalesce(sum(size), 0) FROM pages WHERE lasting = ?", (lasting,)).fetchone()[0]
        if taken > most:
            sql = f"DELETE FROM pages WHERE id IN (SELECT id FROM ({_RUNNING}) WHERE total > ?)"  # noqa: S608 - a text of our own # nosec B608
            self._connection.execute(sql, (lasting, most * _LEFT))


def _digest(key: Hashable) -> bytes:
    return hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=24).digest()


@contextlib.contextmanager
def shared_file() -> Iterator[Path | None]:
    """A file in memory for the processes of one portal, only for its user, gone at the end; None where the system has no such."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK | os.X_OK):
        yield None
        return
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{_NAME}{os.getpid()}-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "pages.sqlite"


def room() -> int:
    """How many bytes of pages may be kept in memory that is shared."""
    return min(MOST_BYTES, int(shutil.disk_usage(MEMORY).free * _SHARE))


def _sweep() -> None:
    """Takes away what a portal left that was killed: its process is no more."""
    for folder in MEMORY.glob(f"{_NAME}*-*"):
        number = folder.name.removeprefix(_NAME).partition("-")[0]
        if number.isdecimal() and folder.stat().st_uid == os.getuid() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(folder, ignore_errors=True)
