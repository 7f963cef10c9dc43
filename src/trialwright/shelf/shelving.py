"""Records enter, inside a transaction; each is put beside its earlier versions and into its trial; what became of it leaves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trialwright.registries.record import TrialRecord
from trialwright.registries.record_form import content_hash
from trialwright.shelf.conditions import diseases_named
from trialwright.shelf.grouping import Ties, origin_of_row
from trialwright.shelf.likely import likely_pairs
from trialwright.shelf.naming import base_of, named, rank_of
from trialwright.shelf.origins import Name, Origin, layout_rank, names_of, origin_of, plain_key, stated_day, status_of
from trialwright.shelf.store import Store, now
from trialwright.shelf.ties import Groups, Pair, Tied, grouped, pair_of
from trialwright.shelf.titles import prints_of

Members = tuple[tuple[int, int, str], ...]
"""The sources of a trial: id, version in force, why it belongs to the trial ("" for the one that leads)."""


_NEWS = (
    "INSERT INTO news (search, trial, key, kind, old, new, at)"
    " SELECT search, trial, :key, 'gone', version, NULL, :at FROM found WHERE trial = :trial"
)
"""Whoever follows a search that found a trial is told that it was taken off: nothing of it is left that could be asked later."""
_DELETIONS = (
    "DELETE FROM bodies WHERE id IN (SELECT body FROM source_versions WHERE source = :source)",
    "DELETE FROM bodies WHERE id IN (SELECT body FROM trial_versions WHERE trial = :source)",
    "DELETE FROM source_versions WHERE source = :source",
    "DELETE FROM trial_versions WHERE trial = :source",
    "DELETE FROM names WHERE source = :source",
    "DELETE FROM prints WHERE source = :source",
    "DELETE FROM reviews WHERE source = :source",
    "DELETE FROM proposals WHERE one = :source OR other = :source",
    "DELETE FROM found WHERE trial = :source",
    "DELETE FROM sources WHERE id = :source",
    "DELETE FROM trials WHERE id = :source",
)


class Fate(StrEnum):
    """What became of a record that was added."""

    NEW = "new"
    CHANGED = "changed"
    OLDER = "older"  # kept as a version, but a newer one is shown
    SAME = "same"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The record that a trial shows: its number among the bodies, its content, the day that it names."""

    body: int
    hash: bytes
    stated: str
    diseases: str
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A record with all that is worked out from it before the shelf is asked."""

    record: TrialRecord
    origin: Origin
    names: tuple[Name, ...]
    plain: str
    prints: tuple[int, ...]
    hash: bytes
    stated: str
    layout: int
    diseases: tuple[str, ...]
    status: str


def prepared(record: TrialRecord) -> Prepared:
    """What the shelf needs to know of a record."""
    return Prepared(
        record=record,
        origin=origin_of(record),
        names=names_of(record),
        plain=plain_key(record),
        prints=prints_of(record),
        hash=content_hash(record),
        stated=stated_day(record),
        layout=layout_rank(record),
        diseases=diseases_named(record),
        status=status_of(record),
    )


class Shelving:
    """Puts records on a shelf within one transaction."""

    def __init__(self, store: Store, generation: int) -> None:
        self.store, self.generation, self.at = store, generation, now()
        self.ties = Ties(store)

    def put(self, item: Prepared) -> Fate:
        """Keep a record as a new source, as a version of one, or not at all where the shelf has it already."""
        row = self.store.row("SELECT * FROM sources WHERE origin = ? AND mark = ?", (item.origin.origin, item.origin.mark))
        if row is None:
            source = self._new_source(item)
            self._note_names(source, item)
            self.regroup(source)
            self._note_likely(source, item)
            return Fate.NEW
        if row["hash"] == item.hash or self._has(row["id"], item):
            return Fate.SAME
        return self._new_version(row, item)

    def _has(self, source: int, item: Prepared) -> bool:
        """Whether this dated state is among the versions: an old file read again. One without a date may have come back."""
        sql = "SELECT 1 FROM source_versions WHERE source = ? AND hash = ? AND stated = ? AND stated <> ''"
        return self.store.row(sql, (source, item.hash, item.stated)) is not None

    def _new_source(self, item: Prepared) -> int:
        body = self.store.put_body(item.record)
        source = self.store.run(
            "INSERT INTO sources (origin, mark, trial, version, body, hash, stated, plain, diseases, status, added)"
            " VALUES (?, ?, 0, 1, ?, ?, ?, ?, ?, ?, ?)",
            (item.origin.origin, item.origin.mark, body, item.hash, item.stated, item.plain, _told(item), item.status, self.at),
        )
        self.store.run("UPDATE sources SET trial = id WHERE id = ?", (source,))
        self._keep_version(source, 1, body, item)
        return source

    def _new_version(self, row: sqlite3.Row, item: Prepared) -> Fate:
        source = row["id"]
        last = self.store.rows("SELECT number, layout FROM source_versions WHERE source = ? ORDER BY number", (source,))
        number, layout = last[-1]["number"] + 1, {one["number"]: one["layout"] for one in last}[row["version"]]
        body = self.store.put_body(item.record)
        self._keep_version(source, number, body, item)
        dated = item.stated and row["stated"]
        if dated and (item.stated, item.layout) < (row["stated"], layout):
            return Fate.OLDER
        self.store.run(
            "UPDATE sources SET version = ?, body = ?, hash = ?, stated = ?, plain = ?, diseases = ?, status = ? WHERE id = ?",
            (number, body, item.hash, item.stated, item.plain, _told(item), item.status, source),
        )
        self._note_names(source, item)
        self.regroup(source)
        self._note_likely(source, item)
        return Fate.CHANGED

    def _keep_version(self, source: int, number: int, body: int, item: Prepared) -> None:
        self.store.run(
            "INSERT INTO source_versions VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source, number, body, item.hash, item.stated, item.layout, self.at),
        )

    def _note_names(self, source: int, item: Prepared) -> None:
        self.store.run("DELETE FROM names WHERE source = ?", (source,))
        self.store.run("DELETE FROM prints WHERE source = ?", (source,))
        for name in item.names:
            self.store.run("INSERT INTO names VALUES (?, ?, ?, ?)", (name.name, source, name.how, name.registry))
        for mark in item.prints:
            self.store.run("INSERT OR IGNORE INTO prints VALUES (?, ?)", (mark, source))

    def _note_likely(self, source: int, item: Prepared) -> None:
        """Propose what the words of the record make likely to be of the same trial."""
        for other, reasons in likely_pairs(self.store, source, item.record):
            self._propose({pair_of(source, other): reasons})

    def regroup(self, *sources: int) -> None:
        """Bring the trials of these sources, and of all that numbers tie or tied to them, up to date."""
        known = self.ties.around(sources)
        found = grouped(known)
        groups = [sorted(group, key=lambda source: self._rank(source, known)) for group in found.groups]
        leads = {group[0]: group for group in groups}
        before = {row["trial"] for source in known.names if (row := self.ties.source(source)) is not None}
        bases: list[str] = []
        for lead in before - leads.keys():
            bases += self._retire(lead)
        for lead, group in leads.items():
            bases += self._settle(lead, _members(group, found), known)
        for base in dict.fromkeys(bases):
            self._name(base)
        self._propose({pair: (reason,) for pair, reason in found.left.items()})

    def _rank(self, source: int, known: Tied) -> tuple[object, ...]:
        row = self.ties.source(source)
        return () if row is None else rank_of(origin_of_row(row), known.names[source])

    def _settle(self, lead: int, members: Members, known: Tied) -> list[str]:
        """The trial that `lead` leads, made of these sources; the bases of keys that may have to be given anew."""
        rows = {source: row for source, _, _ in members if (row := self.ties.source(source)) is not None}
        members = tuple((source, rows[source]["version"], why) for source, _, why in members)
        for source in rows:
            if rows[source]["trial"] != lead:
                self.store.run("UPDATE sources SET trial = ? WHERE id = ?", (lead, source))
        row = self.store.row("SELECT * FROM trials WHERE id = ?", (lead,))
        told = json.dumps(members, ensure_ascii=False)
        if row is not None and row["active"] and row["members"] == told:
            return []
        names = tuple(name for source in rows for name in known.names[source])
        shown = self._shown(list(rows.values()))
        if row is not None and row["active"] and row["hash"] == shown.hash and _ids(row["members"]) == list(rows):
            self.store.run("UPDATE trials SET members = ? WHERE id = ?", (told, lead))
            return []
        base = base_of(names, rows[lead]["plain"])
        if row is not None and row["active"] and row["base"] != base:
            self.gone(row["key"], "it has another key")
        self._keep_trial(lead, base, shown, (told, _why(row, members)))
        return [base] if row is None or row["base"] == base else [row["base"], base]

    def _shown(self, rows: Sequence[sqlite3.Row]) -> Shown:
        """What a trial of these sources shows: the record of the one, or the merge of all, which is kept too."""
        if len(rows) == 1:
            row = rows[0]
            told = {"diseases": row["diseases"], "status": row["status"]}
            return Shown(body=row["body"], hash=row["hash"], stated=row["stated"], **told)
        from trialwright.registries.merge import merge_known  # few trials have several sources

        record = merge_known([self.store.body(row["body"]) for row in rows])
        return Shown(
            body=self.store.put_body(record),
            hash=content_hash(record),
            stated=stated_day(record),
            diseases=json.dumps(sorted({name for row in rows for name in json.loads(row["diseases"])}), ensure_ascii=False),
            status=status_of(record),
        )

    def _keep_trial(self, lead: int, base: str, shown: Shown, told: tuple[str, str]) -> None:
        members, why = told
        last = self.store.row("SELECT max(number) FROM trial_versions WHERE trial = ?", (lead,))
        number = (last[0] or 0) + 1 if last is not None else 1
        self.store.run(
            "INSERT INTO trial_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (lead, number, shown.body, shown.hash, self.at, shown.stated, why, members),
        )
        self.store.run(
            "INSERT INTO trials (id, key, base, active, version, body, hash, members,"
            " diseases, status, added, changed, generation) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET base = excluded.base, active = 1,"
            " version = excluded.version, body = excluded.body, hash = excluded.hash, members = excluded.members,"
            " diseases = excluded.diseases, status = excluded.status, changed = excluded.changed,"
            " generation = excluded.generation,"
            " key = iif(trials.active AND trials.base = excluded.base, trials.key, excluded.key)",
            (
                *(lead, f"\n{lead}", base, number, shown.body, shown.hash, members),
                *(shown.diseases, shown.status, self.at, self.at, self.generation),
            ),
        )

    def _retire(self, lead: int) -> list[str]:
        row = self.store.row("SELECT key, base, active FROM trials WHERE id = ?", (lead,))
        if row is None or not row["active"]:
            return []
        self.store.run("UPDATE trials SET active = 0, generation = ? WHERE id = ?", (self.generation, lead))
        self.gone(row["key"], "it became part of another trial")
        return [str(row["base"])]

    def take_off(self, trial: int) -> None:
        """Remove a trial: its sources with all their versions, and what was made of them."""
        sources = [row[0] for row in self.store.rows("SELECT id FROM sources WHERE trial = ?", (trial,))]
        row = self.store.row("SELECT key, base FROM trials WHERE id = ?", (trial,))
        around = self.ties.around(sources).names.keys() - set(sources)
        if row is not None:
            self.store.run(_NEWS, {"trial": trial, "key": row["key"], "at": self.at})
        for source in sources:
            self._delete(source)
        if row is not None:
            self.gone(row["key"], "it was taken off the shelf")
            self._name(row["base"])
        if around:
            self.regroup(*around)

    def _delete(self, source: int) -> None:
        for sql in _DELETIONS:
            self.store.run(sql, {"source": source})

    def gone(self, key: str, why: str) -> None:
        """Note that a key is no longer shown."""
        self.store.run("INSERT INTO gone (key, generation, at, why) VALUES (?, ?, ?, ?)", (key, self.generation, self.at, why))

    def _name(self, base: str) -> None:
        """Give the trials that would be called `base` their keys."""
        rows = self.store.rows(
            "SELECT t.id, t.key, s.origin, s.mark FROM trials t JOIN sources s ON s.id = t.id"
            " WHERE t.active AND t.base = ? COLLATE NOCASE",
            (base,),
        )
        keys = named(base, {row["id"]: (origin_of_row(row), self.ties.names(row["id"])) for row in rows})
        changed = [(row["id"], row["key"], keys[row["id"]]) for row in rows if keys[row["id"]] != row["key"]]
        for trial, old, _ in changed:
            if not old.startswith("\n"):
                self.gone(old, "it has another key")
            self.store.run("UPDATE trials SET key = ? WHERE id = ?", (f"\n{trial}", trial))
        for trial, _, key in changed:
            self.store.run("UPDATE trials SET key = ?, generation = ? WHERE id = ?", (key, self.generation, trial))

    def _propose(self, left: Mapping[Pair, tuple[str, ...]]) -> None:
        for (one, other), reasons in left.items():
            self.store.run(
                "INSERT INTO proposals VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reasons = excluded.reasons",
                (one, other, json.dumps(reasons, ensure_ascii=False), self.at),
            )


def _members(group: Sequence[int], found: Groups) -> Members:
    """The sources of a group with the reason for each, the one that leads first."""
    return ((group[0], 0, ""), *((source, 0, _reason(source, group, found)) for source in group[1:]))


def _reason(source: int, group: Sequence[int], found: Groups) -> str:
    """Why a source belongs to the group: its tie to the one that leads, else to any other of it."""
    ties = {pair: reason for pair, reason in found.why.items() if source in pair and set(pair) <= set(group)}
    return ties.get(pair_of(source, group[0])) or next((ties[pair] for pair in sorted(ties)), "tied by others")


def _told(item: Prepared) -> str:
    return json.dumps(item.diseases, ensure_ascii=False)


def _ids(members: str) -> list[int]:
    return [item[0] for item in json.loads(members)]


def _why(row: sqlite3.Row | None, members: Members) -> str:
    """Why there is a new version, as a word that a face may put into its own."""
    if row is None:
        return "merged" if len(members) > 1 else "new"
    before, ids = set(_ids(row["members"])), {item[0] for item in members}
    if not row["active"]:
        return "parted"
    if ids - before:
        return "merged"
    return "parted" if before - ids else "changed"
