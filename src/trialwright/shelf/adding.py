"""Records enter, a few at a time; each is on the shelf, or named with the reason why not, when its transaction has ended."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from trialwright.errors import UserError
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.registries.rejected import Rejected, is_unreadable
from trialwright.shelf.shelving import Fate, Prepared, Shelving, prepared
from trialwright.shelf.store import Store
from trialwright.shelf.trial import Added, Rejection

BATCH = 250
_NO_TRIAL_HINT = "if it is a trial's page, save it after it has loaded, or look what is read of it with: trialwright read"

Said = Callable[[Added], None]
Note = tuple[str, int, int, int, bool]
"""A file that is read: where it is, its size and time, how many of its records are done, and whether that is all."""


class Adding:
    """Puts records on a shelf, `batch` in one transaction: what was committed stays, whatever happens next."""

    def __init__(self, store: Store, *, batch: int = BATCH, said: Said | None = None) -> None:
        self._store, self._batch, self._said = store, max(batch, 1), said

    def records(self, records: Iterable[TrialRecord]) -> Added:
        """All records; what was done."""
        done, items = Added(), (_prepared(record) for record in records)
        while some := list(islice(items, self._batch)):
            done = self._some(some, done)
        return done

    def file(self, path: Path) -> Added:
        """All records of a file. One whose reading was stopped is taken up where its last transaction ended."""
        place, size, modified = _state_of(path)
        behind = self._behind(place, size, modified)
        done = Added(skipped=behind)
        with path.open("rb") as stream:
            found = _found(stream, path.name)
            position = sum(1 for _ in islice(found, behind))
            some = list(islice(found, self._batch))
            while True:
                after = list(islice(found, self._batch))
                position += len(some)
                done = self._some(some, replace(done, read=stream.tell()), (place, size, modified, position, not after))
                if not after:
                    return done
                some = after

    def _behind(self, place: str, size: int, modified: int) -> int:
        """How many records of a file were done before its reading stopped; 0 for a file that was done or has changed since."""
        sql = "SELECT done FROM intakes WHERE place = ? AND size = ? AND modified = ? AND NOT finished"
        row = self._store.row(sql, (place, size, modified))
        return 0 if row is None else int(row[0])

    def _note(self, note: Note) -> None:
        self._store.run("INSERT OR REPLACE INTO intakes VALUES (?, ?, ?, ?, ?, datetime('now'))", note)

    def _some(self, items: list[Prepared | Rejection], done: Added, note: Note | None = None) -> Added:
        rejected = [item for item in items if isinstance(item, Rejection)]
        fates: Counter[Fate] = Counter()
        with self._store.transaction() as generation:
            shelving = Shelving(self._store, generation)
            for item in items:
                fate = self._put(shelving, item) if isinstance(item, Prepared) else None
                if isinstance(fate, Rejection):
                    rejected.append(fate)
                elif fate is not None:
                    fates[fate] += 1
            if note is not None:
                self._note(note)
        done = replace(
            done,
            new=done.new + fates[Fate.NEW],
            changed=done.changed + fates[Fate.CHANGED],
            older=done.older + fates[Fate.OLDER],
            same=done.same + fates[Fate.SAME],
            rejected=(*done.rejected, *rejected),
        )
        if self._said is not None:
            self._said(done)
        return done

    def _put(self, shelving: Shelving, item: Prepared) -> Fate | Rejection:
        """One record in a transaction of its own within that of the batch: a fault with it leaves no half of it behind."""
        self._store.run("SAVEPOINT record")
        try:
            fate = shelving.put(item)
        except (sqlite3.Error, UserError):
            raise
        except Exception as error:  # noqa: BLE001 - a fault with one of thousands of records must not lose the others
            self._store.run("ROLLBACK TO record")
            self._store.run("RELEASE record")
            return _fault(item.record, error)
        self._store.run("RELEASE record")
        return fate


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """A file that was put on the shelf: whether all of it was, whether it has changed since, whether it is still there."""

    path: Path
    finished: bool
    changed: bool
    missing: bool


def intakes(store: Store) -> Iterator[Intake]:
    """The files that were put on a shelf."""
    for row in store.rows("SELECT * FROM intakes ORDER BY place"):
        path = Path(row["place"])
        missing = not path.is_file()
        changed = not missing and (not row["finished"] or _state_of(path)[1:] != (row["size"], row["modified"]))
        yield Intake(path=path, finished=bool(row["finished"]), changed=changed, missing=missing)


def _state_of(path: Path) -> tuple[str, int, int]:
    try:
        told = path.stat()
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", place=str(path), hint="is the path right?") from None
    return str(path.resolve()), told.st_size, told.st_mtime_ns


def _found(stream: BinaryIO, name: str) -> Iterator[Prepared | Rejection]:
    """Every record of a stream and every refusal, in their order."""
    refused: list[Rejected] = []
    for record in read_records(stream, name=name, report=refused.append):
        yield from (_refusal(item) for item in refused)
        refused.clear()
        yield _prepared(record)
    yield from (_refusal(item) for item in refused)


def _refusal(item: Rejected) -> Rejection:
    place = item.place.source if item.place.line is None else f"{item.place.source}, line {item.place.line}"
    return Rejection(place=place, message=item.finding.message.removeprefix(f"{place}: "), hint=item.finding.hint)


def _prepared(record: TrialRecord) -> Prepared | Rejection:
    if is_unreadable(record):
        finding = record.findings[0] if record.findings else None
        return Rejection(place=record.key, message=str(record.extra["unreadable"]), hint=finding.hint if finding else None)
    if _tells_of_no_trial(record):
        return Rejection(place=record.key, message="nothing in it is of a trial but perhaps its title", hint=_NO_TRIAL_HINT)
    try:
        return prepared(record)
    except Exception as error:  # noqa: BLE001 - a fault with one of thousands of records must not lose the others
        return _fault(record, error)


def _tells_of_no_trial(record: TrialRecord) -> bool:
    """Whether all that a page of no known layout states is a line that may be a title, as the first line of any text may."""
    if not any(finding.code == "UNKNOWN_LAYOUT" for finding in record.findings):
        return False
    return {name for module in record.protocol_section.values() for name in module} <= {"briefTitle"}


def _fault(record: TrialRecord, error: Exception) -> Rejection:
    message = f"it could not be put on the shelf ({type(error).__name__}: {error})"
    return Rejection(place=record.key, message=message, hint="please report it with the file")
