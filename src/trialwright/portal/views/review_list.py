"""A shelf enters, a little at a time, what there is to review on it leaves: trials with the most unclear lines first."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from trialwright.errors import UserError
from trialwright.portal.views.review import UNCLEAR
from trialwright.protocol.review import Decision, decision_on, review_of
from trialwright.shelf.shelf import Shelf

MOST, SECONDS = 20_000, 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ToReview:
    """A trial with how many of its lines wait: `unclear` of them were not, or not wholly, understood. `begun` by somebody."""

    key: str
    title: str
    total: int
    todo: int
    unclear: int
    begun: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A stretch of the list, how long all of it is, and how many of the shelf's trials have been looked at."""

    rows: tuple[ToReview, ...]
    waiting: int
    counted: int
    trials: int


class ReviewList:
    """Counts lines in memory, for at most `MOST` trials; each look spends at most `SECONDS` on what is new or changed."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, ToReview]] = {}
        self._guard = threading.Lock()

    def look(self, shelf: Shelf, *, start: int = 0, most: int = 50) -> Listed:
        """The list from `start`, those begun first, then by unclear lines, then by lines to do."""
        with self._guard:
            marks = dict(shelf.marks())
            self._count(shelf, marks)
            rows = [row for _, row in self._rows.values() if row.todo]
            rows.sort(key=lambda row: (not row.begun, -row.unclear, -row.todo, row.key))
            chosen = tuple(rows[start : start + most])
            return Listed(rows=chosen, waiting=len(rows), counted=len(self._rows), trials=len(marks))

    def _count(self, shelf: Shelf, marks: dict[str, int]) -> None:
        for key in [key for key in self._rows if key not in marks]:
            del self._rows[key]
        end = time.monotonic() + SECONDS
        for key, generation in marks.items():
            held = self._rows.get(key)
            if held is not None and held[0] == generation:
                continue
            if time.monotonic() > end or (held is None and len(self._rows) >= MOST):
                return
            try:
                self._rows[key] = (generation, _row(shelf, key))
            except UserError:
                continue  # it was taken off the shelf in this moment


def _row(shelf: Shelf, key: str) -> ToReview:
    present = shelf.review(key)
    review = present.review if present is not None else review_of(shelf.protocol(key))
    waiting = [line for stage, line, kept in review.each() if decision_on(stage, line, kept) is Decision.TODO]
    return ToReview(
        key=key,
        title=review.protocol.title,
        total=len(review.lines),
        todo=len(waiting),
        unclear=sum(line.state in UNCLEAR for line in waiting),
        begun=present is not None,
    )
