"""Ages then: "< 22 years of age at initial diagnosis" read as a limit of age in; a limit of the age at diagnosis out."""

from __future__ import annotations

import re

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has, Quantity, Unread
from trialwright.vocabulary.records import anew

_THEN = sought(
    r"\(?\b(?:at|at the time of|at time of|when)(?: the| their)?"
    r"(?: first| initial(?:ly)?| original(?:ly)?| primary| cancer| disease)* (?:diagnosis|diagnosed|onset)(?: of [\w -]{1,40})?",
    re.IGNORECASE,
)
_NEAR = 24
"""Signs between the end of a limit and the words that tell of when it is, or between those and its start."""


def with_ages_then(statement: Statement) -> Statement:
    """The statement with each limit of age that is said to be of the day of diagnosis as a limit of that."""
    text = statement.normal.text
    times = [statement.normal.span(found.start(), found.end()) for found in _THEN.finditer(text, 0, len(text))]
    if not times:
        return statement

    def then(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Compare) or leaf.quantity != Quantity(variable="age"):
            return leaf
        near = any(-_NEAR <= time.start - leaf.span.end <= _NEAR or 0 <= leaf.span.end - time.end <= _NEAR for time in times)
        return anew(leaf, quantity=Quantity(variable="age at diagnosis")) if near else leaf

    def of_time(item: Criterion) -> bool:
        """What only repeats the time: the word "diagnosis", or what was not read of it."""
        said = (isinstance(item, Has) and item.target.concept == "diagnosis") or isinstance(item, Unread)
        return said and any(time.start <= item.span.start and item.span.end <= time.end + 2 for time in times)

    node = changed_leaves(statement.node, then)
    if node is statement.node:
        return statement
    if isinstance(node, AllOf):
        kept = tuple(item for item in node.items if not of_time(item))
        node = kept[0] if len(kept) == 1 else anew(node, items=kept)
    return anew(statement, node=node)
