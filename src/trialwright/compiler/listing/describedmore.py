"""Described more: a reading and a narrower one in; whether the second only keeps more words with the same things, out.

Words that no fact can show make a thing never certainly present, and certainly absent where it is absent. So what both readings
say is what the narrower one says, and no second reading is needed.
"""

from __future__ import annotations

from dataclasses import replace

from trialwright.protocol.criteria import Criterion, Has, children, walk, without_spans


def only_described(wide: Criterion, narrow: Criterion) -> bool:
    """True where both are one tree but for words that the narrower reading keeps with some of its things."""
    first, second = (tuple(walk(without_spans(node))) for node in (wide, narrow))
    return len(first) == len(second) and all(map(_same_or_described, first, second))


def _same_or_described(one: Criterion, other: Criterion) -> bool:
    if isinstance(one, Has) and isinstance(other, Has):
        own, added = one.target.qualifier("described"), other.target.qualifier("described")
        return one == other or (own is None and added is not None and one == _plain(other))
    return one == other if not children(one) else type(one) is type(other) and len(children(one)) == len(children(other))


def _plain(node: Has) -> Has:
    kept = tuple(item for item in node.target.qualifiers if item.name != "described")
    return replace(node, target=replace(node.target, qualifiers=kept))
