"""Unread heads: a heading or a label of which no reading was made in; whether what stands below it holds only with it out."""

from __future__ import annotations

import re

from trialwright.compiler.chunks import Sort
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Ask, Compare, Criterion, Has, NoConstraint, Unread, When, walk
from trialwright.vocabulary.records import anew

_DUTY = re.compile(r"\bwash-?\s?outs?\b", re.IGNORECASE)


def limits_unread(own: Criterion, statement: Statement) -> bool:
    """ "14-day washout is required from:", "LVEF <= 45 % in patients:" not read: what stands below excludes only with it."""
    if any(isinstance(node, Compare) for node in walk(own)):
        return False
    sorts = {chunk.sort for chunk in statement.chunks}
    holes = isinstance(own, Ask | NoConstraint) or any(isinstance(node, Unread) for node in walk(own))
    return holes and ({Sort.CMP, Sort.AMOUNT, Sort.VARIABLE} <= sorts or _DUTY.search(statement.normal.text) is not None)


_GROUP = sought(
    r"^\W*(?:[\w+/'-]+ ){0,7}(?:therapy|treatment|control|intervention|comparison|chemotherapy|monotherapy|combination) "
    r"(?:groups?|arms?) ?:",
    re.IGNORECASE,
)


def with_group_label(statement: Statement) -> Statement:
    """ "Darolutamide and goserelin combination therapy group: age > 20": asked of that group, whose name asks for no drug."""
    found = _GROUP.search(statement.normal.text)
    if found is None:
        return statement
    label = statement.normal.span(0, found.end())

    def unnamed(leaf: Criterion) -> Criterion:
        named = isinstance(leaf, Has | Unread) and leaf.span.start < label.end
        return NoConstraint(why="the name of a group", span=leaf.span) if named else leaf

    whom = Unread(text=found.group().strip(), why="whether the patient is of this group", span=label)
    free = NoConstraint(why="for other groups", span=label)
    then = changed_leaves(statement.node, unnamed)
    return anew(statement, node=When(condition=whom, then=then, otherwise=free, span=statement.node.span))
