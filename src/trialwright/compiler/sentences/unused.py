"""Unused: a read statement in, the same out, with every limit that its words state and its reading does not use as unread
beside it and within the bans that it may narrow.

The one guard against a limit that is lost silently, whichever rule of the grammar lost it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.outlining.logic import from_words
from trialwright.compiler.phrasing.comparisons import Comparison, comparisons_in, plain_value
from trialwright.compiler.phrasing.grades import FIGURES
from trialwright.compiler.preparing.bounds import without_same_limits
from trialwright.compiler.preparing.hemoptysis import with_volumes_of_blood
from trialwright.compiler.preparing.kittests import with_kits_left_out
from trialwright.compiler.preparing.lesions import without_one_lesion
from trialwright.compiler.preparing.recist import without_measurability
from trialwright.compiler.sentences.definitions import GUIDELINE_DEFINED
from trialwright.compiler.sentences.narrowed import with_bans_doubted
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Readings,
    Target,
    Unread,
    Window,
    walk,
)
from trialwright.vocabulary.units import UnitsDiffer, convert
from trialwright.vocabulary.variables import find_variable

_WHY = "this limit was not used"
_VALUES = re.compile(r"laborator\w+|\blab\b|\bvalues?\b|parameters|chemistr", re.IGNORECASE)
_MOST_IN_PASSING = 2
"""A permission or a note may name a limit or two ("creatinine up to 2 mg/dL is allowed"); more are a list of their own."""


def with_unused(statement: Statement) -> Statement:
    """The statement with what its words and those below it compare, and its requirement leaves out, as unread parts of it."""
    lost = _lost(statement)
    if not lost or (isinstance(statement.node, NoConstraint) and len(lost) <= _MOST_IN_PASSING):
        return statement
    node, holes = statement.node, tuple(hole for hole, _part in lost)
    for hole, part in lost:
        node = with_bans_doubted(node, hole, part)
    items = node.items if isinstance(node, AllOf) else (node,)
    whole = AllOf(items=(*items, *holes), span=node.span)
    if statement.exclusion or not any(_beside_or(hole, statement) for hole in holes):
        return replace(statement, node=whole)
    either = AnyOf(items=(node, *holes), span=node.span)
    return replace(statement, node=Readings(items=(whole, either), why=_WHY_EITHER, span=node.span))


_WHY_EITHER = "a limit that was not used may be one of the alternatives"
_OR_BEHIND = re.compile(r"\W*(?:(?:years?|old|of age)\W*){0,4}or\b", re.IGNORECASE)
_OR_BEFORE = re.compile(r"\bor\b[^,;.]{0,12}$", re.IGNORECASE)
_NEAR = 40


def _beside_or(hole: Unread, statement: Statement) -> bool:
    """ "> or = 65 years of age or diagnosed with renal insufficiency": what is left of it need not hold."""
    said = statement.normal.text
    place = said.find(hole.text)
    if place < 0:
        return False
    end = place + len(hole.text)
    return _OR_BEHIND.match(said, end) is not None or _OR_BEFORE.search(said[max(0, place - _NEAR) : place]) is not None


def _lost(statement: Statement) -> tuple[tuple[Unread, Statement], ...]:
    """What is lost, each with the statement whose words say it."""
    seen = [(item, part) for part in _all(statement) if _numbered(part.chunks) for item in comparisons_in(_stated(part))]
    if not seen:
        return ()
    used, texts = used_in(statement.node)
    either = any(isinstance(node, AnyOf | NoneOf) for node in walk(statement.node))
    placed = {node.quantity.variable for node in walk(statement.node) if isinstance(node, Compare)}
    return tuple(
        (_unread(item, part), part)
        for item, part in seen
        if not all(_is_used(value, item, used) or value in texts for value in item.values)
        and part.normal.text[item.start : item.end] not in texts
        and not _on_a_scale(item, placed)
        and not _put_in_numbers(item, part)
        and not _says_which_weight(item, part)
        and not (either and _counts_a_list(item, part))
        and not any(_printed_twice(item, other) for other, beside in seen if beside is part and set(other.values) <= used)
    )


_ROUNDED = Decimal("0.1")
"""How far two printings of one limit in two units may lie apart (they are rounded)."""


def _is_used(value: str, item: Comparison, used: set[str]) -> bool:
    """Whether the tree holds a value, or the figure that it writes a grade as."""
    figure = FIGURES.get(value) if item.said.sort is Sort.GRADEOF else None
    return value.rstrip("+") in used or value in used or figure in used


def _printed_twice(item: Comparison, other: Comparison) -> bool:
    """ "Involved FLC >= 10 mg/dL (>= 100 mg/L)": the bracket prints the limit that is used in another unit."""
    if item.names != other.names or len(item.values) != 1 or len(other.values) != 1 or not item.unit or not other.unit:
        return False
    try:
        value = convert(Decimal(item.values[0]), item.unit, other.unit, variable=item.names[0] if item.names else None)
        return abs(value - Decimal(other.values[0])) <= _ROUNDED * abs(value)
    except (UnitsDiffer, InvalidOperation):
        return False


def _put_in_numbers(item: Comparison, part: Statement) -> bool:
    """ "Abnormal (grade 2 or higher) laboratory values as follows": the values below say what the grade is."""
    return item.said.sort is Sort.GRADEOF and bool(part.children) and _VALUES.search(part.normal.text) is not None


_OF_WEIGHT = re.compile(r"\b(?:actual|ideal|adjusted|lean|true|total) body (?:weight|mass)\b", re.IGNORECASE)


def _says_which_weight(item: Comparison, part: Statement) -> bool:
    """ "For subjects with a BMI > 30, lean body weight should be used": asks nothing of them."""
    return item.names == ("body mass index",) and _OF_WEIGHT.search(part.normal.text) is not None


def _counts_a_list(item: Comparison, part: Statement) -> bool:
    """ "Prior therapy (need one or more to be eligible):": how much of the list behind it is needed, as it is joined."""
    said = part.normal.text
    if item.names or item.unit:
        return False
    colon = said.find(":", item.end)
    joined = from_words(said[: colon + 1], None) if 0 < colon - item.end <= _LONGEST_CLAUSE else None
    return joined is not None and joined.logic == "ANY" and ":" not in said[item.start : item.end]


_LONGEST_CLAUSE = 40


def _on_a_scale(item: Comparison, placed: set[str | None]) -> bool:
    """A place on an ordered scale that the tree holds under the scale's own code ("NYHA 3" is class III)."""
    return any(name in placed and getattr(find_variable(name), "scale", None) for name in item.names)


