"""Criteria in plain words: a node or a line in, what a coordinator reads out; nothing is left out and nothing is added."""

from __future__ import annotations

import re

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
    Not,
    Readings,
    Unread,
    When,
)
from trialwright.protocol.phrases import comparison_words, limits_with_window, sighting_words
from trialwright.protocol.protocol import Line

_SHORT = 60


def words_of(node: Criterion) -> str:
    """What a node says, in plain words without a full stop.

    >>> from trialwright.protocol.language import parse_criterion
    >>> words_of(parse_criterion("hemoglobin >= 9.0 g/dL within 14 days before registration"))
    'hemoglobin of at least 9.0 g/dL, measured within 14 days before registration'
    >>> words_of(parse_criterion("none of (brain metastasis, stroke within 6 months before registration)"))
    'neither brain metastasis nor stroke within 6 months before registration'
    """
    match node:
        case AllOf():
            return _listed(node.items, "all of", "both", "and") if node.items else "nothing is required"
        case AnyOf():
            return _listed(node.items, "one of", "either", "or") if node.items else "one of nothing, which cannot be"
        case NoneOf():
            return _none(node.items)
        case AtLeast():
            return f"at least {node.count} of: {_items(node.items)}"
        case Not():
            return _denied(node.item)
        case When():
            return _exception(node) or _condition(node)
        case Readings():
            return f"a text with more than one reading ({node.why}): {_items(node.items)}"
        case _:
            return _leaf(node)


def sentence_of(line: Line) -> str:
    """What a line requires, as a sentence: "Has no brain metastasis." stands for an exclusion of brain metastasis."""
    words = words_of(line.node)
    if isinstance(line.node.item if isinstance(line.node, Not) else line.node, Has):
        words = f"has {words}"
    cohort = f"{line.cohort}: " if line.cohort else ""
    sentence = f"{cohort}{words}" if cohort else _capital(words)
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _capital(text: str) -> str:
    """A capital at the beginning, where the first word has none of its own (as "pH" has)."""
    first = re.match(r"[^\s]*", text)
    return text[:1].upper() + text[1:] if first and first[0].islower() else text


def _leaf(node: Criterion) -> str:
    match node:
        case Compare():
            return comparison_words(node)
        case Has():
            return sighting_words(node)
        case Ask():
            return " ".join(node.statement.split())
        case NoConstraint():
            return f"nothing that could exclude anybody ({node.why})"
        case Unread():
            return f"not read: “{' '.join(node.text.split())}” ({node.why})"
        case _:
            raise TypeError(f"{type(node).__name__} is not a criterion")


def _listed(items: tuple[Criterion, ...], group: str, pair: str, joint: str) -> str:
    words = [words_of(item) for item in items]
    if len(items) == 1:
        return words[0]
    if len(items) == 2 and all(map(_simple, words)):
        return f"{pair} {words[0]} {joint} {words[1]}"
    return f"{group}: {_items(items)}"


def _none(items: tuple[Criterion, ...]) -> str:
    if not items:
        return "nothing is ruled out"
    if len(items) == 1:
        return _denied(items[0])
    words = [words_of(item) for item in items]
    if len(items) == 2 and all(map(_simple, words)) and all(isinstance(item, Has) for item in items):
        return f"neither {words[0]} nor {words[1]}"
    return f"none of: {_items(items)}"


def _simple(words: str) -> bool:
    """Whether a phrase may be joined by "and" or "or" without doubt what belongs together."""
    return len(words) <= _SHORT and not re.search(r"[,;:]|\b(and|or|nor|either|both)\b", words)


def _items(items: tuple[Criterion, ...]) -> str:
    """Items of a list, those that hold a list themselves in brackets."""
    return "; ".join(map(_bracketed, items)) or "nothing"


def _denied(node: Criterion) -> str:
    """The contrary of a node, by the laws of the logic that the matcher keeps."""
    match node:
        case Has():
            return f"no {sighting_words(node)}"
        case Compare():
            return comparison_words(node, denied=True)
        case AllOf():
            return f"not all of: {_items(node.items)}"
        case AnyOf():
            return _none(node.items)
        case NoneOf():
            return words_of(AnyOf(items=node.items))
        case AtLeast():
            return f"fewer than {node.count} of: {_items(node.items)}"
        case Not():
            return words_of(node.item)
        case _:
            return f"it is not so that: {words_of(node)}"


def _exception(node: When) -> str | None:
    """A limit that is another one under a condition, where both are of the same quantity."""
    then, base = node.then, node.otherwise
    if not isinstance(then, Compare) or not isinstance(base, Compare) or then.quantity != base.quantity:
        return None
    return f"{comparison_words(base)} (with {_bracketed(node.condition)}: {limits_with_window(then)})"


def _condition(node: When) -> str:
    condition = _bracketed(node.condition)
    if isinstance(node.otherwise, NoConstraint):
        return f"with {condition}: {_bracketed(node.then)}"
    if isinstance(node.then, NoConstraint):
        return f"unless with {condition}: {_bracketed(node.otherwise)}"
    return f"with {condition}: {_bracketed(node.then)}; otherwise: {_bracketed(node.otherwise)}"


def _bracketed(node: Criterion) -> str:
    """A phrase that holds a list, in brackets."""
    words = words_of(node)
    return f"({words})" if ";" in words or ": " in words else words
