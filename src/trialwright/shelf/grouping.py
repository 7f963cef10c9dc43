"""The database enters; the sources that numbers or decisions tie to some others, with all that is known of them, leave."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from trialwright.shelf.origins import Name, Origin
from trialwright.shelf.store import Store
from trialwright.shelf.ties import TOO_COMMON, Pair, Tied, pair_of


class Ties:
    """Looks up what ties the sources of a shelf."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def around(self, sources: Iterable[int]) -> Tied:
        """These sources, those of their trials, and all that are tied to any of them by numbers or by decisions."""
        seen: set[int] = set()
        todo = list(sources)
        while todo:
            source = todo.pop()
            if source not in seen:
                seen.add(source)
                todo += [found for found in self._beside(source) if found not in seen]
        names = {source: self.names(source) for source in sorted(seen)}
        same, apart = self._decided(tuple(names)) if len(names) > 1 else ({}, {})
        return Tied(names=names, same=same, apart=apart)

    def source(self, source: int) -> sqlite3.Row | None:
        """The row of a source."""
        return self._store.row("SELECT * FROM sources WHERE id = ?", (source,))

    def names(self, source: int) -> tuple[Name, ...]:
        """The numbers and names of a source."""
        rows = self._store.rows("SELECT name, registry, how FROM names WHERE source = ?", (source,))
        return tuple(sorted(Name(name=row["name"], registry=row["registry"], how=row["how"]) for row in rows))

    def identity(self, source: int) -> str:
        """What names a source wherever it is put on a shelf again."""
        row = self.source(source)
        return "" if row is None else origin_of_row(row).identity

    def by_identity(self, identity: str) -> int | None:
        """The source of `identity`, None where it is not on the shelf."""
        origin, _, mark = identity.partition(" ")
        row = self._store.row("SELECT id FROM sources WHERE origin = ? AND mark = ?", (origin, mark))
        return None if row is None else int(row[0])

    def _beside(self, source: int) -> Iterator[int]:
        same_trial = "SELECT id FROM sources WHERE trial = (SELECT trial FROM sources WHERE id = ?)"
        yield from (row[0] for row in self._store.rows(same_trial, (source,)))
        for row in self._store.rows("SELECT name FROM names WHERE source = ? AND registry <> ''", (source,)):
            having = self._store.rows("SELECT source FROM names WHERE name = ? LIMIT ?", (row[0], TOO_COMMON + 1))
            yield from (found[0] for found in having) if len(having) <= TOO_COMMON else ()
        identity = self.identity(source)
        sql = "SELECT one, other FROM decisions WHERE undone_at IS NULL AND (one = ? OR other = ?)"
        for row in self._store.rows(sql, (identity, identity)):
            other = self.by_identity(row["other"] if row["one"] == identity else row["one"])
            yield from () if other is None else (other,)

    def _decided(self, around: Sequence[int]) -> tuple[dict[Pair, str], dict[Pair, str]]:
        """The pairs of these sources that people said to be one trial, and those said not to be; the last word on one holds."""
        same: dict[Pair, str] = {}
        apart: dict[Pair, str] = {}
        place = {self.identity(source): source for source in around}
        for row in self._store.rows("SELECT * FROM decisions WHERE undone_at IS NULL ORDER BY id"):
            if row["one"] in place and row["other"] in place:
                pair = pair_of(place[row["one"]], place[row["other"]])
                told = f"{'accepted' if row['same'] else 'parted'} by {row['by']} on {row['at'][:10]}"
                same.pop(pair, None)
                apart.pop(pair, None)
                (same if row["same"] else apart)[pair] = f"{told}: {row['note']}" if row["note"] else told
        return same, apart


def origin_of_row(row: sqlite3.Row) -> Origin:
    """What names the source of a row."""
    return Origin(origin=row["origin"], mark=row["mark"])
