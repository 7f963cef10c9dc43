"""Any other: "palliative radiotherapy within 2 weeks, any other within 4 weeks" as read in; the later without the earlier
out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoneOf


def with_others_apart(node: Criterion, chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """Members of a list of therapies: one that is called "any other" leaves out the kinds of it that stand before it with a time
    of their own."""
    if isinstance(node, AnyOf | NoneOf | AllOf):
        named = _called_other(chunks, setting)
        if named:
            return replace(node, items=_apart(node.items, named, setting))
    return node


def _called_other(chunks: Sequence[Chunk], setting: Setting) -> frozenset[str]:
    """The therapies behind "any other" that is not the first thing named."""
    found: set[str] = set()
    spoken_of = False
    for chunk, behind in pairwise(chunks):
        spoken_of = spoken_of or chunk.sort is Sort.CONCEPT
        if chunk.sort is Sort.OTHER and spoken_of and behind.sort is Sort.CONCEPT:
            found.update(name for name in behind.names if setting.vocabulary.kind(name) in THERAPY_KINDS)
    return frozenset(found)


def _apart(items: Sequence[Criterion], named: frozenset[str], setting: Setting) -> tuple[Criterion, ...]:
    result: list[Criterion] = []
    for item in items:
        kinds = [other for other in result if _is_kind(other, item, setting)] if isinstance(item, Has) else []
        if isinstance(item, Has) and item.target.concept in named and not item.target.other and kinds:
            spared = tuple(
                other.target for other in kinds if isinstance(other, Has) and other.target not in item.target.exceptions
            )
            target = replace(item.target, exceptions=(*item.target.exceptions, *spared))
            result.append(replace(item, target=target))
        else:
            result.append(item)
    return tuple(result)


def _is_kind(one: Criterion, item: Has, setting: Setting) -> bool:
    """True for a narrower thing with a time of its own."""
    if not isinstance(one, Has) or one.window is None or one.window == item.window or one.target == item.target:
        return False
    same = one.target.concept == item.target.concept
    return (same and bool(one.target.qualifiers)) or (not same and setting.under(one.target.concept, item.target.concept))
