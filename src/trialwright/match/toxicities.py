"""Toxicities of treatment: what is known in; the conditions of which the record says that a therapy caused them told as such, the
cause of one, and how bad the worst can be now, out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from trialwright.match.known import Item, Known, term_in
from trialwright.match.statements import stated
from trialwright.match.tables import listed, rows
from trialwright.match.truth import Truth
from trialwright.match.values import Range
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.listing import MEDICINES

TOXICITY = "toxicity of earlier treatment"
_LATELY = 28
"""Days for which a grade stands, as most trials let a finding stand at screening."""
_RECOVERED = "recovered from side effects of prior therapy"
_CAUSE = re.compile(
    r"(?<!not )(?<!un)(?:related|due|attributed|secondary|owing) to (?P<of>.+)|"
    r"(?<!not )(?:caused|induced|brought on) by (?P<by>.+)|(?P<before>[\w/ -]+?)[- ](?:induced|related|associated)\b",
    re.IGNORECASE,
)
_THERAPIES = frozenset({*MEDICINES, "regimen", "radiotherapy", "transplant"})
_GIVEN = frozenset({Kind.TREATMENTS, Kind.MEDICATIONS})
_THERAPY = re.compile(
    r"\b(?:treatment|therapy|therapies|chemotherapy|immunotherapy|radiation|study drug|trial drug)\b", re.IGNORECASE
)


def causes_of(item: Item, known: Known) -> tuple[str, ...] | None:
    """The therapies that the record names as the cause of an item: none by name for "related to therapy"; None where it names no
    therapy at all."""
    for written in (item.qualifier("status") or "", item.written()):
        found = _CAUSE.search(written)
        words = next((words for words in found.groups() if words), "") if found is not None else ""
        named = term_in(words, known).concepts if words else ()
        therapies = tuple(name for name in named if known.context.vocabulary.kind(name) in _THERAPIES)
        if therapies or _THERAPY.search(words):
            return therapies
    return None


def told_as_toxicities(items: Iterable[Item], known: Known) -> tuple[Item, ...]:
    """The items of a patient, what a therapy has caused told as a toxicity of treatment; those that stay are the very same."""
    if TOXICITY not in known.context.vocabulary:
        return tuple(items)
    return tuple(_told(item, known) for item in items)


def _told(item: Item, known: Known) -> Item:
    if item.kind is not Kind.CONDITIONS or not item.present or TOXICITY in item.concepts:
        return item
    caused = causes_of(item, known) is not None or _is_side_effect(item, known)
    return replace(item, concepts=(*item.concepts, TOXICITY)) if caused else item


def _is_side_effect(item: Item, known: Known) -> bool:
    """Whether a therapy on record often brings on what was graded since it was begun, and nothing else on record explains it."""
    if item.qualifier("grade") is None or (
        item.qualifier("status") is not None and _CAUSE.search(item.qualifier("status") or "")
    ):
        return False
    found = [row for row in rows("side_effects.tsv") if set(item.concepts) & set(listed(row["effects"]))]
    return any(
        any(_begun_before(therapy, item) for name in listed(row["therapies"]) for therapy in known.of(name))
        and not any(known.of(name) for name in listed(row["unless"]))
        for row in found
    )


def _begun_before(therapy: Item, item: Item) -> bool:
    begun, found = therapy.fact.start or therapy.fact.moment, item.fact.date or item.fact.start
    if therapy.kind not in _GIVEN or begun is None:
        return False
    return found is None or begun.first <= found.last


def causes_fit(item: Item, value: str, known: Known) -> bool | None:
    """Whether a toxicity comes from a therapy of that name; None where the record leaves it open."""
    words = known.context.vocabulary
    causes = causes_of(item, known)
    if not causes or value not in words:
        return None
    relations = [words.relation(name, value) for name in causes if name in words]
    if Relation.IS in relations:
        return True
    return False if relations and all(relation is Relation.IS_NOT for relation in relations) else None


def grade_now(item: Item, grade: Range, known: Known) -> Range:
    """The grade that a toxicity can have today: one that was graded longer ago, and that nobody has called ongoing, may have
    become better since. A record without a date speaks of today."""
    moment = item.fact.moment
    lately = moment is None or known.lately(moment.first, _LATELY)
    if lately and item.fact.end is None and not {"history", "cured"} & _said_of(item):
        return grade
    return grade if "active" in item.narrowing.get("activity", ()) else Range(low=Decimal(0), high=grade.high)


def _said_of(item: Item) -> set[str]:
    return {*item.narrowing.get("activity", ()), *item.narrowing.get("outcome", ())}


def recovered(known: Known) -> Range | None:
    """The worst grade that a statement of the record leaves: recovered is grade 1 at most, not recovered 2 at least."""
    answer = stated(_RECOVERED, "", known)
    if answer.reasons:
        return None
    low, high = (0, 1) if answer.truth is Truth.TRUE else (2, 5)
    return Range(low=Decimal(low), high=Decimal(high))


def is_toxicity(concepts: Iterable[str], known: Known) -> bool:
    """True for the toxicity of treatment itself, and for what is one by its name."""
    words = known.context.vocabulary
    return TOXICITY in words and any(name in words and words.is_a(name, TOXICITY) for name in concepts)
