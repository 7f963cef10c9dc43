"""Concepts that are another one with a narrowing ("palliative radiotherapy"): an item and one of them in; its fit out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from trialwright.match.known import Item, Known, related
from trialwright.match.regions import lies_in
from trialwright.match.restrictions import restriction
from trialwright.match.results import Fit
from trialwright.match.tables import rows
from trialwright.protocol.criteria import Qualifier
from trialwright.vocabulary.concepts import Relation, Vocabulary
from trialwright.vocabulary.terms import qualifier_table


@cache
def _composed() -> Mapping[str, tuple[str, Qualifier]]:
    return {
        row["concept"]: (row["parent"], Qualifier(name=row["family"], values=(row["value"],))) for row in rows("composed.tsv")
    }


def composed(item: Item, concept: str, known: Known) -> tuple[Fit, str] | None:
    """Whether an item that is the parent of a concept is the concept itself, by its narrowing; and the family that decides.

    None where the concept is no such one, or the item is not the parent: then the vocabulary alone decides.
    """
    parent, narrowing = _composed().get(concept, ("", None))
    words = known.context.vocabulary
    if narrowing is None or parent not in words or related(item, parent, known) is not Relation.IS:
        return None
    named = [_agrees(own, narrowing, words) for name in item.concepts for own in _narrowings(name, narrowing.name, words)]
    if not item.narrowing.get(narrowing.name) and (Fit.YES in named or Fit.NO in named):
        return (Fit.YES if Fit.YES in named else Fit.NO), narrowing.name
    return restriction(item, narrowing, known), narrowing.name


def _narrowings(name: str, family: str, words: Vocabulary) -> list[Qualifier]:
    """What a concept says by its own name: whole brain radiotherapy is of the brain."""
    above = words.ancestors(name) if name in words else frozenset()
    return [row[1] for concept, row in _composed().items() if concept in above and row[1].name == family]


def _agrees(own: Qualifier, asked: Qualifier, words: Vocabulary) -> Fit:
    recorded, wanted = own.values[0], asked.values[0]
    if own.name == "site":
        return lies_in(recorded, wanted, words)
    if qualifier_table().agree(own.name, recorded, wanted):
        return Fit.YES
    return Fit.OPEN if qualifier_table().agree(own.name, wanted, recorded) else Fit.NO
