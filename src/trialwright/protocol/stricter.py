"""Which of two criteria asks for more, where that can be proved: two trees in normal form in; whether one implies the other out.

What is not proved is not claimed: no answer means that neither follows from the other by these rules.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    Not,
    Qualifier,
    Readings,
    Target,
    When,
    Window,
    WindowKind,
)
from trialwright.protocol.normal import FALSE, normal
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.variables import find_variable, scale_range

_LONGER_IS_WIDER = (WindowKind.WITHIN_BEFORE, WindowKind.WITHIN_AFTER)


class Relation(StrEnum):
    """How the newer of two criteria stands to the older."""

    SAME = "same"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"


def relation(old: Criterion, new: Criterion) -> Relation:
    """What became of a criterion: fewer patients keep the new one (tightened), more do (loosened), neither can be shown.

    >>> from trialwright.protocol.language import parse_criterion
    >>> relation(parse_criterion("hemoglobin >= 9 g/dL"), parse_criterion("hemoglobin >= 100 g/L")).value
    'tightened'
    """
    before, after = normal(old), normal(new)
    if before == after:
        return Relation.SAME
    forward, back = implies(after, before), implies(before, after)
    if forward and back:
        return Relation.SAME
    return Relation.TIGHTENED if forward else Relation.LOOSENED if back else Relation.CHANGED


def implies(one: Criterion, other: Criterion) -> bool:
    """Whether whoever keeps `one` surely keeps `other`; both in normal form. False also where that could not be proved."""
    return _implies(one, other, default_vocabulary())


@lru_cache(maxsize=4096)
def _implies(one: Criterion, other: Criterion, _vocabulary: Vocabulary) -> bool:
    """As `implies`, remembered for the vocabulary in use: groups within groups come back to the same pairs again and again."""
    if one in (other, FALSE) or isinstance(other, NoConstraint):
        return True
    return _over_groups(one, other) or _over_leaves(one, other)


def _over_groups(one: Criterion, other: Criterion) -> bool:
    match one, other:
        case _, AllOf() | Readings():
            return all(implies(one, item) for item in other.items)
        case AnyOf() | Readings(), _:
            return all(implies(item, other) for item in one.items)
        case When(), When() if one.condition == other.condition:
            return implies(one.then, other.then) and implies(one.otherwise, other.otherwise)
        case When(), _:
            return implies(one.then, other) and implies(one.otherwise, other)
        case _, When():
            return implies(one, other.then) and implies(one, other.otherwise)
        case AtLeast(), AtLeast() if one.count >= other.count and not Counter(one.items) - Counter(other.items):
            return True
        case AtLeast(), _:
            return sum(implies(item, other) for item in one.items) > len(one.items) - one.count
        case _, AtLeast():
            return sum(implies(one, item) for item in other.items) >= other.count
        case _:
            return _one_part_is_enough(one, other)


def _one_part_is_enough(one: Criterion, other: Criterion) -> bool:
    if isinstance(one, AllOf) and any(implies(item, other) for item in one.items):
        return True
    return isinstance(other, AnyOf) and any(implies(one, item) for item in other.items)


def _over_leaves(one: Criterion, other: Criterion) -> bool:
    match one, other:
        case Compare(), Compare():
            return _compared(one, other)
        case Has(), Has():
            return _within(one.window, other.window) and _narrower(one.target, other.target)
        case Not(), Not():
            return implies(other.item, one.item)
        case _:
            return False


def _compared(one: Compare, other: Compare) -> bool:
    """The same quantity, measured at a time that counts for both, in a range that lies in the other's."""
    same = (one.quantity, one.unit, one.relative) == (other.quantity, other.unit, other.relative)
    if not same or not _within(one.window, other.window):
        return False
    known = find_variable(one.quantity.variable) if one.quantity.variable else None
    scale = known.scale if known is not None else None
    return _reaches(one.low, other.low, scale, lower=True) and _reaches(one.high, other.high, scale, lower=False)


def _reaches(one: Limit | None, other: Limit | None, scale: str | None, *, lower: bool) -> bool:
    """Whether a limit lets through no more than another of the same end."""
    if other is None:
        return True
    if one is None:
        return False
    if one.value == other.value:
        return other.inclusive or not one.inclusive
    edges = _edge(one, scale, lower=lower), _edge(other, scale, lower=lower)
    if edges[0] is None or edges[1] is None:
        return False
    return edges[0] > edges[1] if lower else edges[0] < edges[1]


def _edge(limit: Limit, scale: str | None, *, lower: bool) -> Decimal | None:
    """The number of a limit, or the rank of its code at the end that counts: ">= III" begins at IIIA, "> III" above IIIC."""
    if isinstance(limit.value, Decimal):
        return None if scale is not None else limit.value
    ranks = scale_range(scale, limit.value) if scale is not None else None
    if ranks is None:
        return None
    return ranks[0] if lower is limit.inclusive else ranks[1]


def _within(one: Window | None, other: Window | None) -> bool:
    """Whether every moment in one window is in the other."""
    if other is None or one == other:
        return True
    if one is None or (one.anchor, one.event) != (other.anchor, other.event) or one.kind is not other.kind:
        return False
    if one.amount is None or other.amount is None or one.amount.unit is not other.amount.unit:
        return one.kind in _LONGER_IS_WIDER and other.amount is None
    if one.amount == other.amount:
        return one.strict or not other.strict
    if one.kind in _LONGER_IS_WIDER:
        return one.amount.amount < other.amount.amount
    return one.kind is WindowKind.AT_LEAST_BEFORE and one.amount.amount > other.amount.amount


def _narrower(one: Target, other: Target) -> bool:
    """Whether whatever is the one target is the other too: a narrower concept, with at least its restrictions and exceptions."""
    if one.other is not other.other or not _is_a(one.concept, other.concept):
        return False
    if not all(any(_restricts(mine, theirs) for mine in one.qualifiers) for theirs in other.qualifiers):
        return False
    return all(any(_narrower(theirs, mine) for mine in one.exceptions) for theirs in other.exceptions)


def _is_a(name: str, other: str) -> bool:
    return name == other or default_vocabulary().is_a(name, other)


def _restricts(mine: Qualifier, theirs: Qualifier) -> bool:
    """A restriction that leaves no more than another of the same family."""
    if mine == theirs:
        return True
    if mine.name != theirs.name or mine.negated is not theirs.negated or not mine.values or not theirs.values:
        return False
    mine_values, their_values = set(mine.values), set(theirs.values)
    return their_values <= mine_values if mine.negated else mine_values <= their_values
