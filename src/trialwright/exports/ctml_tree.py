"""A criteria tree as a CTML match tree: a node in; what everybody meets whom the node does not exclude out, or nothing.

CTML knows met and not met only, and few things. What it cannot say is left out in such a way that nobody is excluded who is not
excluded by our tree: an item of "all of" goes alone, but an "any of" goes as a whole with its first item that cannot be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from trialwright.exports.ctml_leaf import Match, Said, compare_match, has_match
from trialwright.exports.remarks import Effect, Remarks
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    children,
)
from trialwright.vocabulary.concepts import Vocabulary

_MOST_WAYS = 70
_MOST_LEAVES = 5000
_ASK = "CTML has no words for what a person must be asked"
_UNREAD = "not read by us"
_AMBIGUOUS = "a text with several readings: whoever meets one of them matches"
_ALTERNATIVE = "one of the alternatives cannot be said, so none of them may be asked for"
_CONSTANT = "it is the same for everybody, which CTML has no words for"
_MANY = "CTML has no “at least” and no “if”, and there are too many ways to list"
_CHOICE = "the condition, or what it asks for, cannot be said: whoever meets either side of it matches"


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """Writes match trees; what is left out or widened goes to the remarks."""

    vocabulary: Vocabulary
    remarks: Remarks

    def match(self, node: Criterion, *, wanted: bool = True) -> Match | None:
        """What everybody meets of whom `node` is not false (with `wanted` false: not true). None excludes nobody."""
        match node:
            case Not():
                return self.match(node.item, wanted=not wanted)
            case AllOf() | AnyOf() | NoneOf():
                every = isinstance(node, AllOf) == wanted if not isinstance(node, NoneOf) else wanted
                return self._joined(node, node.items, every, wanted if not isinstance(node, NoneOf) else not wanted)
            case AtLeast() | When() if _written(node) > _MOST_LEAVES:
                self.remarks.add(node, Effect.LEFT_OUT, _MANY)
                return None
            case AtLeast():
                return self._at_least(node, wanted)
            case When():
                return self._when(node, wanted)
            case Readings():
                return self._any_reading(node, wanted)
            case _:
                return self._leaf(node, wanted)

    def _joined(self, node: Criterion, items: Sequence[Criterion], every: bool, wanted: bool) -> Match | None:
        if not items:
            self.remarks.add(node, Effect.LEFT_OUT, _CONSTANT)
            return None
        found = [self.match(item, wanted=wanted) for item in items]
        return all_of(found) if every else self._any(node, found)

    def _any(self, node: Criterion, found: Sequence[Match | None]) -> Match | None:
        if any(item is None for item in found):
            if any(item is not None for item in found):
                self.remarks.add(node, Effect.LEFT_OUT, _ALTERNATIVE)
            return None
        return _group("or", [item for item in found if item is not None])

    def _at_least(self, node: AtLeast, wanted: bool) -> Match | None:
        """So many of the items, each way listed. That not so many hold is that enough of them do not."""
        count = node.count if wanted else len(node.items) - node.count + 1
        if not 0 < count <= len(node.items) or comb(len(node.items), count) > _MOST_WAYS:
            self.remarks.add(node, Effect.LEFT_OUT, _MANY if 0 < count <= len(node.items) else _CONSTANT)
            return None
        found = [self.match(item, wanted=wanted) for item in node.items]
        return self._any(node, [all_of(way) for way in combinations(found, count)])

    def _when(self, node: When, wanted: bool) -> Match | None:
        """`then` unless the condition fails, `otherwise` unless it holds; where it cannot be said, one of the two."""
        then, otherwise = self.match(node.then, wanted=wanted), self.match(node.otherwise, wanted=wanted)
        holds, fails = self.match(node.condition), self.match(node.condition, wanted=False)
        sides = [_either(fails, then), _either(holds, otherwise)]
        if None in sides:
            self.remarks.add(node, Effect.WIDENED, _CHOICE)
        return all_of([*sides, _either(then, otherwise)] if None in sides else sides)

    def _any_reading(self, node: Readings, wanted: bool) -> Match | None:
        if not node.items:
            self.remarks.add(node, Effect.LEFT_OUT, _CONSTANT)
            return None
        found = self._any(node, [self.match(item, wanted=wanted) for item in node.items])
        self.remarks.add(node, Effect.LEFT_OUT if found is None else Effect.WIDENED, _AMBIGUOUS)
        return found

    def _leaf(self, node: Criterion, wanted: bool) -> Match | None:
        said = self._said(node, wanted)
        if said.match is None or said.why:
            self.remarks.add(node, Effect.LEFT_OUT if said.match is None else Effect.WIDENED, said.why)
        return said.match

    def _said(self, node: Criterion, wanted: bool) -> Said:
        match node:
            case Compare():
                return compare_match(node, wanted)
            case Has():
                return has_match(node, wanted, self.vocabulary)
            case Ask():
                return Said(why=_ASK)
            case Unread():
                return Said(why=f"{_UNREAD}: {node.why}")
            case _:
                return Said(why=_CONSTANT)


def _written(node: Criterion) -> int:
    """How many leaves there are when every "at least" and every condition is written out."""
    below = [_written(item) for item in children(node)]
    match node:
        case AtLeast():
            ways = comb(len(below), node.count) if 0 < node.count <= len(below) else 1
            return ways * sum(below)
        case When():
            return 3 * sum(below)
        case _:
            return sum(below) or 1


def all_of(items: Sequence[Match | None]) -> Match | None:
    """What meets every item; an item that excludes nobody is None."""
    return _group("and", [item for item in items if item is not None])


def _group(code: str, items: Sequence[Match]) -> Match | None:
    """A group of items, each once, groups of the same sort taken into it."""
    flat = [inner for item in items for inner in item.get(code, [item])]
    once = [item for place, item in enumerate(flat) if item not in flat[:place]]
    if len(once) < 2:
        return once[0] if once else None
    return {code: once}


def _either(one: Match | None, other: Match | None) -> Match | None:
    return None if one is None or other is None else _group("or", [one, other])
