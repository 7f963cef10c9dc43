"""Half read: a fact of which some words were not understood in; the illness that it may be out (`vocabulary.half_named`). And a
metastasis that is named by its place: "rib metastases" in, the bone metastases that they are out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from trialwright.match.context import Context
from trialwright.match.known import CANCER_KINDS, Item
from trialwright.match.recorded import affirms
from trialwright.patients.facts import Kind
from trialwright.vocabulary.half_named import half_named


def half_read(item: Item, context: Context) -> Iterator[Item]:
    """The illnesses that a fact without a concept may be, and the cancer that a fact is of which is read as something found in it
    ("melanoma with ulceration", "AML with FLT3-ITD"); nothing of one that is answered by no or by a value."""
    fact = item.fact
    if not item.present or not _may_be_said_of_it(fact.value) or not _may_name_more(item, context):
        return
    if (item.qualifier("count") or "").strip() == "0":
        return
    for name in half_named(fact.what, context.vocabulary):
        yield Item(facts=item.facts, concepts=(name,), narrowing=item.narrowing, only=frozenset({fact.what}))


def _may_be_said_of_it(value: object) -> bool:
    """Whether a value may be said of an illness that is there ("locally advanced, unresectable"): a number, or a result that
    denies it, is not."""
    if value in (None, True):
        return True
    return isinstance(value, str) and affirms(value) and _DENIES.search(value) is None


_DENIES = re.compile(r"\b(?:no|not|none|never|without|absent|negative|excluded|ruled out|denied|free)\b|\d", re.IGNORECASE)


def _may_name_more(item: Item, context: Context) -> bool:
    if not item.concepts:
        return item.kind is Kind.STATEMENTS
    if _WITH.search(item.fact.what) is None:  # "recurrence of a cancer" is said of one that is on record for itself
        return False
    words = context.vocabulary
    places = (item.qualifier("site concept") or "").split(";")
    kinds = {words.kind(name) for name in item.concepts if name in words}
    return kinds.isdisjoint(CANCER_KINDS) and any(words.kind(name) in CANCER_KINDS for name in places if name in words)


_WITH = re.compile(r"\w\s+(?:with|showing)\s+\w", re.IGNORECASE)
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
