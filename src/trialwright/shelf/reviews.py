"""Reviews of trials enter and are kept; laid over the present record they leave, with what became of each line."""

from __future__ import annotations

import hashlib
import sqlite3

from trialwright.errors import UserError
from trialwright.library import updated_review
from trialwright.protocol.carrying import Carried
from trialwright.protocol.review import Review
from trialwright.protocol.review_form import read_review, write_review
from trialwright.shelf.store import Store, now

_OF_TRIAL = "SELECT r.* FROM reviews r JOIN sources s ON s.id = r.source WHERE s.trial = ? ORDER BY r.id DESC LIMIT 1"


class Reviews:
    """The reviews of the trials of one shelf. The last one of a trial holds; those before it are kept."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, trial: sqlite3.Row, review: Review, *, by: str) -> None:
        """Keep a review of a trial, given as its row."""
        with self._store.transaction() as generation:
            self._store.run(
                "INSERT INTO reviews (source, hash, at, by, text) VALUES (?, ?, ?, ?, ?)",
                (trial["id"], trial["hash"], now(), by, write_review(review)),
            )
            self._store.run("UPDATE trials SET generation = ? WHERE id = ?", (generation, trial["id"]))

    def take(self, trial: sqlite3.Row) -> int:
        """Take the reviews of a trial off the shelf; how many they were."""
        rows = self._store.rows("SELECT r.id FROM reviews r JOIN sources s ON s.id = r.source WHERE s.trial = ?", (trial["id"],))
        with self._store.transaction() as generation:
            for row in rows:
                self._store.run("DELETE FROM reviews WHERE id = ?", (row["id"],))
            self._store.run("UPDATE trials SET generation = ? WHERE id = ?", (generation, trial["id"]))
        return len(rows)

    def of(self, trial: sqlite3.Row) -> tuple[Review, bytes] | None:
        """The review that holds of a trial as it was kept, and what tells it from any other; None where there is none."""
        row = self._store.row(_OF_TRIAL, (trial["id"],))
        if row is None:
            return None
        try:
            review = read_review(row["text"], name=f"review of {trial['key']}")
        except UserError as error:
            hint = "put the review on the shelf again"
            raise UserError(f"its review cannot be read: {error.message}", place=trial["key"], hint=hint) from None
        return review, hashlib.sha256(row["text"].encode("utf-8", "surrogatepass")).digest()

    def present(self, trial: sqlite3.Row) -> Carried | None:
        """The review laid over the record that the trial has now: lines that changed have lost theirs."""
        found = self.of(trial)
        return None if found is None else updated_review(found[0], self._store.body(trial["body"]))
