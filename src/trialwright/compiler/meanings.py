"""Meanings: what was read and a later sentence "locally advanced is defined as stage IIIC or greater" in; the same with the
meaning in the place of the word out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import changed_leaves
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Criterion, Has, Qualifier, Readings, Unread, walk

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
