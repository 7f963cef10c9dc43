"""Queries enter and are kept by name; what became of the trials that they find leaves: found, changed, no longer found."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from dataclasses import dataclass, replace
from enum import StrEnum

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.shelf.indexing import open_index
from trialwright.shelf.query_form import query_from_json, query_to_json
from trialwright.shelf.store import Store, now

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FEW = 500
_CHANGED = "SELECT id, key, version, active FROM trials WHERE generation > ? ORDER BY generation, id"


class NewsKind(StrEnum):
    """What became of a trial in a saved search."""

    FOUND = "found"
    CHANGED = "changed"
    LEFT = "left"  # it is still on the shelf, but the search does not find it any more
    GONE = "gone"  # it was taken off the shelf, or became part of another trial


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A search that is kept: its name (in addresses), its title, what it asks, when it was saved, how many trials it finds."""

    name: str
    title: str
    query: Query
    at: dt.datetime
    trials: int


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One event of a saved search: the trial's key, what became of it, and between which versions. `id` never changes."""

    id: int
    search: str
    key: str
    kind: NewsKind
    old: int | None
    new: int | None
    at: dt.datetime


def as_kept(query: Query) -> Query:
    """A query as it is saved: what it asks, without how much of the answer somebody looked at."""
    return replace(query, after=None, count_facets=(), size=Query().size)


class Searches:
    """The saved searches of one shelf."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, name: str, query: Query, *, title: str = "", on: dt.date) -> Saved:
        """Keep a search under a name; what it finds now is where its news begin. One of that name is replaced, with its news."""
        if not _NAME.fullmatch(name):
            raise UserError(
                f"{name!r} is no name for a search",
                place="name",
                hint="small letters, digits, - and _, at most 64, as in gastric-her2",
            )
        asked = as_kept(query)
        keys = self._found(asked, on)
        with self._store.transaction() as generation:
            self._forget(name)
            self._store.run(
                "INSERT INTO searches VALUES (?, ?, ?, ?, ?)",
                (name, title or asked.words or name, json.dumps(query_to_json(asked), ensure_ascii=False), now(), generation),
            )
            for key in keys:
                self._store.run(
                    "INSERT OR IGNORE INTO found SELECT ?, id, version FROM trials WHERE active AND key = ? COLLATE NOCASE",
                    (name, key),
                )
        return self[name]

    def __getitem__(self, name: str) -> Saved:
        row = self._store.row("SELECT * FROM searches WHERE name = ?", (name,))
        if row is None:
            known = ", ".join(saved.name for saved in self.all()) or "none"
            raise UserError(f"there is no saved search {name!r}", place=name, hint=f"there are: {known}")
        return self._saved(row)

    def all(self) -> tuple[Saved, ...]:
        """Every saved search, by name."""
        return tuple(self._saved(row) for row in self._store.rows("SELECT * FROM searches ORDER BY name"))

    def remove(self, name: str) -> None:
        """Forget a saved search and its news."""
        _ = self[name]
        with self._store.transaction():
            self._forget(name)

    def news(self, name: str, *, most: int = 100) -> tuple[News, ...]:
        """The last events of a saved search, the newest first."""
        _ = self[name]
        rows = self._store.rows("SELECT * FROM news WHERE search = ? ORDER BY id DESC LIMIT ?", (name, most))
        return tuple(
            News(
                id=row["id"], search=name, key=row["key"], kind=NewsKind(row["kind"]), old=row["old"], new=row["new"],
                at=dt.datetime.fromisoformat(row["at"]),
            )
            for row in rows
        )  # fmt: skip

    def follow(self, *, on: dt.date) -> int:
        """Note what became of the trials of every saved search since it was last asked; how many events that were."""
        return sum(self._follow(row, on) for row in self._store.rows("SELECT * FROM searches ORDER BY name"))

    def _follow(self, search: sqlite3.Row, on: dt.date) -> int:
        changed = self._store.rows(_CHANGED, (search["generation"],))
        if not changed:
            return 0
        query = query_from_json(json.loads(search["query"]))
        active = [row["key"] for row in changed if row["active"]]
        few = len(active) <= _FEW and not query.ids
        keys = {key.upper() for key in self._found(replace(query, ids=tuple(active)) if few else query, on)} if active else set()
        with self._store.transaction() as generation:
            count = sum(self._event(search["name"], row, found=row["key"].upper() in keys) for row in changed)
            self._store.run("UPDATE searches SET generation = ? WHERE name = ?", (generation, search["name"]))
        return count

    def _event(self, name: str, trial: sqlite3.Row, *, found: bool) -> int:
        before = self._store.row("SELECT version FROM found WHERE search = ? AND trial = ?", (name, trial["id"]))
        kind = self._kind(before, trial, found=found)
        if before is not None and not found:
            self._store.run("DELETE FROM found WHERE search = ? AND trial = ?", (name, trial["id"]))
        elif found:
            self._store.run("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", (name, trial["id"], trial["version"]))
        if kind is None:
            return 0
        old = None if before is None else before["version"]
        self._store.run(
            "INSERT INTO news (search, trial, key, kind, old, new, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (name, trial["id"], trial["key"], kind.value, old, trial["version"], now()),
        )
        return 1

    def _kind(self, before: sqlite3.Row | None, trial: sqlite3.Row, *, found: bool) -> NewsKind | None:
        if before is None:
            return NewsKind.FOUND if found else None
        if not trial["active"]:
            return NewsKind.GONE
        if not found:
            return NewsKind.LEFT
        return NewsKind.CHANGED if before["version"] != trial["version"] else None

    def _found(self, query: Query, on: dt.date) -> list[str]:
        count = self._store.row("SELECT count(*) FROM trials WHERE active")
        with open_index(self._store.folder) as index:
            return [key for key, _ in index.keys(query, on=on, most=max(1, int(count[0]) if count is not None else 1))]

    def _forget(self, name: str) -> None:
        for sql in (
            "DELETE FROM searches WHERE name = ?",
            "DELETE FROM found WHERE search = ?",
            "DELETE FROM news WHERE search = ?",
        ):
            self._store.run(sql, (name,))

    def _saved(self, row: sqlite3.Row) -> Saved:
        count = self._store.row("SELECT count(*) FROM found WHERE search = ?", (row["name"],))
        return Saved(
            name=row["name"],
            title=row["title"],
            query=query_from_json(json.loads(row["query"])),
            at=dt.datetime.fromisoformat(row["at"]),
            trials=0 if count is None else int(count[0]),
        )
