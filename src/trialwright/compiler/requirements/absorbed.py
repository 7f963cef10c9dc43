"""Absorbed: alternatives of which one asks all that another asks, and more ("creatinine normal, or clearance >= 60 for those with
normal creatinine") in; beside them the reading in which what is more will do, out.

The second adds nothing as it stands, and nobody writes a limit to add nothing: a sign was lost, or turned round.
"""

from __future__ import annotations

from dataclasses import replace

from trialwright.protocol.criteria import NOWHERE, AllOf, AnyOf, Compare, Criterion, NoneOf, Not, Readings

WHY = "as it stands the second adds nothing to the first"


def with_absorbed_eased(node: Criterion) -> Criterion:
    """The node with each such alternative in doubt."""
    match node:
        case Not():
            return replace(node, item=with_absorbed_eased(node.item))
        case AllOf() | NoneOf() | Readings():
            return replace(node, items=tuple(map(with_absorbed_eased, node.items)))
        case AnyOf():
            limits = {_said(item) for item in node.items if isinstance(item, Compare)}
            eased = tuple(_without(item, limits) for item in node.items)
            if eased == node.items:
                return node
            return Readings(items=(node, AnyOf(items=eased, span=node.span)), why=WHY, span=node.span)
        case _:
            return node


def _without(node: Criterion, limits: set[Compare]) -> Criterion:
    """What an alternative asks beside the limits that another one asks alone."""
    if not isinstance(node, AllOf):
        return node
    more = [item for item in node.items if not (isinstance(item, Compare) and _said(item) in limits)]
    if not more or len(more) == len(node.items):
        return node
    return more[0] if len(more) == 1 else replace(node, items=tuple(more))


def _said(limit: Compare) -> Compare:
    return replace(limit, span=NOWHERE)
