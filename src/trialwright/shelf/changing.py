"""A shelf enters, when its trials last changed leaves: what was made of one holds until it changes, whatever others do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialwright.shelf.store import Store


class Changing:
    """When the trials of one shelf changed, by the generations of the shelf."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, key: str) -> int | None:
        """The generation in which the trial of exactly this key was last changed, by its record or a review of it; else None."""
        sql = "SELECT generation FROM trials WHERE active AND key = ? COLLATE NOCASE AND key = ?"
        row = self._store.row(sql, (key, key))
        return None if row is None else int(row[0])

    def marks(self, keys: Sequence[str]) -> dict[str, int]:
        """The same of several trials."""
        sql = f"SELECT key, generation FROM trials WHERE active AND key COLLATE NOCASE IN ({', '.join('?' * len(keys))})"  # noqa: S608 - question marks # nosec B608
        return {row[0]: int(row[1]) for row in self._store.rows(sql, tuple(keys))}

    def last(self, most: int) -> Iterator[str]:
        """The keys of the trials that changed last, at most so many, those that take patients in first."""
        sql = "SELECT key, status FROM trials WHERE active ORDER BY generation DESC, id DESC LIMIT ?"
        rows = self._store.rows(sql, (most,))
        yield from (row["key"] for row in sorted(rows, key=lambda row: row["status"] != "RECRUITING"))
