"""The shelf: a folder enters; trials by any of their numbers, with versions, protocols and sources, leave."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType

from trialwright.errors import UserError
from trialwright.protocol.protocol import Protocol
from trialwright.registries.ids import numbers_in
from trialwright.registries.record import TrialRecord
from trialwright.registries.rejected import is_unreadable
from trialwright.shelf.compiled import Compiled
from trialwright.shelf.origins import HOW
from trialwright.shelf.shelving import Fate, Prepared, Shelving, prepared
from trialwright.shelf.store import Store
from trialwright.shelf.trial import Added, Merged, Rejection, Trial, TrialId, Version

BATCH = 250
_PAGE = 200
_BY_NAME = (
    "SELECT DISTINCT n.how, t.key FROM names n JOIN sources s ON s.id = n.source JOIN trials t ON t.id = s.trial"
    " WHERE n.name = ? ORDER BY t.key"
)
_BY_FORMER_KEY = (
    "SELECT DISTINCT t.key FROM trials r JOIN sources s ON s.id = r.id JOIN trials t ON t.id = s.trial"
    " WHERE r.key = ? COLLATE NOCASE AND NOT r.active"
)
_MEMBER = "SELECT s.*, (SELECT count(*) FROM source_versions v WHERE v.source = s.id) AS versions FROM sources s WHERE s.id = ?"


class Shelf:
    """The trials of one folder, by `Shelf.open`: safe for several readers (processes and threads) and one writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._compiled = Compiled(store.folder)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, writable: bool = False) -> Shelf:
        """The shelf of a folder; `create` makes one where there is none. A second writer, or no shelf, is a `UserError`."""
        return cls(Store(folder, create=create, writable=writable))

    def close(self) -> None:
        """Let go of the files, and let other writers in."""
        self._compiled.close()
        self._store.close()

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        row = self._store.row("SELECT count(*) FROM trials WHERE active")
        return 0 if row is None else int(row[0])

    @property
    def folder(self) -> Path:
        """Where the shelf is."""
        return self._store.folder

    @property
    def generation(self) -> int:
        """Grows with every change: what is kept of one generation holds until the next."""
        return self._store.generation

    @property
    def changed(self) -> dt.datetime:
        """When the shelf was last changed, UTC; of a new one the epoch."""
        return dt.datetime.fromisoformat(self._store.meta("changed") or "1970-01-01T00:00:00+00:00")

    def keys(self) -> Iterator[str]:
        """The keys of all trials, in their order."""
        last = ""
        while rows := self._store.rows(
            "SELECT key FROM trials WHERE active AND key > ? COLLATE NOCASE ORDER BY key COLLATE NOCASE LIMIT 1000", (last,)
        ):
            yield from (row[0] for row in rows)
            last = rows[-1][0]

    def trials(self) -> Iterator[Trial]:
        """All trials, in the order of their keys, read a few at a time."""
        keys = self.keys()
        while some := list(islice(keys, _PAGE)):
            yield from (trial for key in some if (trial := self.trial(key)) is not None)

    def trial(self, any_id: str) -> Trial | None:
        """The trial with this key, number or name in any case; None where there is none, or where several have it (`named`)."""
        keys = self.named(any_id)
        row = self._row(keys[0]) if len(keys) == 1 else None
        return None if row is None else self._trial(row)

    def named(self, any_id: str) -> tuple[str, ...]:
        """The keys of the trials that this key, number or name leads to: those that have it as their own before all others."""
        row = self._row(any_id.strip())
        if row is not None:
            return (row["key"],)
        texts = {number for numbers in numbers_in(any_id).values() for number in numbers} or {" ".join(any_id.upper().split())}
        rows = [row for text in texts for row in self._store.rows(_BY_NAME, (text,))]
        for how in HOW:
            if found := tuple(dict.fromkeys(row["key"] for row in rows if row["how"] == how)):
                return found
        return tuple(row["key"] for row in self._store.rows(_BY_FORMER_KEY, (any_id.strip(),)))

    def _row(self, key: str) -> sqlite3.Row | None:
        return self._store.row("SELECT * FROM trials WHERE active AND key = ? COLLATE NOCASE", (key,))

    def _trial(self, row: sqlite3.Row) -> Trial:
        return Trial(
            key=row["key"],
            record=self._store.body(row["body"]),
            version=row["version"],
            added=dt.datetime.fromisoformat(row["added"]),
            changed=dt.datetime.fromisoformat(row["changed"]),
            ids=self._ids(row["id"]),
            merged=tuple(self._merged(row["members"])),
            hash=row["hash"],
            generation=row["generation"],
        )

    def _ids(self, trial: int) -> tuple[TrialId, ...]:
        sql = "SELECT n.name, n.registry, n.how FROM names n JOIN sources s ON s.id = n.source WHERE s.trial = ?"
        found: dict[str, TrialId] = {}
        for row in sorted(self._store.rows(sql, (trial,)), key=lambda row: (HOW.index(row["how"]), row["name"])):
            found.setdefault(row["name"], TrialId(registry=row["registry"], number=row["name"], how=row["how"]))
        return tuple(found.values())

    def _merged(self, members: str) -> Iterator[Merged]:
        for source, version, why in json.loads(members):
            row = self._store.row(_MEMBER, (source,))
            if row is not None:
                yield Merged(
                    id=source, origin=row["origin"], mark=row["mark"], version=version, versions=row["versions"], why=why
                )

    def _known(self, any_id: str) -> sqlite3.Row:
        """The row of the one trial with this id; none or several is a `UserError`."""
        keys = self.named(any_id)
        row = self._row(keys[0]) if len(keys) == 1 else None
        if row is not None:
            return row
        if keys:
            raise UserError(
                f"{len(keys)} trials have that name: {', '.join(keys[:8])}", place=any_id, hint="name one of these keys"
            )
        raise UserError("there is no such trial on the shelf", place=any_id, hint="trialwright library list shows what is there")

    def protocol(self, any_id: str) -> Protocol:
        """The protocol of a trial, under the trial's key: compiled when it is first asked for, and kept."""
        row = self._known(any_id)
        found = self._compiled.protocol(row["hash"], lambda: self._store.body(row["body"]))
        return replace(found, key=row["key"])

    def versions(self, any_id: str) -> tuple[Version, ...]:
        """The states that the trial has had on the shelf, the first one first."""
        rows = self._store.rows("SELECT * FROM trial_versions WHERE trial = ? ORDER BY number", (self._known(any_id)["id"],))
        return tuple(
            Version(
                number=row["number"],
                at=dt.datetime.fromisoformat(row["at"]),
                stated=row["stated"],
                why=row["why"],
                sources=tuple(f"{item.origin} {item.mark}" for item in self._merged(row["members"])),
            )
            for row in rows
        )

    def version(self, any_id: str, number: int) -> TrialRecord:
        """The record of a trial as it was in one of its versions."""
        row = self._version_row(any_id, number)
        return self._store.body(row["body"])

    def _version_row(self, any_id: str, number: int) -> sqlite3.Row:
        known = self._known(any_id)
        row = self._store.row("SELECT * FROM trial_versions WHERE trial = ? AND number = ?", (known["id"], number))
        if row is None:
            raise UserError(f"it has no version {number}", place=known["key"], hint=f"there are versions 1 to {known['version']}")
        return row

    def add(self, records: Iterable[TrialRecord], *, batch: int = BATCH, said: Callable[[Added], None] | None = None) -> Added:
        """Put records on the shelf, `batch` in one transaction: what was committed stays, whatever happens next.

        Adding is idempotent: a record with the content of the one that is there is counted as the same. A bad one does not
        stop the rest. `said` is called after every transaction with what was done until then.
        """
        done, items = Added(), iter(records)
        while some := list(islice(items, batch)):
            done = self._add_some(some, done)
            if said is not None:
                said(done)
        return done

    def _add_some(self, records: list[TrialRecord], done: Added) -> Added:
        items = [_prepared(record) for record in records]
        rejected = [item for item in items if isinstance(item, Rejection)]
        fates: Counter[Fate] = Counter()
        with self._store.transaction() as generation:
            shelving = Shelving(self._store, generation)
            for item in items:
                if isinstance(item, Prepared):
                    fate = self._put(shelving, item)
                    if isinstance(fate, Rejection):
                        rejected.append(fate)
                    else:
                        fates[fate] += 1
        return Added(
            new=done.new + fates[Fate.NEW],
            changed=done.changed + fates[Fate.CHANGED],
            older=done.older + fates[Fate.OLDER],
            same=done.same + fates[Fate.SAME],
            rejected=(*done.rejected, *rejected),
        )

    def _put(self, shelving: Shelving, item: Prepared) -> Fate | Rejection:
        """One record in a transaction of its own within that of the batch: a fault with it leaves no half of it behind."""
        self._store.run("SAVEPOINT record")
        try:
            fate = shelving.put(item)
        except (sqlite3.Error, UserError, KeyboardInterrupt):
            raise
        except Exception as error:  # noqa: BLE001 - a fault with one of thousands of records must not lose the others
            self._store.run("ROLLBACK TO record")
            return _fault(item.record, error)
        finally:
            self._store.run("RELEASE record")
        return fate

    def remove(self, any_id: str) -> str:
        """Take a trial off the shelf, with all its sources and versions; the key that it had."""
        row = self._known(any_id)
        with self._store.transaction() as generation:
            Shelving(self._store, generation).take_off(row["id"])
        return str(row["key"])


def _prepared(record: TrialRecord) -> Prepared | Rejection:
    if is_unreadable(record):
        finding = record.findings[0] if record.findings else None
        return Rejection(place=record.key, message=str(record.extra["unreadable"]), hint=finding.hint if finding else None)
    try:
        return prepared(record)
    except Exception as error:  # noqa: BLE001 - a fault with one of thousands of records must not lose the others
        return _fault(record, error)


def _fault(record: TrialRecord, error: Exception) -> Rejection:
    message = f"it could not be put on the shelf ({type(error).__name__}: {error})"
    return Rejection(place=record.key, message=message, hint="please report it with the file")
