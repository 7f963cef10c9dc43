"""Lost lists: statements in; the same out, those put in doubt that stand beside a list's name, where they may say whom it is for,
and those that read like what excludes in a list of what is required that has plainly swallowed another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest

from trialwright.compiler.sentences.misplaced import KEPT_OUT, READS_LIKE_EXCLUSION
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AnyOf, Compare, Criterion, Has, Readings, Unread, WindowKind, children, walk
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.records import anew

_NAME = re.compile(r"(?:Inclusion|Exclusion) Criteria[\s-]*$", re.IGNORECASE)
_OF_WHOM = re.compile(r"(?:Patients?|Participants?|Subjects?|Individuals?|Women|Men|Adults?)\b", re.IGNORECASE)
_ILL = frozenset({"condition", "infection", "finding", "demographic"})
_SHORT = {"mo": Decimal(7), "wk": Decimal(27), "d": Decimal(190)}
"""How short a life trials keep out, by unit; longer limits are asked for where treatment is put off."""


def beside_names(statements: Sequence[Statement], text: str) -> tuple[Statement, ...]:
    """ "Exclusion Criteria Patients with HIV" over bullets: who is excluded, or for whom the list is."""
    pairs = zip_longest(statements, statements[1:])
    return tuple(
        _perhaps_of_whom(item) if item is not None and _is_beside_name(item, after, text) else item
        for item, after in pairs
        if item is not None
    )


def _is_beside_name(item: Statement, after: Statement | None, text: str) -> bool:
    start = item.item.span.start
    line = text[text.rfind("\n", 0, start) + 1 : start]
    listed = after is not None and after.group is item.group
    return listed and _NAME.search(line) is not None and _OF_WHOM.match(text, start) is not None


def _perhaps_of_whom(item: Statement) -> Statement:
    why = "whether it is a criterion or tells whom the list is for is not said"
    doubt = Unread(text=item.normal.text, why=why, span=item.node.span)
    return anew(item, node=Readings(items=(item.node, doubt), why=why, span=item.node.span))


def in_lost_lists(statements: Sequence[Statement], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """Behind "pregnant women" among what is required, "unstable angina" is not asked for either; an illness or a life too short
    is not before it, nor in the same list."""
    signs = {id(item.group): place for place, item in reversed(list(enumerate(statements))) if _is_sign(item)}
    return tuple(
        _doubted(item) if id(item.group) in signs and _kept_out(item, vocabulary, behind=place > signs[id(item.group)]) else item
        for place, item in enumerate(statements)
    )


def _is_sign(item: Statement) -> bool:
    return isinstance(item.node, Unread) and item.node.why == READS_LIKE_EXCLUSION


def _kept_out(item: Statement, vocabulary: Vocabulary, *, behind: bool) -> bool:
    leaves = [leaf for leaf in walk(item.node) if not children(leaf)]
    if item.exclusion or not leaves or not all(isinstance(node, Has | AnyOf | Compare) for node in walk(item.node)):
        return False
    kinds = KEPT_OUT | _ILL if behind else _ILL
    return all(_keeps_out(leaf, vocabulary, kinds) for leaf in leaves)


def _keeps_out(leaf: Criterion, vocabulary: Vocabulary, kinds: frozenset[str]) -> bool:
    if isinstance(leaf, Compare):
        short = leaf.quantity.variable == "life expectancy" and leaf.low is None and leaf.high is not None
        value = leaf.high.value if short and leaf.high is not None else None
        placed = leaf.quantity.variable == "NYHA class" and leaf.low is not None
        return placed or (isinstance(value, Decimal) and value < _SHORT.get(leaf.unit or "", Decimal(0)))
    if not isinstance(leaf, Has):
        return False
    recent = leaf.window is not None and leaf.window.kind is WindowKind.WITHIN_BEFORE and kinds >= KEPT_OUT
    return leaf.target.other or recent or vocabulary.kind(leaf.target.concept) in kinds


def _doubted(item: Statement) -> Statement:
    return anew(item, node=Unread(text=item.normal.text, why=READS_LIKE_EXCLUSION, span=item.node.span))
