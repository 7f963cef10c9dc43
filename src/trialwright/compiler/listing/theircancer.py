"""Their cancer: sentences that each ask something of another cancer ("NSCLC must have failed one line. Breast cancer must have
failed two") in; each asked of those who have that cancer out, for nobody has them all."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.listing.required import of_cancer
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoConstraint, When, walk
from trialwright.vocabulary.concepts import Relation


def asked_of_their_cancer(nodes: Sequence[Criterion], setting: Setting) -> list[Criterion]:
    """The sentences of what is required; one that begins with a cancer which no other sentence can mean is a rule for it."""
    if setting.exclusion or len(nodes) == 1:
        return list(nodes)
    named = [_cancers(node, setting) for node in nodes]
    apart: list[AllOf] = []
    for place, node in enumerate(nodes):
        own = _own(node, setting)
        others = [name for index, names in enumerate(named) if index != place for name in names]
        if own and others and isinstance(node, AllOf) and all(_unlike(one, other, setting) for one in own for other in others):
            apart.append(node)
    if len(apart) == len(nodes):
        return [AnyOf(items=tuple(nodes), span=nodes[0].span.joined(nodes[-1].span))]
    return [_of_those(node) if isinstance(node, AllOf) and node in apart else node for node in nodes]


def _cancers(node: Criterion, setting: Setting) -> list[str]:
    concepts = (part.target.concept for part in walk(node) if isinstance(part, Has) and not part.target.other)
    return [name for name in concepts if setting.vocabulary.kind(name) in ("cancer", "histology")]


def _own(node: Criterion, setting: Setting) -> list[str]:
    """The cancer that a sentence with a rule begins with."""
    first = node.items[0] if isinstance(node, AllOf) and len(node.items) > 1 else None
    bare = isinstance(first, Has) and not first.target.qualifiers and of_cancer(first, setting)
    return _cancers(node, setting) if bare else []


def _of_those(node: AllOf) -> When:
    first, *rest = node.items
    then = rest[0] if len(rest) == 1 else AllOf(items=tuple(rest), span=node.span)
    return When(condition=first, then=then, otherwise=NoConstraint(why="for the others", span=node.span), span=node.span)


def _unlike(one: str, other: str, setting: Setting) -> bool:
    return (
        setting.vocabulary.relation(one, other) is Relation.IS_NOT and setting.vocabulary.relation(other, one) is Relation.IS_NOT
    )
