"""Meanings: what was read and a later sentence "locally advanced is defined as stage IIIC or greater" in; the same with the
meaning in the place of the word out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    return _family_and_value(set(names))


def with_meaning(node: Criterion, word: tuple[str, str], meaning: Criterion, *, of: Collection[str] = ()) -> Criterion | None:
    """The tree with every target (one `of` these, if any are told) so narrowed bound by the meaning instead; None where none is,
    or the meaning was not read."""
    if any(isinstance(item, Unread | Ask | Readings) for item in walk(meaning)):
        return None
    found = False

    def changed(leaf: Criterion) -> Criterion:
        nonlocal found
        meant = isinstance(leaf, Has) and (not of or leaf.target.concept in of)
        own = leaf.target.qualifier(word[0]) if meant and isinstance(leaf, Has) else None
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
    """A later sentence that defines something of an earlier one: its meaning stands for that where it was read whole.

    `before` is what was read of the earlier sentences, and the reader of one.
    """
    read, read_sentence = before
    place = next(index for index, chunk in enumerate(sentence) if chunk.sort is Sort.DEFINES)
    head, behind = sentence[:place], stripped(sentence[place + 1 :])
    meaning = read_sentence(behind, setting) if behind and not halves_a_lack(behind, setting) else None
    told = _told_by(head, read[-1], meaning, setting) if meaning is not None else None
    if told is not None:
        return [*read[:-1], told]
    if {name for chunk in head for name in chunk.names} & GUIDELINE_DEFINED:
        return [*read, NoConstraint(why="definition", span=setting.span(sentence))]
    doubt = setting.unread(sentence, "a definition that was not understood")
    return [*read[:-1], doubted(read[-1], doubt)]  # it may be narrower than it says


def _told_by(head: Sequence[Chunk], node: Criterion, meaning: Criterion, setting: Setting) -> Criterion | None:
    """The tree with the meaning in the place of what the head names; None where it names nothing of the tree, or more than one
    thing, or its meaning was not read."""
    word = word_defined(head)
    if word is not None:
        return with_meaning(node, word, meaning)
    if any(isinstance(item, Unread | Ask | Readings) for item in walk(meaning)):
        return None
    named = [chunk for chunk in head if chunk.sort in _NAMING]
    defined = {name for chunk in named if chunk.sort is not Sort.NARROWING for name in chunk.names}
    words = {name for chunk in named if chunk.sort is Sort.NARROWING for name in chunk.names if not name.startswith("proof=")}
    if words:
        return with_meaning(node, _family_and_value(words), meaning, of=defined) if len(words) == 1 else None
    leaves = [leaf for leaf in walk(node) if isinstance(leaf, Has | Compare)]
    if len(leaves) != 1 or not isinstance(leaves[0], Has) or leaves[0].target.concept not in defined:
        return None
    if setting.vocabulary.kind(leaves[0].target.concept) != "cancer":
        return meaning
    return AllOf(items=(_told_by_markers(leaves[0], meaning, setting), meaning), span=node.span)


def _told_by_markers(leaf: Has, meaning: Criterion, setting: Setting) -> Criterion:
    """ "TNBC … defined as ER < 1 % and PR < 1 %": the breast cancer, for its markers are told in full."""
    tests = [item for item in walk(meaning) if isinstance(item, Has | Compare)]
    marked = len(tests) > 1 and all(isinstance(item, Compare) or item.target.qualifier("value") is not None for item in tests)
    wider = [name for name in setting.vocabulary[leaf.target.concept].parents if setting.vocabulary.kind(name) == "cancer"]
    if not marked or len(wider) != 1:
        return leaf
    return replace(leaf, target=replace(leaf.target, concept=wider[0]))


def _family_and_value(words: set[str]) -> tuple[str, str]:
    family, _, value = next(iter(words)).partition("=")
    return family, value
