"""What people decide on the sources of trials enters; merges, proposals with their reasons, and every undoing of them leave.

A decision is kept with who made it and when, and is never deleted: undoing it is noted beside it. The records themselves are
never touched by a merge, so nothing is lost by one or by its end.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialwright.errors import UserError
from trialwright.shelf.grouping import Ties, origin_of_row
from trialwright.shelf.shelving import Shelving
from trialwright.shelf.store import Store, now
from trialwright.shelf.ties import pair_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One source of a proposal: its id, the key and title of its trial, where it is from."""

    id: int
    key: str
    title: str
    origin: str
    mark: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Two sources that may be of one trial, and why; only a person makes one trial of them."""

    one: Side
    other: Side
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What somebody decided: `same` that sources are of one trial, else that they are not. `sources` are pairs of their origins.

    `undone` says who took it back, and when; None while it holds.
    """

    act: int
    same: bool
    sources: tuple[tuple[str, str], ...]
    by: str
    at: dt.datetime
    note: str
    undone: tuple[str, dt.datetime] | None = None


class Merging:
    """The merges of one shelf."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ties = Ties(store)

    def proposals(self) -> Iterator[Proposal]:
        """The pairs that are likely one trial and wait for a decision, by the keys of their trials."""
        for row in self._store.rows("SELECT * FROM proposals ORDER BY one, other"):
            one, other = self._side(row["one"]), self._side(row["other"])
            if one is not None and other is not None and one.key != other.key and not self._decided(row["one"], row["other"]):
                yield Proposal(one=one, other=other, reasons=tuple(json.loads(row["reasons"])))

    def decisions(self) -> tuple[Decision, ...]:
        """Everything that was decided, the first first."""
        acts: dict[int, list[sqlite3.Row]] = {}
        for row in self._store.rows("SELECT * FROM decisions ORDER BY id"):
            acts.setdefault(row["act"], []).append(row)
        return tuple(_decision(rows) for rows in acts.values())

    def merge(self, one: int, other: int, *, by: str, note: str = "") -> int:
        """Make one trial of the trials of two sources; the number of the decision, by which it is undone.

        Where something speaks against it (different numbers of one registry among the other sources), it is a `UserError`.
        """
        self._require(one, other)
        together = [row["id"] for source in (one, other) for row in self._members(source)]
        with self._store.transaction() as generation:
            act = self._decide([(one, other)], same=True, told=(by, note))
            Shelving(self._store, generation).regroup(one, other)
            if len({self._trial(source) for source in together}) > 1:
                raise UserError(
                    "they cannot be one trial: other sources of theirs are of different trials",
                    place=f"{self._ties.identity(one)}, {self._ties.identity(other)}",
                    hint="part the source that does not belong to them first: trialwright library merges --part",
                )
        return act

    def refuse(self, one: int, other: int, *, by: str, note: str = "") -> int:
        """Decide that two sources are of different trials; the number of the decision."""
        self._require(one, other)
        with self._store.transaction() as generation:
            act = self._decide([(one, other)], same=False, told=(by, note))
            Shelving(self._store, generation).regroup(one, other)
        return act

    def unmerge(self, source: int, *, by: str, note: str = "") -> int:
        """Take a source out of the trial that it was merged into; the number of the decision."""
        others = [row["id"] for row in self._members(source) if row["id"] != source]
        if not others:
            raise UserError("the trial has this source only", place=self._ties.identity(source), hint="there is nothing to part")
        with self._store.transaction() as generation:
            act = self._decide([(source, other) for other in others], same=False, told=(by, note))
            Shelving(self._store, generation).regroup(source, *others)
        return act

    def undo(self, act: int, *, by: str) -> None:
        """Take a decision back: the trials are again as they would be without it."""
        rows = self._store.rows("SELECT * FROM decisions WHERE act = ? AND undone_at IS NULL", (act,))
        if not rows:
            raise UserError(
                "there is no such decision that holds", place=str(act), hint="trialwright library merges --decided lists them"
            )
        with self._store.transaction() as generation:
            self._store.run("UPDATE decisions SET undone_by = ?, undone_at = ? WHERE act = ?", (by, now(), act))
            names = {name for row in rows for name in (row["one"], row["other"])}
            here = [source for name in sorted(names) if (source := self._ties.by_identity(name)) is not None]
            if here:
                Shelving(self._store, generation).regroup(*here)

    def _decide(self, pairs: Sequence[tuple[int, int]], *, same: bool, told: tuple[str, str]) -> int:
        by, note = told
        last = self._store.row("SELECT max(act) FROM decisions")
        act = (last[0] or 0) + 1 if last is not None else 1
        for one, other in pairs:
            names = sorted((self._ties.identity(one), self._ties.identity(other)))
            self._store.run(
                "INSERT INTO decisions (act, one, other, same, by, at, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (act, *names, int(same), by, now(), note),
            )
        return act

    def _decided(self, one: int, other: int) -> bool:
        names = sorted((self._ties.identity(one), self._ties.identity(other)))
        sql = "SELECT 1 FROM decisions WHERE one = ? AND other = ? AND undone_at IS NULL"
        return self._store.row(sql, (names[0], names[1])) is not None

    def _require(self, one: int, other: int) -> None:
        self._trial(one)
        self._trial(other)
        if pair_of(one, other)[0] == pair_of(one, other)[1]:
            raise UserError("this is one source", place=self._ties.identity(one), hint="name two")

    def _trial(self, source: int) -> int:
        row = self._ties.source(source)
        if row is None:
            raise UserError(
                f"there is no source {source} on the shelf",
                place=str(source),
                hint="trialwright library show names the sources of a trial",
            )
        return int(row["trial"])

    def _members(self, source: int) -> list[sqlite3.Row]:
        """The sources of the trial that a source is part of."""
        return self._store.rows("SELECT id FROM sources WHERE trial = ?", (self._trial(source),))

    def _side(self, source: int) -> Side | None:
        row = self._ties.source(source)
        trial = None if row is None else self._store.row("SELECT key FROM trials WHERE id = ? AND active", (row["trial"],))
        if row is None or trial is None:
            return None
        origin = origin_of_row(row)
        return Side(
            id=source, key=trial["key"], title=self._store.body(row["body"]).title, origin=origin.origin, mark=origin.mark
        )


def _decision(rows: Sequence[sqlite3.Row]) -> Decision:
    first = rows[0]
    undone = (str(first["undone_by"]), dt.datetime.fromisoformat(first["undone_at"])) if first["undone_at"] else None
    return Decision(
        act=first["act"],
        same=bool(first["same"]),
        sources=tuple((row["one"], row["other"]) for row in rows),
        by=first["by"],
        at=dt.datetime.fromisoformat(first["at"]),
        note=first["note"],
        undone=undone,
    )
