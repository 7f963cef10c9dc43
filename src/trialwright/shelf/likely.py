"""A source enters; the others that its words make likely to be of the same trial leave, found by their marks, not among all."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.registries.record import TrialRecord
from trialwright.shelf.grouping import Ties
from trialwright.shelf.origins import NAME, SECONDARY
from trialwright.shelf.store import Store

TOO_MANY = 50
"""Marks that more sources than this share are of phrases that titles have in common ("a study to evaluate the safety and")."""


def likely_pairs(store: Store, source: int, record: TrialRecord) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The other sources that may be of the same trial, each with the reasons in words.

    Two with numbers of their own in one registry never are, so that nothing is compared where all come from one registry.
    """
    ties = Ties(store)
    mine = _registries(ties, source)
    trial = _trial(ties, source)
    for other in sorted(_sharing(store, source)):
        if mine & _registries(ties, other) or _trial(ties, other) == trial:
            continue
        row = ties.source(other)
        if row is not None:
            from trialwright.registries.identity import Sameness, same_trial  # few records have others that are like them

            found = same_trial(record, store.body(row["body"]))
            if found.verdict is Sameness.PROPOSED:
                yield other, found.reasons


def _sharing(store: Store, source: int) -> set[int]:
    found: set[int] = set()
    for row in store.rows("SELECT print FROM prints WHERE source = ?", (source,)):
        others = store.rows("SELECT source FROM prints WHERE print = ? LIMIT ?", (row[0], TOO_MANY + 1))
        if len(others) <= TOO_MANY:
            found.update(other[0] for other in others)
    return found - {source}


def _registries(ties: Ties, source: int) -> frozenset[str]:
    return frozenset(name.registry for name in ties.names(source) if name.how not in (SECONDARY, NAME))


def _trial(ties: Ties, source: int) -> int:
    row = ties.source(source)
    return 0 if row is None else int(row["trial"])
