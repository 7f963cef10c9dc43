"""Others asked for: "melanoma or other advanced solid tumor" among what is required in; the solid tumor itself out.

"Other" is said of what stands beside it in the list, and not of the disease that the trial treats: that is what is asked for.
"""

from __future__ import annotations

from dataclasses import replace

from trialwright.compiler.setting import same_items
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_CANCERS = frozenset({"cancer", "histology"})


def with_others_asked_for(statement: Statement) -> Statement:
    """The statement, with every other cancer that is one of several asked for as that cancer."""
    if statement.exclusion:
        return statement
    node = _asked(statement.node)
    return statement if node is statement.node else anew(statement, node=node)


def _asked(node: Criterion) -> Criterion:
    if not isinstance(node, AllOf | AnyOf):
        return node
    items = tuple(map(_plain, node.items)) if isinstance(node, AnyOf) else tuple(map(_asked, node.items))
    return node if same_items(items, node.items) else anew(node, items=items)


def _plain(item: Criterion) -> Criterion:
    if isinstance(item, Has) and item.target.other and default_vocabulary().kind(item.target.concept) in _CANCERS:
        return anew(item, target=replace(item.target, other=False))
    return _asked(item)
