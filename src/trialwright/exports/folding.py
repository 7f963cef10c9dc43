"""Criteria that are the same for everybody: a tree in; true, false, or the tree without its constant parts out.

A permission excludes nobody: it is true. Folding is exact in three-valued logic: a part is taken out only where the rest says the
same of every patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Criterion,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    When,
    children,
    walk,
)

Folded: TypeAlias = Criterion | bool


def folded(node: Criterion) -> Folded:
    """`node` without the parts that are true or false of everybody; True or False where the whole is."""
    match node:
        case NoConstraint():
            return True
        case Not():
            below = folded(node.item)
            return not below if isinstance(below, bool) else replace(node, item=below)
        case When():
            return _when(node)
        case AllOf() | AnyOf() | NoneOf():
            return _group(node)
        case AtLeast():
            return _at_least(node)
        case Readings():
            return _readings(node)
        case _:
            return node


def constants(node: Criterion) -> Iterator[Criterion]:
    """The parts that folding takes out, or the whole: what is the same for everybody, but for plain permissions."""
    if isinstance(folded(node), bool):
        if _says_something(node):
            yield node
        return
    decided = folded(node.condition) if isinstance(node, When) else None
    for child in children(node):
        idle = isinstance(node, When) and child is (node.otherwise if decided else node.then)
        if isinstance(decided, bool) and idle and _says_something(child):
            yield child
        else:
            yield from constants(child)


def _says_something(node: Criterion) -> bool:
    return any(not isinstance(item, NoConstraint) and not children(item) for item in walk(node))


def _group(node: AllOf | AnyOf | NoneOf) -> Folded:
    items = [folded(item) for item in node.items]
    deciding = not isinstance(node, AllOf)  # what settles the group: one true item, or for AllOf one false
    settled, rest = isinstance(node, AnyOf), not isinstance(node, AnyOf)
    if any(item is deciding for item in items):
        return settled
    kept = _trees(items)
    return replace(node, items=kept) if kept else rest


def _at_least(node: AtLeast) -> Folded:
    items = [folded(item) for item in node.items]
    kept = _trees(items)
    count = node.count - sum(item is True for item in items)
    if count <= 0:
        return True
    return replace(node, count=count, items=kept) if count <= len(kept) else False


def _readings(node: Readings) -> Folded:
    """Readings that are all true, or all false, agree; a constant beside a tree is left as it is."""
    items = [folded(item) for item in node.items]
    constants = {item for item in items if isinstance(item, bool)}
    if len(constants) == 1 and not _trees(items):
        return constants.pop()
    return replace(node, items=tuple(old if isinstance(new, bool) else new for old, new in zip(node.items, items, strict=True)))


def _when(node: When) -> Folded:
    condition, then, otherwise = (folded(item) for item in (node.condition, node.then, node.otherwise))
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, bool) and isinstance(otherwise, bool):
        return _two_constants(condition, then, otherwise)
    if isinstance(then, bool):
        assert not isinstance(otherwise, bool)
        # true then: the condition or otherwise; false then: otherwise, and not the condition
        return AnyOf(items=(condition, otherwise), span=node.span) if then else _both(_not(condition), otherwise, node)
    if isinstance(otherwise, bool):
        return AnyOf(items=(_not(condition), then), span=node.span) if otherwise else _both(condition, then, node)
    return replace(node, condition=condition, then=then, otherwise=otherwise)


def _two_constants(condition: Criterion, then: bool, otherwise: bool) -> Folded:
    if then == otherwise:
        return then
    return condition if then else _not(condition)


def _both(one: Criterion, other: Criterion, node: When) -> Criterion:
    return AllOf(items=(one, other), span=node.span)


def _not(node: Criterion) -> Criterion:
    return Not(item=node, span=node.span)


def _trees(items: Sequence[Folded]) -> tuple[Criterion, ...]:
    return tuple(item for item in items if not isinstance(item, bool))
