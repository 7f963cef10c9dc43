"""Criteria in plain words: a node or a line in, what a coordinator reads out; nothing is left out and nothing is added."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

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
from trialwright.protocol.speech import ENGLISH, Speech, unmarked

_SHORT = 60


def words_of(node: Criterion, *, speech: Speech = ENGLISH) -> str:
    """What a node says, in plain words without a full stop.

    >>> from trialwright.protocol.language import parse_criterion
    >>> words_of(parse_criterion("hemoglobin >= 9.0 g/dL within 14 days before registration"))
    'hemoglobin of at least 9.0 g/dL, measured within 14 days before registration'
    >>> words_of(parse_criterion("none of (brain metastasis, stroke within 6 months before registration)"))
    'neither brain metastasis nor stroke within 6 months before registration'
    """
    match node:
        case AllOf():
            return _listed(node.items, ("all", "both"), speech) if node.items else speech.say("all nothing")
        case AnyOf():
            return _listed(node.items, ("any", "either"), speech) if node.items else speech.say("any nothing")
        case NoneOf():
            return _none(node.items, speech)
        case AtLeast():
            return speech.say("at least", count=str(node.count), items=_items(node.items, speech))
        case Not():
            return _denied(node.item, speech)
        case When():
            return _exception(node, speech) or _condition(node, speech)
        case Readings():
            return speech.say("readings", why=speech.name(node.why), items=_items(node.items, speech))
        case _:
            return _leaf(node, speech)


def sentence_of(line: Line, *, speech: Speech = ENGLISH) -> str:
    """What a line requires, as a sentence: "Has no brain metastasis." stands for an exclusion of brain metastasis."""
    words = words_of(line.node, speech=speech)
    if isinstance(line.node.item if isinstance(line.node, Not) else line.node, Has):
        words = speech.say("has", thing=words)
    sentence = f"{speech.foreign(line.cohort)}: {words}" if line.cohort else capital(words)
    return sentence if unmarked(sentence).endswith((".", "?", "!")) else f"{sentence}."


def capital(text: str) -> str:
    """A capital at the beginning, where the first word has none of its own (as "pH" has)."""
    first = re.match(r"[^\s]*", text)
    return text[:1].upper() + text[1:] if first and first[0].islower() else text


def _leaf(node: Criterion, speech: Speech) -> str:
    match node:
        case Compare():
            return comparison_words(node, speech=speech)
        case Has():
            return sighting_words(node, speech=speech)
        case Ask():
            return speech.foreign(" ".join(node.statement.split()))
        case NoConstraint():
            return speech.say("no constraint", why=speech.name(node.why))
        case Unread():
            return speech.say("unread", text=speech.foreign(" ".join(node.text.split())), why=speech.name(node.why))
        case _:
            raise TypeError(f"{type(node).__name__} is not a criterion")


def _listed(items: tuple[Criterion, ...], heads: tuple[str, str], speech: Speech) -> str:
    """Several items under the head of a list, or two short ones as a pair."""
    words = [words_of(item, speech=speech) for item in items]
    if len(items) == 1:
        return words[0]
    if len(items) == 2 and _simple(words, speech):
        return speech.say(heads[1], one=words[0], other=words[1])
    return speech.say(heads[0], items=_joined(words, speech))


def _none(items: tuple[Criterion, ...], speech: Speech) -> str:
    if not items:
        return speech.say("none nothing")
    if len(items) == 1:
        return _denied(items[0], speech)
    words = [words_of(item, speech=speech) for item in items]
    if len(items) == 2 and _simple(words, speech) and all(isinstance(item, Has) for item in items):
        return speech.say("neither", one=words[0], other=words[1])
    return speech.say("none", items=_joined(words, speech))


def _simple(words: Iterable[str], speech: Speech) -> bool:
    """Whether phrases may be joined by "and" or "or" without doubt what belongs together."""
    doubt = _doubt(speech.say("joints"))
    return all(len(unmarked(phrase)) <= _SHORT and not doubt.search(phrase) for phrase in words)


@cache
def _doubt(joints: str) -> re.Pattern[str]:
    return re.compile(rf"[,;:]|\b({joints})\b")


def _items(items: tuple[Criterion, ...], speech: Speech) -> str:
    return _joined([words_of(item, speech=speech) for item in items], speech)


def _joined(words: Iterable[str], speech: Speech) -> str:
    """Items of a list in words, those that hold a list themselves in brackets."""
    return "; ".join(map(_as_one, words)) or speech.say("nothing")


def _denied(node: Criterion, speech: Speech) -> str:
    """The contrary of a node, by the laws of the logic that the matcher keeps."""
    match node:
        case Has():
            return speech.say("no", thing=sighting_words(node, speech=speech))
        case Compare():
            return comparison_words(node, denied=True, speech=speech)
        case AllOf():
            return speech.say("not all", items=_items(node.items, speech))
        case AnyOf():
            return _none(node.items, speech)
        case NoneOf():
            return words_of(AnyOf(items=node.items), speech=speech)
        case AtLeast():
            return speech.say("fewer", count=str(node.count), items=_items(node.items, speech))
        case Not():
            return words_of(node.item, speech=speech)
        case _:
            return speech.say("not so", thing=words_of(node, speech=speech))


def _exception(node: When, speech: Speech) -> str | None:
    """A limit that is another one under a condition, where both are of the same quantity."""
    then, base = node.then, node.otherwise
    if not isinstance(then, Compare) or not isinstance(base, Compare) or then.quantity != base.quantity:
        return None
    limit, words = comparison_words(base, speech=speech), limits_with_window(then, speech=speech)
    return speech.say("exception of a limit", limit=limit, condition=_bracketed(node.condition, speech), then=words)


def _condition(node: When, speech: Speech) -> str:
    condition = _bracketed(node.condition, speech)
    then, otherwise = _bracketed(node.then, speech), _bracketed(node.otherwise, speech)
    if isinstance(node.otherwise, NoConstraint):
        return speech.say("with then", condition=condition, then=then)
    if isinstance(node.then, NoConstraint):
        return speech.say("unless", condition=condition, otherwise=otherwise)
    return speech.say("with otherwise", condition=condition, then=then, otherwise=otherwise)


def _bracketed(node: Criterion, speech: Speech) -> str:
    """A phrase that holds a list, in brackets."""
    return _as_one(words_of(node, speech=speech))


def _as_one(words: str) -> str:
    return f"({words})" if ";" in words or ": " in words else words
