"""The shelf: a folder enters; trials by any of their numbers, with versions, protocols and sources, leave."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from trialwright.errors import UserError
from trialwright.find.asking import Near, Query, Results
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord
from trialwright.shelf.adding import BATCH, Adding, Intake, Said, intakes
from trialwright.shelf.changes import Changes, criteria_differ, field_changes, other_changes, site_changes
from trialwright.shelf.changing import Changing
from trialwright.shelf.compiled import Compiled
from trialwright.shelf.for_patient import MOST, Chosen, ForPatient
from trialwright.shelf.indexing import Indexing, can_search, open_index
from trialwright.shelf.learning import Default, Due, Learning, can_learn
from trialwright.shelf.merging import Decision, Merging, Proposal
from trialwright.shelf.naming import keys_by_name
from trialwright.shelf.origins import HOW
from trialwright.shelf.searches import Searches
from trialwright.shelf.searching import Searching
from trialwright.shelf.shelving import Shelving
from trialwright.shelf.store import Store, alone
from trialwright.shelf.trial import Added, Merged, Trial, TrialId, Version

if TYPE_CHECKING:
    from trialwright.find.index import Index
    from trialwright.find.meaning import Meaning
    from trialwright.find.related import Related
    from trialwright.find.sentences import SentenceModel
    from trialwright.protocol.carrying import Carried
    from trialwright.shelf.compiling import Compiling
    from trialwright.shelf.feeds import Feed
    from trialwright.shelf.patient_search import PatientSearch
    from trialwright.shelf.related import Relations
    from trialwright.shelf.reviews import Reviews

_PAGE = 200
MOST_REPAIRED = 5_000
"""So many trials are put into the index when a shelf is opened; more take longer than an opening may."""
_MEMBER = "SELECT s.*, (SELECT count(*) FROM source_versions v WHERE v.source = s.id) AS versions FROM sources s WHERE s.id = ?"


class Shelf:
    """The trials of one folder, by `Shelf.open`: safe for several readers (processes and threads) and one writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._compiled = Compiled(store.folder)
        self._merging = Merging(store)
        self._learning = Learning(store)
        self._searching = Searching(self, self._learning)
        self._index: Index | None = None
        self._guard = threading.Lock()

    @cached_property
    def _reviews(self) -> Reviews:
        from trialwright.shelf.reviews import Reviews  # with the grammar of the criteria language: few shelves have reviews

        return Reviews(self._store)

    @cached_property
    def _relations(self) -> Relations:
        from trialwright.shelf.related import Relations  # with the profiles of trials: the same

        return Relations(self)

    @property
    def _for_patient(self) -> PatientSearch:
        from trialwright.shelf.patient_search import PatientSearch  # with the matcher: who puts trials on a shelf needs none

        return PatientSearch(self._store, self.protocol)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, writable: bool = False) -> Shelf:
        """The shelf of a folder; `create` makes one where there is none. A second writer, or no shelf, is a `UserError`."""
        shelf = cls(Store(folder, create=create, writable=writable))
        shelf._repair()
        return shelf

    def _repair(self) -> None:
        """Bring the index up after a crash between the database and it; left to the writer where one is at work.

        Where much is to do it is left to the next adding, which shows how far it is; the search says so until then.
        """
        if not can_search() or not 0 < Indexing(self._store, self._compiled).behind() <= MOST_REPAIRED:
            return
        if self._store.writable:
            self.bring_up()
            return
        with alone(self.folder) as free:
            if free:
                self.bring_up()

    def hold(self, protocols: int) -> None:
        """Hold so many protocols in memory: few, where each is asked for once."""
        self._compiled.most = protocols

    def close(self) -> None:
        """Let go of the files, and let other writers in."""
        if self._index is not None:
            self._index.close()
            self._index = None
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

    def marks(self) -> Iterator[tuple[str, int]]:
        """The keys of all trials, each with the generation in which it was last changed: by its record or by a review of it."""
        yield from ((row[0], row[1]) for row in self._store.rows("SELECT key, generation FROM trials WHERE active ORDER BY key"))

    @property
    def changing(self) -> Changing:
        """Which trials changed when."""
        return Changing(self._store)

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
        return (row["key"],) if row is not None else keys_by_name(self._store, any_id)

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
        """The protocol of a trial, under the trial's key: compiled when it is first asked for, and kept.

        Where a person's review is on the shelf, it is laid over it: a line that has changed since then is as we read it.
        """
        row = self._known(any_id)
        review = self._reviews.of(row)
        if review is None:
            found = self._compiled.protocol(row["hash"], lambda: self._store.body(row["body"]))
        else:
            mark = hashlib.sha256(row["hash"] + review[1]).digest()
            found = self._compiled.made(mark, lambda: self._reviewed(row))
        return replace(found, key=row["key"])

    def _reviewed(self, row: sqlite3.Row) -> Protocol:
        from trialwright.library import protocol_of_record, protocol_of_review

        present = self._reviews.present(row)
        return protocol_of_review(present.review) if present is not None else protocol_of_record(self._store.body(row["body"]))

    def review(self, any_id: str) -> Carried | None:
        """The review of a trial laid over its present record, with the fate of each line; None where there is none."""
        return self._reviews.present(self._known(any_id))

    def put_review(self, text: str, *, name: str, by: str = "") -> str:
        """Keep a person's review, the text of its file (`name` in messages), with its trial; the trial's key.

        A trial that is not on the shelf is a `UserError`.
        """
        from trialwright.protocol.review_form import read_review

        review = read_review(text, name=name)
        row = self._known(review.protocol.key)
        self._reviews.put(row, review, by=by)
        self.bring_up()
        return str(row["key"])

    def take_review(self, any_id: str) -> int:
        """Take the reviews of a trial off the shelf; how many they were."""
        done = self._reviews.take(self._known(any_id))
        self.bring_up()
        return done

    def protocol_of_version(self, any_id: str, number: int) -> Protocol:
        """The protocol of a trial as it was in one of its versions; no review is laid over it."""
        row = self._version_row(any_id, number)
        found = self._compiled.protocol(row["hash"], lambda: self._store.body(row["body"]))
        return replace(found, key=self._known(any_id)["key"])

    @property
    def compiling(self) -> Compiling:
        """What compiles the criteria of all trials that are not."""
        from trialwright.shelf.compiling import Compiling

        return Compiling(self._store, self._compiled)

    def files(self) -> Iterator[Intake]:
        """The files that were put on the shelf, and whether each has changed since."""
        return intakes(self._store)

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

    def changes(self, any_id: str, old: int, new: int) -> Changes:
        """What changed between two versions of a trial: fields, sites, and its criteria in meaning."""
        before, after = self._version_row(any_id, old), self._version_row(any_id, new)
        records = self._store.body(before["body"]), self._store.body(after["body"])
        criteria = None
        if criteria_differ(*records):
            protocols = (self._compiled.protocol(row["hash"], partial(self._store.body, row["body"])) for row in (before, after))
            from trialwright.protocol.difference import differences

            criteria = differences(*protocols)
        return Changes(
            key=self._known(any_id)["key"],
            old=old,
            new=new,
            fields=field_changes(*records),
            sites=site_changes(*records),
            criteria=criteria,
            others=other_changes(*records),
        )

    def _version_row(self, any_id: str, number: int) -> sqlite3.Row:
        known = self._known(any_id)
        row = self._store.row("SELECT * FROM trial_versions WHERE trial = ? AND number = ?", (known["id"], number))
        if row is None:
            raise UserError(f"it has no version {number}", place=known["key"], hint=f"there are versions 1 to {known['version']}")
        return row

    def add(self, records: Iterable[TrialRecord], *, batch: int = BATCH, said: Said | None = None) -> Added:
        """Put records on the shelf, `batch` in one transaction: what was committed stays, whatever happens next.

        Adding is idempotent: a record with the content of the one that is there is counted as the same. A bad one does not
        stop the rest. `said` is called after every transaction with what was done until then. The index follows.
        """
        try:
            return Adding(self._store, batch=batch, said=said).records(records)
        finally:
            self.bring_up()

    def add_file(self, path: Path, *, said: Said | None = None, follow: bool = True) -> Added:
        """The same with the records of a file, of any format that is read; with `follow` the index follows at once.

        Where the reading of the same file was stopped before, it goes on behind the last transaction (`skipped`).
        """
        try:
            return Adding(self._store, said=said).file(path)
        finally:
            if follow:
                self.bring_up()

    def bring_up(self, said: Callable[[int], None] | None = None, *, anew: bool = False, workers: int = 1) -> int:
        """Put into the search index what was changed or compiled since it was last brought up to date, or with `anew` everything.

        How many trials that were; nothing is done where the search is not installed. Adding and removing do this by themselves.
        With several `workers`, that many other processes help where there is much to do: they start this program anew, so that
        a script must keep what it does behind `if __name__ == "__main__"`.
        """
        if not can_search():
            return 0
        indexing = Indexing(self._store, self._compiled)
        if anew:
            self._store.require_writable()
            indexing.anew()
        done = indexing.bring_up(said, workers=workers) if anew or indexing.waits() else 0
        if self._store.writable:
            self.searches.follow(on=dt.datetime.now(dt.UTC).date())
        return done

    @property
    def behind(self) -> int:
        """How many trials changed since the search index was brought up to date."""
        return Indexing(self._store, self._compiled).behind()

    @property
    def index(self) -> Index:
        """The search index of the shelf; a `UserError` where the search is not installed or nothing was added yet."""
        with self._guard:
            if self._index is None:
                self._index = open_index(self.folder)
            return self._index

    def search(self, query: Query, *, on: dt.date) -> Results:
        """The trials that a query finds on the day `on`. Where the index is not up to the shelf, a note says so."""
        found = self._searching.search(query, on=on)
        if not (behind := self.behind):
            return found
        note = f"{behind} trials changed after the search index was made; they are searched in their earlier state"
        return replace(found, notes=(*found.notes, note))

    def for_patient(self, facts: PatientFacts, query: Query, *, on: dt.date, most: int = MOST) -> ForPatient:
        """The trials that pass `query` and may be for the patient's disease, ranked by the matcher; at most `most` are judged."""
        return self._for_patient.ranked(facts, query, on=on, most=most)

    def chosen_for(self, facts: PatientFacts, query: Query, *, on: dt.date, most: int = MOST) -> Chosen:
        """The trials that `for_patient` would judge, and how they were chosen; none is judged here."""
        return self._for_patient.chosen(facts, query, on=on, most=most)

    def diseases(self) -> frozenset[str]:
        """Every disease that a trial of the shelf names among its conditions, by its name in the vocabulary."""
        return self._for_patient.diseases()

    @property
    def searches(self) -> Searches:
        """The saved searches of the shelf, and their news."""
        return Searches(self._store)

    def feed(self, name: str, *, base_url: str = "", most: int = 50) -> Feed:
        """The news of a saved search as a feed, each with what changed in words; `base_url` is the address of the portal."""
        from trialwright.shelf.feeds import Feed
        from trialwright.shelf.news_words import entry_of

        saved = self.searches[name]
        entries = tuple(entry_of(item, self._title, self.changes) for item in self.searches.news(name, most=most))
        return Feed(name=name, title=saved.title, entries=entries, base_url=base_url)

    def _title(self, key: str) -> str:
        return trial.record.title if (trial := self.trial(key)) is not None else ""

    def proposals(self) -> Iterator[Proposal]:
        """The sources that may be of one trial by their words or by numbers that are not sure, and wait for a decision."""
        return self._merging.proposals()

    def decisions(self) -> tuple[Decision, ...]:
        """What people decided on merges, by whom and when, also what was taken back."""
        return self._merging.decisions()

    def merge(self, one: int, other: int, *, by: str, note: str = "") -> int:
        """Make one trial of those of two sources (`Merged.id`, `Side.id`); the number of the decision."""
        return self._followed(self._merging.merge(one, other, by=by, note=note))

    def refuse(self, one: int, other: int, *, by: str, note: str = "") -> int:
        """Decide that two sources are of two trials; the number of the decision."""
        return self._followed(self._merging.refuse(one, other, by=by, note=note))

    def unmerge(self, source: int, *, by: str, note: str = "") -> int:
        """Take a source out of its trial; the number of the decision."""
        return self._followed(self._merging.unmerge(source, by=by, note=note))

    def undo_decision(self, act: int, *, by: str) -> None:
        """Take back a decision by its number."""
        self._merging.undo(act, by=by)
        self._followed(act)

    def _followed(self, act: int) -> int:
        self.bring_up()
        return act

    def found(self, query: Query, *, on: dt.date, most: int) -> list[str]:
        """The keys of the best trials that a query finds, at most so many."""
        return [key for key, _score in self.index.keys(query, on=on, most=most)]

    def compiled(self, trial: Trial) -> Protocol | None:
        """The protocol of a trial where it was compiled before; nothing is compiled here."""
        return self._compiled.stored(trial.hash)

    def related(self, any_id: str, *, on: dt.date, near: Near | None = None, most: int = 10) -> tuple[Related, ...]:
        """The trials related to one on the day `on`, each with why and in what it differs; with a place, also what is nearer."""
        trial = self._trial(self._known(any_id))
        self.protocol(trial.key)
        return self._relations.of(trial, on=on, near=near, most=most)

    @property
    def meaning(self) -> Meaning | None:
        """The space of meaning learnt from this shelf, if there is one."""
        return self._learning.meaning()

    @property
    def sentence_model(self) -> SentenceModel | None:
        """The sentence model that this shelf was fitted with, if any; a `UserError` where it is gone or not the same any more."""
        return self._learning.model()

    @property
    def model_trouble(self) -> UserError | None:
        """What keeps that model from being used, as far as its files tell; nothing is opened for it."""
        return self._learning.trouble()

    def learn(self, said: Callable[[int], None] | None = None, *, model: SentenceModel | Default | None = Default.SAME) -> int:
        """Learn anew what the words on this shelf mean; how many trials have a place in it (none where there are too few, or
        somebody else is learning). `model`: another sentence model, or None. The trials are only read: others may write."""
        if not can_learn():
            return 0
        return self._learning.learn(self, self._learning.model() if isinstance(model, Default) else model, said)

    @property
    def must_learn(self) -> bool:
        """Whether nothing was learnt yet, or the shelf has grown by half since."""
        return self._learning.due(len(self), 0) is Due.LEARN

    def follow_meaning(self, said: Callable[[int], None] | None = None) -> int:
        """Learn anew where the shelf has grown by half, place what changed where that is much; how many trials were looked at."""
        return self._learning.follow(self, said)

    def remove(self, any_id: str) -> str:
        """Take a trial off the shelf, with all its sources and versions; the key that it had."""
        row = self._known(any_id)
        with self._store.transaction() as generation:
            Shelving(self._store, generation).take_off(row["id"])
        self.bring_up()
        return str(row["key"])
