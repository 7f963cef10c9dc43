"""Records enter, their protocols leave: compiled when first asked for and kept beside the shelf, by record and by compiler.

The file of protocols is a cache. Any process may write to it, and without it everything is only slower.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from trialwright.fingerprint import fingerprint
from trialwright.protocol.form import protocol_from_json, to_json
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord
from trialwright.shelf.connections import OfThreads

FILE = "protocols.sqlite"
_IN_MEMORY = 256
_ROOMS = ("compiler", "protocol", "vocabulary", "library.py", "findings.py")
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS protocols (id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL, compiler TEXT NOT NULL,"
    " body BLOB NOT NULL, UNIQUE (hash, compiler))"
)

_UNREAD = (
    "SELECT count(*) FROM shelf.trials AS trial WHERE active"
    " AND NOT EXISTS (SELECT 1 FROM protocols WHERE protocols.hash = trial.hash AND compiler = ?)"
)


class Compiled:
    """The protocols of the records of one shelf; `most` of those asked for last are held in memory."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._connections = OfThreads(lambda: _opened(self._file))
        self._held: OrderedDict[tuple[bytes, str], Protocol] = OrderedDict()
        self._guard = threading.Lock()
        self.most = _IN_MEMORY

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def protocol(self, hashed: bytes, record: Callable[[], TrialRecord]) -> Protocol:
        """The protocol of the record with this content hash; the record is asked for only where it has to be compiled."""
        return self.made(hashed, lambda: _compiled(record()))

    def made(self, hashed: bytes, make: Callable[[], Protocol]) -> Protocol:
        """The protocol that is kept under this hash, else made and kept."""
        mark = (hashed, compiler_fingerprint())
        with self._guard:
            if (held := self._held.get(mark)) is not None:
                self._held.move_to_end(mark)
                return held
        packed = self._packed(mark)
        found = make() if packed is None else unpacked_protocol(packed)
        if packed is None:
            self._store(mark, packed_protocol(found))
        with self._guard:
            self._held[mark] = found
            while len(self._held) > self.most:
                self._held.popitem(last=False)
        return found

    def stored(self, hashed: bytes) -> Protocol | None:
        """The protocol of a record that was compiled before, None for another; nothing is compiled."""
        packed = self.packed(hashed)
        return None if packed is None else unpacked_protocol(packed)

    def packed(self, hashed: bytes) -> bytes | None:
        """The same in its stored form."""
        return self._packed((hashed, compiler_fingerprint()))

    def keep(self, hashed: bytes, packed: bytes) -> None:
        """Keep the protocol of a record that was compiled elsewhere, in its stored form."""
        self._store((hashed, compiler_fingerprint()), packed)

    def has(self, hashed: bytes) -> bool:
        """Whether the protocol of a record is kept."""
        connection = self._connection()
        sql = "SELECT 1 FROM protocols WHERE hash = ? AND compiler = ?"
        return connection is not None and connection.execute(sql, (hashed, compiler_fingerprint())).fetchone() is not None

    def since(self, number: int) -> tuple[list[bytes], int]:
        """The content hashes of what was compiled after the protocol `number` was stored, and the number of the last one."""
        connection = self._connection()
        if connection is None:
            return [], number
        sql = "SELECT id, hash FROM protocols WHERE id > ? AND compiler = ? ORDER BY id"
        rows = connection.execute(sql, (number, compiler_fingerprint())).fetchall()
        return [row[1] for row in rows], max((row[0] for row in rows), default=number)

    def unread(self, database: Path) -> int:
        """How many trials of a database of trials were not compiled by this compiler."""
        try:
            with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True, timeout=2)) as connection:
                connection.execute("ATTACH ? AS shelf", (f"{database.absolute().as_uri()}?mode=ro",))
                return int(connection.execute(_UNREAD, (compiler_fingerprint(),)).fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # what cannot be looked at is not counted

    def forget_others(self) -> None:
        """Let go of what other compilers made: nobody asks for it any more."""
        connection = self._connection()
        if connection is not None:
            with suppress(sqlite3.OperationalError), connection:
                connection.execute("DELETE FROM protocols WHERE compiler <> ?", (compiler_fingerprint(),))

    def _packed(self, mark: tuple[bytes, str]) -> bytes | None:
        connection = self._connection()
        if connection is None:
            return None
        row = connection.execute("SELECT body FROM protocols WHERE hash = ? AND compiler = ?", mark).fetchone()
        return None if row is None else row[0]

    def _store(self, mark: tuple[bytes, str], packed: bytes) -> None:
        connection = self._connection()
        if connection is None:
            return
        try:
            with connection:
                connection.execute("INSERT OR IGNORE INTO protocols (hash, compiler, body) VALUES (?, ?, ?)", (*mark, packed))
        except sqlite3.OperationalError:
            return  # it is only a cache: another process writes, or nobody may

    def _connection(self) -> sqlite3.Connection | None:
        try:
            return self._connections.mine()
        except sqlite3.OperationalError:
            return None


def _opened(path: Path) -> sqlite3.Connection:
    found = sqlite3.connect(path, check_same_thread=False, timeout=2)
    found.execute("PRAGMA journal_mode = WAL")
    found.execute("PRAGMA synchronous = NORMAL")
    found.execute(_SCHEMA)
    return found


def _compiled(record: TrialRecord) -> Protocol:
    from trialwright.library import protocol_of_record  # who only puts records on the shelf needs no compiler

    return protocol_of_record(record)


def packed_protocol(protocol: Protocol) -> bytes:
    """A protocol in its stored form, compressed."""
    text = json.dumps(to_json(protocol), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpacked_protocol(data: bytes) -> Protocol:
    """The protocol of `packed_protocol`."""
    return protocol_from_json(json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass")))


def compiler_fingerprint() -> str:
    """What tells this compiler, with its vocabulary, from any other: a protocol of another is compiled again."""
    return fingerprint(_ROOMS)
