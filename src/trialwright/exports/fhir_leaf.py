"""Leaves in FHIR: a comparison or a sighting in; the characteristic that says just that, or None and why not, out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from trialwright.exports.fhir_codes import Json, concept, quantity, text_concept
from trialwright.exports.fhir_time import time_from_event
from trialwright.exports.safe import clean
from trialwright.protocol.criteria import Compare, Has, Limit, Quantity, Target
from trialwright.protocol.phrases import target_words
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.variables import find_variable, scale_grades, scale_range, scale_rank

IN_WORDS = "FHIR has no codes for words that narrow a concept: the concept is in words, without a code that would mean more"
NO_VALUE = "FHIR compares with a number or a code: there is none"
NOT_ON_SCALE = "an ordered scale is listed code by code, and a recorded code may contain codes on both sides of the limit"
NO_NUMBER = "the number cannot be written in JSON as it is"
NO_MOMENT = "the moment has no name or no amount that FHIR can write"


class NotSayableError(Exception):
    """FHIR has no words for a leaf; the message says why."""


def has_characteristic(node: Has, vocabulary: Vocabulary) -> Json:
    """What the patient has, as a definition with its window. Raises `NotSayableError`."""
    return _definition_of_target(node.target, vocabulary) | _timed(node, vocabulary)


def plain_target(target: Target) -> bool:
    """Whether the concept alone says it."""
    return not (target.qualifiers or target.exceptions or target.other)


def result_of(target: Target) -> str | None:
    """The one result of a test that the target is narrowed to, if that is all it is narrowed to."""
    if target.other or target.exceptions or len(target.qualifiers) != 1:
        return None
    only = target.qualifiers[0]
    return only.values[0] if only.name == "value" and len(only.values) == 1 and not only.negated else None


def _definition_of_target(target: Target, vocabulary: Vocabulary) -> Json:
    if not clean(target.concept, empty=""):
        raise NotSayableError(NO_VALUE)
    result = result_of(target)
    if plain_target(target):
        return {"definitionCodeableConcept": concept(target.concept, vocabulary)}
    if result and clean(result, empty=""):
        return {
            "definitionByTypeAndValue": {
                "type": concept(target.concept, vocabulary),
                "valueCodeableConcept": text_concept(result),
            }
        }
    return {"definitionCodeableConcept": text_concept(target_words(target))}


def compare_characteristics(node: Compare, vocabulary: Vocabulary) -> tuple[Json, ...]:
    """Definitions that all hold where the comparison does: one for a range, two where its ends are not counted in alike.

    Raises `NotSayableError`.
    """
    timed = _timed(node, vocabulary)
    kind = _type_of(node, vocabulary)
    return tuple({"definitionByTypeAndValue": {"type": kind} | value} | timed for value in values_of(node))


def in_numbers(node: Compare) -> Compare:
    """The comparison with codes that are numbers as numbers: those of a scale that has only such (ECOG), and grades."""
    scale = "CTCAE grade" if node.quantity.attribute == "grade" else _scale_of(node)
    if scale is None or not all(grade.code.isdecimal() and grade.part_of is None for grade in scale_grades(scale)):
        return node
    return replace(node, low=_numeric(node.low), high=_numeric(node.high))


def _numeric(limit: Limit | None) -> Limit | None:
    if limit is None or isinstance(limit.value, Decimal) or re.fullmatch(r"[0-9]{1,3}", limit.value) is None:
        return limit
    return replace(limit, value=Decimal(limit.value))


def _scale_of(node: Compare) -> str | None:
    variable = find_variable(node.quantity.variable or "")
    return variable.scale if variable else None


def codes_of_scale(node: Compare) -> tuple[str, ...] | None:
    """The codes of an ordered scale that lie within the limits; None for a comparison of numbers. Raises `NotSayableError`."""
    limits = [limit for limit in (node.low, node.high) if limit is not None]
    if all(isinstance(limit.value, Decimal) for limit in limits):
        return None
    scale = _scale_of(node)
    if scale is None or any(scale_rank(scale, str(limit.value)) is None for limit in limits):
        raise NotSayableError(NO_VALUE)
    sides = {grade.code: _sides(node, scale, grade.code) for grade in scale_grades(scale)}
    if any(len(found) > 1 for found in sides.values()):
        raise NotSayableError(NOT_ON_SCALE)
    return tuple(code for code, found in sides.items() if found == {True})


def code_characteristics(node: Compare, codes: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Json, ...]:
    """Definitions of which one must hold: a code of an ordered scale each. Raises `NotSayableError`."""
    if not codes:
        raise NotSayableError(NO_VALUE)
    timed, kind = _timed(node, vocabulary), _type_of(node, vocabulary)
    return tuple(
        {"definitionByTypeAndValue": {"type": kind, "valueCodeableConcept": text_concept(code)}} | timed for code in codes
    )


def _sides(node: Compare, scale: str, code: str) -> set[bool]:
    """Whether the lowest and the highest place that a recorded code may stand for lie within the limits."""
    ends = scale_range(scale, code)
    assert ends is not None
    inside = [grade for grade in scale_grades(scale) if ends[0] <= grade.rank <= ends[1]]
    return {_within(node, grade.rank, scale) for grade in inside}


def _within(node: Compare, rank: Decimal, scale: str) -> bool:
    low, high = (_edge(limit, scale, upper) for limit, upper in ((node.low, False), (node.high, True)))
    above = low is None or node.low is None or (rank >= low if node.low.inclusive else rank > low)
    below = high is None or node.high is None or (rank <= high if node.high.inclusive else rank < high)
    return above and below


def _edge(limit: Limit | None, scale: str, upper: bool) -> Decimal | None:
    """The rank of a limit: "at most III" holds all of III, "above III" leaves all of it out."""
    if limit is None:
        return None
    ends = scale_range(scale, str(limit.value))
    assert ends is not None
    return ends[1] if upper is limit.inclusive else ends[0]


def values_of(node: Compare) -> tuple[Json, ...]:
    """`value[x]` for each thing that must hold of the number. Raises `NotSayableError`."""
    low, high = node.low, node.high
    if low is None and high is None:
        raise NotSayableError(NO_VALUE)
    if low is not None and high is not None and low.inclusive and high.inclusive:
        ends = (_quantity(node, low), _quantity(node, high))
        if low.value == high.value:
            return ({"valueQuantity": ends[0]},)
        return ({"valueRange": {"low": ends[0], "high": ends[1]}},)
    signs = [(low, ">=", ">"), (high, "<=", "<")]
    return tuple(
        {"valueQuantity": _quantity(node, limit, comparator=closed if limit.inclusive else open_)}
        for limit, closed, open_ in signs
        if limit is not None
    )


def _quantity(node: Compare, limit: Limit, *, comparator: str | None = None) -> Json:
    if not isinstance(limit.value, Decimal):
        raise NotSayableError(NO_VALUE)
    unit = f"{{{node.relative}}}" if node.relative else node.unit
    made = quantity(limit.value, unit, comparator=comparator)
    if made is None:
        raise NotSayableError(NO_NUMBER)
    return made


def _type_of(node: Compare, vocabulary: Vocabulary) -> Json:
    """What is measured. A multiple of a limit of normal is a quantity of its own: the laboratory value's code would be wrong."""
    measured = node.quantity
    if measured.variable is None:
        return text_concept(quantity_words(measured))
    if not clean(measured.variable, empty=""):
        raise NotSayableError(NO_VALUE)
    if node.relative is None:
        return concept(measured.variable, vocabulary)
    normal = "upper" if node.relative == "ULN" else "lower"
    return text_concept(f"{measured.variable} as a multiple of the {normal} limit of normal")


def quantity_words(measured: Quantity) -> str:
    """A quantity in words: "count of liver metastasis"."""
    if measured.of is None:
        return measured.variable or measured.attribute or "an unnamed quantity"
    until = f" to {target_words(measured.until)}" if measured.until else ""
    joint = "from" if measured.attribute == "interval" else "of"
    return f"{measured.attribute} {joint} {target_words(measured.of)}{until}"


def _timed(node: Compare | Has, vocabulary: Vocabulary) -> Json:
    if node.window is None:
        return {}
    made = time_from_event(node.window, vocabulary)
    if made is None:
        raise NotSayableError(NO_MOMENT)
    return {"timeFromEvent": [made]}
