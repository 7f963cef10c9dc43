"""Markers lent: "HER2+ locally advanced breast cancer or metastatic breast cancer" in; whether the marker is asked of both is
left open, for the same cancer is named twice and the word stands before the first."""

from __future__ import annotations

from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Readings, children
from trialwright.vocabulary.concepts import Vocabulary

WHY = "whether the marker named first is asked of both is not said"
_MARKERS = frozenset({"biomarker", "gene", "alteration"})


def with_markers_of_both(node: Criterion, vocabulary: Vocabulary) -> Criterion:
    """The tree with each list of one cancer in several states, the first alone with a marker, read both ways."""
    match node:
        case AnyOf(items=items) if (marked := _marked_first(items, vocabulary)) is not None:
            return Readings(items=(AllOf(items=(node, marked), span=node.span), node), why=WHY, span=node.span)
        case AllOf(items=items):
            changed = tuple(with_markers_of_both(item, vocabulary) for item in items)
            same = all(one is other for one, other in zip(changed, items, strict=True))
            return node if same else AllOf(items=changed, span=node.span)
        case _:
            return node


def _marked_first(items: tuple[Criterion, ...], vocabulary: Vocabulary) -> Criterion | None:
    """The marker of the first part, where all parts are of one cancer and no other part has one."""
    parts = [_parts(item) for item in items]
    cancers = [[leaf.target.concept for leaf in part if isinstance(leaf, Has) and _is_cancer(leaf, vocabulary)] for part in parts]
    if any(len(named) != 1 or named != cancers[0] for named in cancers):
        return None
    markers = [[leaf for leaf in part if _is_marker(leaf, vocabulary)] for part in parts]
    return markers[0][0] if len(markers[0]) == 1 and not any(markers[1:]) else None


def _parts(item: Criterion) -> list[Criterion]:
    """The leaves that all must hold; the whole where there is another way to meet it."""
    if isinstance(item, AllOf):
        return [leaf for part in item.items for leaf in _parts(part)]
    return [item] if not children(item) else []


def _is_cancer(leaf: Has, vocabulary: Vocabulary) -> bool:
    return vocabulary.kind(leaf.target.concept) == "cancer" and leaf.window is None and not leaf.target.other


def _is_marker(leaf: Criterion, vocabulary: Vocabulary) -> bool:
    return isinstance(leaf, Has) and vocabulary.kind(leaf.target.concept) in _MARKERS
