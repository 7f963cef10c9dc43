"""Whole leave: a ban with an exception as wide as itself ("no chemotherapy for mCRPC except chemotherapy …", where what
narrows the exception was lost) in; the ban with that exception in doubt out.

No trial bans something and spares all of it in one breath.
"""

from __future__ import annotations

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, Criterion, Has, Not, Target, Unread, walk
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

WHY = "an exception that was not understood"


def with_whole_leave_doubted(statement: Statement) -> Statement:
    """The statement with each exception that would spare all that is banned read as one that was not understood."""
    if not any(isinstance(leaf, Has) and _swallowed(leaf.target) for leaf in walk(statement.node)):
        return statement

    def changed(leaf: Criterion) -> Criterion:
        swallowed = _swallowed(leaf.target) if isinstance(leaf, Has) else ()
        said = statement.normal.within(leaf.span)
        if not isinstance(leaf, Has) or not swallowed or not said:
            return leaf  # what a rule of ours has put there ("and no other metastasis") has no place in this text
        kept = tuple(item for item in leaf.target.exceptions if item not in swallowed)
        doubt = Unread(text=said, why=WHY, span=leaf.span)
        banned = Has(target=anew(leaf.target, exceptions=kept), window=leaf.window, span=leaf.span)
        return AllOf(items=(banned, Not(item=doubt, span=leaf.span)), span=leaf.span)

    return anew(statement, node=changed_leaves(statement.node, changed))


def _swallowed(banned: Target) -> tuple[Target, ...]:
    """The exceptions that hold of everything that is banned: nothing narrows them that does not narrow the ban as well."""
    vocabulary = default_vocabulary()
    return tuple(
        item
        for item in banned.exceptions
        if (item.concept == banned.concept or vocabulary.is_a(banned.concept, item.concept))
        and set(item.qualifiers) <= set(banned.qualifiers)
        and not item.other
        and not item.exceptions
    )
