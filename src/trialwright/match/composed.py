"""Concepts that are another one with a narrowing ("palliative radiotherapy"): an item and one of them in; its fit out."""

from __future__ import annotations

from trialwright.match.known import Item, Known, related
from trialwright.match.narrowing import agreement, by_name, names_told
from trialwright.match.regions import lies_in
from trialwright.match.restrictions import restriction
from trialwright.match.results import Fit
from trialwright.protocol.criteria import Qualifier
from trialwright.vocabulary.concepts import Relation, Vocabulary


def composed(item: Item, concept: str, known: Known) -> tuple[Fit, str] | None:
    """Whether an item that is the parent of a concept is the concept itself, by its narrowing; and the family that decides.

    None where the concept is no such one, or the item is not the parent: then the vocabulary alone decides.
    """
    parent, family, value = by_name().get(concept, ("", "", ""))
    words = known.context.vocabulary
    if parent not in words or related(item, parent, known) is not Relation.IS:
        return None
    named = [_agrees(family, told, value, words) for name in item.concepts for told in names_told(name, family, known)]
    if not item.narrowing.get(family) and (Fit.YES in named or Fit.NO in named):
        return (Fit.YES if Fit.YES in named else Fit.NO), family
    return restriction(item, Qualifier(name=family, values=(value,)), known), family


def _agrees(family: str, recorded: str, wanted: str, words: Vocabulary) -> Fit:
    return lies_in(recorded, wanted, words) if family == "site" else agreement(family, recorded, wanted)
