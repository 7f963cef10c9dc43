"""A flat FHIR Group: lines in; the characteristics of those that a list of "has" and "has not" says exactly out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.exports import fhir_leaf
from trialwright.exports.fhir_codes import Json, concept
from trialwright.exports.folding import folded
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, NoneOf, Not
from trialwright.protocol.protocol import Line
from trialwright.vocabulary.concepts import Vocabulary


def group_characteristics(lines: Sequence[Line], vocabulary: Vocabulary) -> dict[str, list[Json]]:
    """The characteristics of each line that a Group can say as it is, by the line's id; all of them must be met.

    A Group's characteristics have no combinations, no windows and no words for a person: a line that needs one is not among them.
    """
    found: dict[str, list[Json]] = {}
    for line in lines:
        node = folded(line.node)
        if line.cohort is None and not isinstance(node, bool):
            flat = _flat(node, vocabulary)
            if flat:
                found[line.id] = flat
    return found


def _flat(node: Criterion, vocabulary: Vocabulary) -> list[Json] | None:
    match node:
        case AllOf():
            return _each(node.items, vocabulary)
        case NoneOf():
            return _each([Not(item=item) for item in node.items], vocabulary)
        case Not(item=Not() as below):
            return _flat(below.item, vocabulary)
        case Not(item=AnyOf() as below):
            return _each([Not(item=item) for item in below.items], vocabulary)
        case Not(item=(Has() | Compare()) as leaf):
            return _leaf(leaf, vocabulary, excluded=True)
        case Has() | Compare():
            return _leaf(node, vocabulary, excluded=False)
        case _:
            return None


def _each(items: Sequence[Criterion], vocabulary: Vocabulary) -> list[Json] | None:
    made = [_flat(item, vocabulary) for item in items]
    return None if any(item is None for item in made) else [each for item in made for each in item or ()]


def _leaf(node: Has | Compare, vocabulary: Vocabulary, *, excluded: bool) -> list[Json] | None:
    if node.window is not None:
        return None
    if isinstance(node, Has):
        known = fhir_leaf.plain_target(node.target) and node.target.concept in vocabulary
        said = {"code": concept(node.target.concept, vocabulary), "valueBoolean": True, "exclude": excluded}
        return [said] if known else None
    if node.relative is not None or node.quantity.variable is None or node.quantity.variable not in vocabulary:
        return None
    try:
        values = fhir_leaf.values_of(fhir_leaf.in_numbers(node))
    except fhir_leaf.NotSayableError:
        return None
    if excluded and len(values) > 1:
        return None
    return [{"code": concept(node.quantity.variable, vocabulary)} | value | {"exclude": excluded} for value in values]
