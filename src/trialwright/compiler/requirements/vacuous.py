"""Vacuous: a requirement that keeps out who never had what it counts, only because a limit holds of nothing ("not: more than 5
years since chemotherapy", "not: at most one prior therapy") in; the same in doubt out.

No trial keeps out those who had nothing because they had too little of it; such a line stands in the wrong list, or was turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

WHY = "who never had it would be kept out for having had too little of it"
_TIMES = frozenset({"interval"})
_COUNTS = frozenset({"lines", "cycles", "count", "grade", "duration", "dose"})


def with_vacuous_doubted(statement: Statement) -> Statement:
    """The statement, in doubt where somebody of whom nothing is true fails it by such a limit alone."""
    if statement.exclusion:
        statement = _with_what_lasted(statement)
    node = statement.node
    if not any(_holds_of_nothing(part) for part in walk(node)):
        return statement
    if _truth(node, vacuous=True) is not False or _truth(node, vacuous=None) is False:
        return statement
    doubt = Unread(text=statement.normal.within(node.span), why=WHY, span=node.span)
    return anew(statement, node=Readings(items=(node, doubt), why=WHY, span=node.span))


_AMOUNT_FIRST = re.compile(r"\W*(?:(?:less|fewer|shorter|not? more) than|under|up to|at most|[<≤=\d])", re.IGNORECASE)
""" "Less than 3 months of prior tamoxifen" among the exclusions asks for three months."""


def _with_what_lasted(statement: Statement) -> Statement:
    """ "Treated with tamoxifen for less than 3 months" keeps out those who had some of it, not those who had none."""

    def changed(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Compare) or leaf.low is not None or leaf.quantity.attribute != "duration":
            return leaf
        target = leaf.quantity.of
        if target is None or _AMOUNT_FIRST.match(statement.normal.within(leaf.span)):
            return leaf
        return AllOf(items=(Has(target=target, window=leaf.window, span=leaf.span), leaf), span=leaf.span)

    node = changed_leaves(statement.node, changed)
    return statement if node == statement.node else anew(statement, node=node)


_SUPPORT = ("blood product", "blood transfusion", "growth factor")
_NEEDED = "a support that no trial asks for among the exclusions"


def without_needed_support(statement: Statement) -> Statement:
    """ "Inadequate counts: …, no transfusion within 2 weeks" among the exclusions keeps out nobody for having had none: so the
    values are measured. In doubt, where the lack of it alone would exclude."""
    node = statement.node
    if not statement.exclusion or not any(isinstance(part, Has) and _is_support(part) for part in walk(node)):
        return statement
    alone = changed_leaves(node, lambda leaf: leaf if _is_support(leaf) else Unread(text="", why="", span=leaf.span))
    if _truth(alone, vacuous=None) is not False:
        return statement

    def doubted_support(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or not _is_support(leaf):
            return leaf
        return Unread(text=leaf.target.concept, why=_NEEDED, span=leaf.span)

    return anew(statement, node=changed_leaves(node, doubted_support))


def _is_support(leaf: Criterion) -> bool:
    vocabulary = default_vocabulary()
    return isinstance(leaf, Has) and any(vocabulary.is_a(leaf.target.concept, name) for name in _SUPPORT)


def _holds_of_nothing(node: Criterion) -> bool:
    """True for a time that must have passed, and for a count that must not be passed, of something that may never have been.
    "Fewer than two lines" among the exclusions asks for two."""
    if not isinstance(node, Compare):
        return False
    passed = node.quantity.attribute in _TIMES and node.high is None
    most = node.low is None and node.high is not None and node.high.inclusive
    return passed or (node.quantity.attribute in _COUNTS and most)


def _truth(node: Criterion, *, vacuous: bool | None) -> bool | None:
    """What is true of somebody who has and had nothing (Kleene, Introduction to Metamathematics, 1952, § 64); None: unknown."""
    match node:
        case Has():
            return False
        case Compare():
            return vacuous if _holds_of_nothing(node) else None
        case NoConstraint():
            return True
        case Not(item=item):
            return _opposite(_truth(item, vacuous=vacuous))
        case AllOf(items=items):
            return _all(_truth(item, vacuous=vacuous) for item in items)
        case AnyOf(items=items):
            return _opposite(_all(_opposite(_truth(item, vacuous=vacuous)) for item in items))
        case NoneOf(items=items):
            return _all(_opposite(_truth(item, vacuous=vacuous)) for item in items)
        case Readings(items=items):
            truths = {_truth(item, vacuous=vacuous) for item in items}
            return truths.pop() if len(truths) == 1 else None
        case When(condition=condition, then=then, otherwise=otherwise):
            met = _truth(condition, vacuous=vacuous)
            return None if met is None else _truth(then if met else otherwise, vacuous=vacuous)
        case _:
            return None


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all(truths: Iterable[bool | None]) -> bool | None:
    known = list(truths)
    return False if False in known else None if None in known else True
