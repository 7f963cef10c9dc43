"""Washouts: a phrase timed by "4 weeks or 5 half-lives, whichever is longer" in; its proposition with both times out.

How long a drug stays in the body is not on a sheet: the half-lives narrow in words, which never decide, and the time in weeks
decides what it can: "within 4 weeks or 5 half-lives, whichever is shorter" is over after 4 weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, changed_leaves
from trialwright.compiler.wording.halflives import number_of_half_lives
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Qualifier,
    Readings,
    Target,
    children,
    walk,
)
from trialwright.vocabulary.records import anew


def with_half_lives(
    chunks: Sequence[Chunk], setting: Setting, read: Callable[[Sequence[Chunk]], Criterion | None]
) -> Criterion | None:
    """A phrase with such a time: read with the time alone, and beside it with the half-lives; None where there is none."""
    timed = next((chunk for chunk in chunks if chunk.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME) and chunk.value), None)
    if timed is None:
        return None
    plain = read([anew(chunk, value="") if chunk is timed else chunk for chunk in chunks])
    number = number_of_half_lives(timed.text)
    if plain is None or not number:
        return setting.unread(chunks)
    words = f"within {number}"
    since = all(isinstance(leaf, Compare) and leaf.quantity.attribute == "interval" for leaf in _leaves(plain))
    recent = all(isinstance(leaf, Has) and leaf.window is not None for leaf in _leaves(plain))
    if not since and not (recent and setting.exclusion):
        return setting.unread(chunks)
    other = changed_leaves(plain, lambda leaf: _by_half_lives(leaf, words))
    apart = since and all(isinstance(leaf, Compare) and leaf.low is not None for leaf in _leaves(plain))
    both, either = AllOf(items=(plain, other), span=plain.span), AnyOf(items=(plain, other), span=plain.span)
    if timed.value == "or":
        return Readings(items=(both, either), why="which of the two times counts is not said", span=plain.span)
    return both if (timed.value == "longer") == apart else either


def _by_half_lives(leaf: Criterion, words: str) -> Criterion:
    if isinstance(leaf, Has):
        return replace(leaf, window=None, target=_described(leaf.target, words))
    if isinstance(leaf, Compare) and leaf.quantity.of is not None:
        recent = Has(target=_described(leaf.quantity.of, words), span=leaf.span)
        return NoneOf(items=(recent,), span=leaf.span) if leaf.low is not None else recent
    return leaf


def _described(target: Target, words: str) -> Target:
    return replace(target, qualifiers=(*target.qualifiers, Qualifier(name="described", values=(words,))))


def _leaves(node: Criterion) -> list[Criterion]:
    return [leaf for leaf in walk(node) if not children(leaf)]
