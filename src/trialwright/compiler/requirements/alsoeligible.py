"""Also eligible: "The following are also eligible: myelodysplastic syndromes; …" in; a list that asks for nothing, and the
diseases asked for beside it in doubt, out.

It lets more patients in: who has one of them has not the disease that another line asks for.
"""

from __future__ import annotations

import re

from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoConstraint, Unread
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_ALSO = re.compile(
    r"\W*(?:the following|these|patients with (?:any of )?the following)\b[^.;:]{0,80}?\b(?:are|is|will be|may be) also "
    r"(?:be )?(?:eligible|allowed|permitted|acceptable|accepted|included|enrolled)\b",
    re.IGNORECASE,
)
WHY = "others are eligible too, by another line"
_CANCERS = frozenset({"cancer", "histology"})


def with_also_eligible(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements, those that let more patients in as leave, and the diseases asked for before them in doubt."""
    last = max((place for place, item in enumerate(statements) if _lets_in(item)), default=-1)
    said = statements[last].item.text if last >= 0 else ""
    return tuple(_opened(item, said) if place <= last else item for place, item in enumerate(statements))


def _lets_in(statement: Statement) -> bool:
    return not statement.exclusion and bool(statement.children) and _ALSO.match(statement.item.text) is not None


def _opened(statement: Statement, said: str) -> Statement:
    if _lets_in(statement):
        return anew(statement, node=NoConstraint(why="permission", span=statement.node.span))
    if statement.exclusion or not _asks_for_disease(statement.node):
        return statement
    doubt = Unread(text=said, why=WHY, span=statement.node.span)
    return anew(statement, node=AnyOf(items=(statement.node, doubt), span=statement.node.span))


def _asks_for_disease(node: Criterion) -> bool:
    if isinstance(node, AllOf | AnyOf):
        return any(map(_asks_for_disease, node.items))
    return isinstance(node, Has) and default_vocabulary().kind(node.target.concept) in _CANCERS
