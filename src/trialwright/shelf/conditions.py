"""A record enters; the vocabulary's names of the diseases among its conditions leave, with a mark for what is not understood."""

from __future__ import annotations

from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term

UNREAD = "?"
"""Stands among the diseases of a record for a condition that was not understood, and for those of a record that lists none."""
_DISEASES = frozenset({"cancer", "histology", "metastasis"})


def diseases_named(record: TrialRecord) -> tuple[str, ...]:
    """The diseases that the conditions of a record name; `UNREAD` where one is not understood, or none is listed."""
    vocabulary = default_vocabulary()
    terms = [read_term(name) for name in record.conditions]
    found = {name for term in terms for name in term.concepts if vocabulary.kind(name) in _DISEASES}
    return tuple(sorted({*found, *((UNREAD,) if not terms or not all(term.known for term in terms) else ())}))
