"""A purpose behind "or other treatment": "radiotherapy or other treatment for their prostate cancer" in; each for that, out.

What is "other" beside the therapies before it is for the same: who was irradiated for a lymphoma had none of them.
"""

from __future__ import annotations

from dataclasses import replace

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import same_items
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoneOf, Not, Qualifier
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_ANY_TREATMENT = "anticancer therapy"


def with_purpose_of_all(statement: Statement) -> Statement:
    """The statement, with the purpose of the last of some therapies as that of all where the last is "other treatment"."""
    node = _aimed(statement.node)
    return statement if node is statement.node else anew(statement, node=node)


def _aimed(node: Criterion) -> Criterion:
    if isinstance(node, Not):
        inner = _aimed(node.item)
        return node if inner is node.item else anew(node, item=inner)
    if not isinstance(node, AllOf | AnyOf | NoneOf):
        return node
    items = tuple(map(_aimed, node.items))
    return _with_one_aim(node if same_items(items, node.items) else anew(node, items=items))


def _with_one_aim(group: AllOf | AnyOf | NoneOf) -> Criterion:
    items = group.items
    purpose = _of_other_treatment(items[-1]) if len(items) > 1 and not isinstance(group, AllOf) else None
    if purpose is None or not all(map(_bare_therapy, items[:-1])):
        return group
    aimed = tuple(_for(item, purpose) for item in items[:-1])
    return anew(group, items=(*aimed, items[-1]))


def _of_other_treatment(item: Criterion) -> Qualifier | None:
    other = isinstance(item, Has) and item.target.other and item.target.concept == _ANY_TREATMENT
    return item.target.qualifier("purpose") if other and isinstance(item, Has) else None


def _bare_therapy(item: Criterion) -> bool:
    kinds = THERAPY_KINDS
    return isinstance(item, Has) and default_vocabulary().kind(item.target.concept) in kinds and not item.target.other


def _for(item: Criterion, purpose: Qualifier) -> Criterion:
    if not isinstance(item, Has) or item.target.qualifier("purpose") is not None:
        return item
    return anew(item, target=replace(item.target, qualifiers=(*item.target.qualifiers, purpose)))
