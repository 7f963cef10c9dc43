"""A shelf and its search index enter; the index is brought up to the shelf, also after a crash between the two, and leaves.

The index notes up to which change of the shelf it goes. What changed later is put into it again, which does no harm twice.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from trialwright.errors import UserError
from trialwright.find.document import Document, document_of
from trialwright.shelf.compiled import Compiled
from trialwright.shelf.store import Store

if TYPE_CHECKING:
    from trialwright.find.index import Index

SOME = 2_000
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

    def anew(self) -> None:
        """Forget the index, so that it is made again."""
        shutil.rmtree(self._store.folder / _FOLDER, ignore_errors=True)

    def bring_up(self, said: Callable[[int], None] | None = None) -> int:
        """Put all that changed into the index; how many trials that were. `said` gets the number so far after each commit."""
        index = self._opened()
        done = 0
        try:
            for at, count in self._steps(index):
                index.commit()
                self._note(at)
                done += count
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

    def _steps(self, index: Index) -> Iterator[tuple[Reached, int]]:
        """Some thousand trials at a time: first what changed, then what was compiled since; each step with how far it goes."""
        at = self._reached()
        gone = self._store.rows("SELECT id, key FROM gone WHERE id > ? ORDER BY id", (at.gone,))
        newer, protocol = self._compiled.since(at.protocol)
        if gone:
            index.update((), [row["key"] for row in gone])
            at = replace(at, gone=gone[-1]["id"])
            yield at, 0
        while rows := self._store.rows(_CHANGED, (at.generation, at.trial, SOME)):
            index.update(self._document(row) for row in rows)
            at = replace(at, generation=rows[-1]["generation"], trial=rows[-1]["id"])
            yield at, len(rows)
        for start in range(0, len(newer), SOME):
            rows = [row for item in newer[start : start + SOME] for row in self._with_hash(item)]
            index.update(self._document(row) for row in rows)
            yield at, len(rows)
        if protocol != at.protocol:
            yield replace(at, protocol=protocol), 0

    def _with_hash(self, hashed: bytes) -> list[sqlite3.Row]:
        return self._store.rows("SELECT key, body, hash, version FROM trials WHERE active AND hash = ?", (hashed,))

    def _document(self, row: sqlite3.Row) -> Document:
        record = self._store.body(row["body"])
        return document_of(record, self._compiled.stored(row["hash"]), key=row["key"], version=row["version"])

    def _reached(self) -> Reached:
        try:
            return Reached(**json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return Reached()

    def _note(self, at: Reached) -> None:
        spare = self._path.with_suffix(".new")
        spare.write_text(json.dumps(asdict(at)), "utf-8")
        spare.replace(self._path)
