"""Meanings: what was read and a later sentence "locally advanced is defined as stage IIIC or greater" in; the same with the
meaning in the place of the word out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.sentences.definitions import GUIDELINE_DEFINED, halves_a_lack
from trialwright.compiler.setting import Reader, Setting, changed_leaves, doubted, stripped
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    Qualifier,
    Readings,
    Unread,
    walk,
)

_NAMING = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.NARROWING})


def word_defined(chunks: Sequence[Chunk]) -> tuple[str, str] | None:
    """The narrowing word, as family and value, that alone stands before "is defined as"; None where anything else does."""
    named = [chunk for chunk in chunks if chunk.sort in _NAMING]
    if len(named) != 1 or named[0].sort is not Sort.NARROWING:
        return None
    names = dict.fromkeys(name for name in named[0].names if name.startswith(("extent=", "resectability=", "recurrence=")))
    if len(names) != 1:
        return None
    family, _, value = next(iter(names)).partition("=")
    return family, value


def with_meaning(node: Criterion, word: tuple[str, str], meaning: Criterion) -> Criterion | None:
    """The tree with every target so narrowed bound by the meaning instead; None where none is, or the meaning was not read."""
    if any(isinstance(item, Unread | Ask | Readings) for item in walk(meaning)):
        return None
    found = False

    def changed(leaf: Criterion) -> Criterion:
        nonlocal found
        own = leaf.target.qualifier(word[0]) if isinstance(leaf, Has) else None
        if not isinstance(leaf, Has) or own is None or word[1] not in own.values or own.negated:
            return leaf
        found = True
        kept = tuple(item for item in leaf.target.qualifiers if item is not own)
        bound = AllOf(items=(_with(leaf, kept), meaning), span=leaf.span)
        others = tuple(value for value in own.values if value != word[1])
        if not others:
            return bound
        rest = tuple(replace(item, values=others) if item is own else item for item in leaf.target.qualifiers)
        return AnyOf(items=(bound, _with(leaf, rest)), span=leaf.span)

    result = changed_leaves(node, changed)
    return result if found else None


def _with(leaf: Has, qualifiers: tuple[Qualifier, ...]) -> Has:
    return replace(leaf, target=replace(leaf.target, qualifiers=qualifiers))


def defines_again(sentence: Sequence[Chunk], named: set[str]) -> bool:
    """True for a sentence that defines something of what is `named`."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.DEFINES), None)
    if place is None:
        return False
    return any(chunk.sort in _NAMING and set(chunk.names) & named for chunk in sentence[:place])


def redefined(sentence: Sequence[Chunk], before: tuple[list[Criterion], Reader], setting: Setting) -> list[Criterion]:
    """A later sentence that defines a word of an earlier one: it stands for that word where it was read whole.

    `before` is what was read of the earlier sentences, and the reader of one.
    """
    read, read_sentence = before
    place = next(index for index, chunk in enumerate(sentence) if chunk.sort is Sort.DEFINES)
    word = word_defined(sentence[:place])
    if word is not None and stripped(sentence[place + 1 :]):
        told = with_meaning(read[-1], word, read_sentence(sentence[place + 1 :], setting))
        if told is not None:
            return [*read[:-1], told]
    whole = any(chunk.sort is not Sort.NARROWING for chunk in sentence[:place] if chunk.sort in _NAMING)
    meaning = read_sentence(sentence[place + 1 :], setting) if whole and stripped(sentence[place + 1 :]) else None
    defined = {name for chunk in sentence[:place] for name in chunk.names}
    spoken_of = {node.target.concept for node in walk(read[-1]) if isinstance(node, Has)}
    if (
        meaning is None
        or len(read) > 1
        or not spoken_of <= defined
        or any(isinstance(node, Compare) for node in walk(read[-1]))
        or halves_a_lack(sentence[place + 1 :], setting)
        or any(isinstance(node, Unread | Ask | Readings) for node in walk(meaning))
    ):
        known = {name for chunk in sentence[:place] for name in chunk.names} & GUIDELINE_DEFINED
        if known:
            return [*read, NoConstraint(why="definition", span=setting.span(sentence))]
        doubt = setting.unread(sentence, "a definition that was not understood")
        return [*read[:-1], doubted(read[-1], doubt)]  # it may be narrower than it says
    return [meaning]
