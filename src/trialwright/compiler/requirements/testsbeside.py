"""Tests beside their values: "lung function as measured by a DLCO < 50 %" read as a test and a value in; the value alone out, for
whoever has the value has had the test."""

from __future__ import annotations

from dataclasses import replace

from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, NoneOf, Not, Readings, When
from trialwright.vocabulary.concepts import default_vocabulary


def without_tests_beside(node: Criterion) -> Criterion:
    """The tree with no function test asked for beside a value that it gives."""
    match node:
        case AllOf(items=items):
            kept = tuple(without_tests_beside(item) for item in items)
            if any(isinstance(item, Compare) and item.quantity.variable for item in kept):
                kept = tuple(item for item in kept if not _is_test(item))
            return kept[0] if len(kept) == 1 else replace(node, items=kept)
        case AnyOf() | NoneOf() | Readings():
            return replace(node, items=tuple(without_tests_beside(item) for item in node.items))
        case Not():
            return replace(node, item=without_tests_beside(node.item))
        case When():
            return replace(node, then=without_tests_beside(node.then), otherwise=without_tests_beside(node.otherwise))
        case _:
            return node


def _is_test(node: Criterion) -> bool:
    """True for a test of how an organ works, with nothing else said of it."""
    plain = isinstance(node, Has) and node.window is None and not node.target.qualifiers
    name = node.target.concept if isinstance(node, Has) else ""
    return plain and name.endswith("function test") and default_vocabulary().kind(name) == "procedure"
