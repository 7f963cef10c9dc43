"""Kleene's strong three-valued logic: truth values in, truth values out (S. C. Kleene, Introduction to Metamathematics, 1952,
§64)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """True, false, or not known."""

    TRUE = 1
    UNKNOWN = 0
    FALSE = -1

    def __invert__(self) -> Truth:
        return Truth(-self.value)


def conjunction(values: Iterable[Truth]) -> Truth:
    """The least of the values; true of none at all."""
    return min(values, key=lambda item: item.value, default=Truth.TRUE)


def disjunction(values: Iterable[Truth]) -> Truth:
    """The greatest of the values; false of none at all."""
    return max(values, key=lambda item: item.value, default=Truth.FALSE)


def at_least(count: int, values: Iterable[Truth]) -> Truth:
    """True when `count` values are true whatever the unknown ones are; false when they cannot be."""
    seen = list(values)
    true = sum(item is Truth.TRUE for item in seen)
    possible = true + sum(item is Truth.UNKNOWN for item in seen)
    if true >= count:
        return Truth.TRUE
    return Truth.UNKNOWN if possible >= count else Truth.FALSE


def choice(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """`then` or `otherwise` by the condition; what both agree on where the condition is unknown."""
    if condition is Truth.UNKNOWN:
        return then if then is otherwise else Truth.UNKNOWN
    return then if condition is Truth.TRUE else otherwise
