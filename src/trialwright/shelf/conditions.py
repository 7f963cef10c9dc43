"""A record enters; the vocabulary's names of the diseases that it treats leave, with a mark for what was not understood."""

from __future__ import annotations

from trialwright.library import diseases_of
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.terms import read_term

UNREAD = "?"
"""Stands among the diseases of a record for a condition that was not understood."""


def diseases_named(record: TrialRecord) -> tuple[str, ...]:
    """The diseases that the conditions of a record name, else its titles; `UNREAD` where a condition is not understood."""
    unread = any(not read_term(name).known for name in record.conditions)
    return tuple(sorted({*diseases_of(record), *((UNREAD,) if unread else ())}))