def _stated(part: Statement) -> tuple[Chunk, ...]:
    """The chunks up to a definition of a test that laboratories report by one guideline: its limits are the guideline's."""
    place = next((index for index, chunk in enumerate(part.chunks) if chunk.sort is Sort.DEFINES), len(part.chunks))
    defined = {name for chunk in part.chunks[:place] for name in chunk.names} & GUIDELINE_DEFINED
    one = with_kits_left_out(without_one_lesion(with_volumes_of_blood(part.chunks, part.normal.text)))
    return part.chunks[:place] if defined else without_measurability(without_same_limits(one), part.normal.text)


def _all(statement: Statement) -> Iterator[Statement]:
    yield statement
    for child in statement.children:
        yield from _all(child)


def _numbered(chunks: Sequence[Chunk]) -> bool:
    return any(chunk.sort in (Sort.AMOUNT, Sort.CODES) or (chunk.inner and _numbered(chunk.inner)) for chunk in chunks)


def _unread(item: Comparison, part: Statement) -> Unread:
    start, end = min(item.said.start, item.start), max(item.said.end, item.end)
    return Unread(text=part.normal.text[start:end], why=_WHY, span=part.normal.span(start, end))


def used_in(node: Criterion) -> tuple[set[str], str]:
    """The numbers and codes that a tree holds, and the words that it hands on to a person."""
    values: set[str] = set()
    words: list[str] = []
    for item in walk(node):
        match item:
            case Compare():
                ends = (item.low, item.high)
                values.update(plain_value(end.value) for end in ends if end is not None)
                values.update(of_window(item.window))
                values.update(_of_target(item.quantity.of), _of_target(item.quantity.until))
                words.extend(_described(item.quantity.of))
            case Has():
                values.update(of_window(item.window))
                values.update(_of_target(item.target))
                words.extend(_described(item.target))
            case AtLeast():
                values.add(str(item.count))
            case Ask():
                words.append(item.statement)
            case Unread():
                words.append(item.text)
            case _:
                pass
    return values, " | ".join(words)


def of_window(window: Window | None) -> set[str]:
    return set() if window is None or window.amount is None else {plain_value(window.amount.amount)}


def _described(target: Target | None) -> tuple[str, ...]:
    """The words that describe a target, or what is excepted from it."""
    if target is None:
        return ()
    told = target.qualifier("described")
    own = told.values if told is not None else ()
    return (*own, *(words for item in target.exceptions for words in _described(item)))


def _of_target(target: Target | None) -> set[str]:
    if target is None:
        return set()
    own = {plain_value(value.lstrip("<>=")) for qualifier in target.qualifiers for value in qualifier.values}
    return own.union(*(_of_target(item) for item in target.exceptions))
