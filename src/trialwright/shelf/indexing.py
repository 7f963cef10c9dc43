"""A shelf and its search index enter; the index is brought up to the shelf, also after a crash between the two, and leaves.

The index notes up to which change of the shelf it goes. What changed later is put into it again, which does no harm twice.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from trialwright.errors import UserError
from trialwright.find.document import document_of
from trialwright.shelf.compiled import Compiled, unpacked_protocol
from trialwright.shelf.store import Store, unpacked
from trialwright.shelf.workers import made

if TYPE_CHECKING:
    from trialwright.find.entry import Entry
    from trialwright.find.index import Index

SOME, _PART = 2_000, 100
_NOTE = "index.json"
_FOLDER = "search"
_CHANGED = (
    "SELECT id, key, body, hash, version, generation FROM trials WHERE active AND (generation, id) > (?, ?)"
    " ORDER BY generation, id LIMIT ?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """How far the index goes: the last change of the shelf (its generation and trial), the last protocol, the last key gone."""

    generation: int = 0
    trial: int = 0
    protocol: int = 0
    gone: int = 0


def open_index(folder: Path, *, create: bool = False, writable: bool = False) -> Index:
    """The search index of a shelf's folder; a `UserError` where the packages for it are not installed."""
    if not can_search():
        raise UserError("the search is not installed", place=str(folder), hint="pip install 'trialwright[search]'")
    from trialwright.find.index import Index

    return Index.open(folder, create=create, writable=writable)


def can_search() -> bool:
    """Whether the packages for the search are installed."""
    return find_spec("tantivy") is not None


class Indexing:
    """Brings the index of a shelf up to date."""

    def __init__(self, store: Store, compiled: Compiled) -> None:
        self._store, self._compiled = store, compiled
        self._path = store.folder / _FOLDER / _NOTE

    def behind(self) -> int:
        """How many trials were changed since the index was brought up to date."""
        at = self._reached()
        changed = self._store.row("SELECT count(*) FROM trials WHERE (generation, id) > (?, ?)", (at.generation, at.trial))
        gone = self._store.row("SELECT count(*) FROM gone WHERE id > ?", (at.gone,))
        return sum(int(row[0]) for row in (changed, gone) if row is not None)

    def waits(self) -> bool:
        """Whether anything was changed, or compiled, since then."""
        return bool(self.behind() or self._compiled.since(self._reached().protocol)[0])

    def anew(self) -> None:
        """Forget the index, so that it is made again."""
        shutil.rmtree(self._store.folder / _FOLDER, ignore_errors=True)

    def bring_up(self, said: Callable[[int], None] | None = None, *, workers: int = 1) -> int:
        """Put all that changed into the index; how many trials that were. `said` gets the number so far.

        Where there is much to do, other processes find the words and concepts in the texts, so many as `workers`.
        """
        index = self._opened()
        done = 0
        try:
            at = self._taken_out(index)
            with closing(made(_entries, self._tasks(at), workers=workers)) as results:
                for entries, reached in results:
                    index.update(entries)
                    done += len(entries)
                    if reached is not None:
                        index.commit()
                        self._note(reached)
                    if said is not None:
                        said(done)
        finally:
            index.close()
        return done

    def _opened(self) -> Index:
        try:
            return open_index(self._store.folder, create=True, writable=True)
        except UserError as error:
            if "another version" not in error.message:
                raise
        self.anew()
        return open_index(self._store.folder, create=True, writable=True)

    def _taken_out(self, index: Index) -> Reached:
        """Take out what is no longer on the shelf; how far the index then goes."""
        at = self._reached()
        gone = self._store.rows("SELECT id, key FROM gone WHERE id > ? ORDER BY id", (at.gone,))
        if not gone:
            return at
        index.update((), [row["key"] for row in gone])
        index.commit()
        at = replace(at, gone=gone[-1]["id"])
        self._note(at)
        return at

    def _tasks(self, at: Reached) -> Iterator[_Task]:
        """First what changed, then what was compiled since; after some thousand trials how far the index goes with them."""
        newer, protocol = self._compiled.since(at.protocol)
        while rows := self._store.rows(_CHANGED, (at.generation, at.trial, SOME)):
            at = replace(at, generation=rows[-1]["generation"], trial=rows[-1]["id"])
            yield from self._parts(rows, at)
        for start in range(0, len(newer), SOME):
            yield from self._parts([row for item in newer[start : start + SOME] for row in self._with_hash(item)], at)
        if protocol != at.protocol:
            yield (), replace(at, protocol=protocol)

    def _parts(self, rows: Sequence[sqlite3.Row], at: Reached) -> Iterator[_Task]:
        for start in range(0, len(rows), _PART):
            part = tuple(self._waiting(row) for row in rows[start : start + _PART])
            yield part, at if start + _PART >= len(rows) else None

    def _with_hash(self, hashed: bytes) -> list[sqlite3.Row]:
        return self._store.rows("SELECT key, body, hash, version FROM trials WHERE active AND hash = ?", (hashed,))

    def _waiting(self, row: sqlite3.Row) -> _Waiting:
        record, protocol = self._store.packed_body(row["body"]), self._compiled.packed(row["hash"])
        return _Waiting(key=row["key"], version=row["version"], record=record, protocol=protocol)

    def _reached(self) -> Reached:
        try:
            return Reached(**json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return Reached()

    def _note(self, at: Reached) -> None:
        spare = self._path.with_suffix(".new")
        spare.write_text(json.dumps(asdict(at)), "utf-8")
        spare.replace(self._path)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    """A trial that is to be put into the index, with its record and protocol in their stored form."""

    key: str
    version: int
    record: bytes
    protocol: bytes | None


_Task = tuple[tuple[_Waiting, ...], Reached | None]
"""A part of the trials, and how far the index goes when they are in it (None: it is not to be said yet)."""


def _entries(task: _Task) -> tuple[list[Entry], Reached | None]:
    """The entries of a part of the trials: the work of indexing that needs no shelf."""
    waiting, at = task
    return [_entry(item) for item in waiting], at


def _entry(item: _Waiting) -> Entry:
    from trialwright.find.entry import entry_of

    protocol = None if item.protocol is None else unpacked_protocol(item.protocol)
    return entry_of(document_of(unpacked(item.record), protocol, key=item.key, version=item.version))
