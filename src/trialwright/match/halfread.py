"""Half read: a fact of which some words were not understood in; the illness that it may be out (`vocabulary.half_named`). And a
metastasis that is named by its place: "rib metastases" in, the bone metastases that they are out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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


_SPREAD = "distant metastasis"


def named_by_place(item: Item, context: Context) -> Item:
    """A metastasis of a place as that of the organ which the place is in; any other item as it is, and an absence too: who has
    none in a rib may have others in the bone."""
    places = (item.qualifier("site concept") or "").split(";") if item.present and item.concepts == (_SPREAD,) else []
    words = context.vocabulary
    named = [_of_organ(place, context) for place in places if place in words]
    if not named or len(set(named)) > 1 or named[0] is None:
        return item
    return replace(item, concepts=(named[0],))


def _of_organ(place: str, context: Context) -> str | None:
    """The metastasis of the nearest organ, from a place up, that has a name for it."""
    words = context.vocabulary
    above = sorted((place, *words.ancestors(place)), key=lambda name: len(words.ancestors(name)), reverse=True)
    return next((f"{name} metastasis" for name in above if words.kind(f"{name} metastasis") == "metastasis"), None)
