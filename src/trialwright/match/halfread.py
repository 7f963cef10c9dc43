"""Half read: a fact of which some words were not understood in; the illness that it may be out (`vocabulary.half_named`)."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.match.context import Context
from trialwright.match.known import Item
from trialwright.patients.facts import Kind
from trialwright.vocabulary.half_named import half_named


def half_read(item: Item, context: Context) -> Iterator[Item]:
    """The illness that a fact without a concept may be; nothing of one that is answered by no or by a value."""
    fact = item.fact
    if item.concepts or not item.present or item.kind is not Kind.STATEMENTS or fact.value not in (None, True):
        return
    if (item.qualifier("count") or "").strip() == "0":
        return
    name = half_named(fact.what, context.vocabulary)
    if name is not None:
        yield Item(facts=item.facts, concepts=(name,), narrowing=item.narrowing, only=frozenset({fact.what}))
