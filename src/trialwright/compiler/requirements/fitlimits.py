"""Fit limits: required limits in; those that only the ill would meet, in a list of what the fit are asked for, in doubt, and
those that the fit keep, behind a denial that is not of them, required, out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.sentences.misplaced import is_negative_test, kept_by_the_fit
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    Limit,
    NoneOf,
    Not,
    Readings,
    Unread,
    children,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.normal import condition_of_scale, fit_side
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.variables import find_variable, scale_grades, scale_rank

WHY = "most trials ask for the other side of this limit; the sign may have been turned"
_OF_THE_ILL = re.compile(
    r"\b(?:impair\w*|elevat\w*|increas\w*|rais\w+|insufficien\w*|dysfunction\w*|abnormal\w*|failure|cohorts?|groups?|arms?|risk|"
    r"jaundice\w*|icter\w*|obstruct\w*|hyper\w+|unfit|ineligible|high)\b",
    re.IGNORECASE,
)
"""Words of a trial that does ask for the ill side."""


def with_fit_limits(statement: Statement) -> Statement:
    """Of an inclusion: "total bilirubin >= 1.5 mg/dL" is read both ways, and "NYHA class I or II" is met without heart failure.
    Only what is asked of everybody: among alternatives the ill side is asked for with reason."""
    if statement.exclusion:
        return statement
    node = _fitting(statement.node, doubted=_OF_THE_ILL.search(statement.normal.text) is None)
    return statement if node is statement.node else anew(statement, node=node)


def _fitting(node: Criterion, *, doubted: bool) -> Criterion:
    match node:
        case AllOf(items=items):
            changed = _without_the_ill(tuple(_fitting(item, doubted=doubted) for item in items))
            same = len(changed) == len(items) and all(new is old for new, old in zip(changed, items, strict=True))
            return node if same else changed[0] if len(changed) == 1 else replace(node, items=changed)
        case NoneOf():
            return _with_limits_required(node)
        case Not(item=AnyOf(items=items)):
            denied = NoneOf(items=items, span=node.span)
            eased = _with_limits_required(denied)
            return node if eased is denied else eased
        case AnyOf(items=items):
            return _without_gap(node, tuple(item for item in items if isinstance(item, Compare)))
        case Compare() if _from_the_first(node):
            return Readings(items=(node, replace(node, low=None)), why=_MILD, span=node.span)
        case Compare():
            return _turned(_without_lowest(node)) if doubted else _without_lowest(node)
        case _:
            return node


def _without_gap(node: AnyOf, ranges: tuple[Compare, ...]) -> Criterion:
    """ "ECOG 0 or 2": nobody turns away who is fitter than those who are let in; the grade between them may have been lost."""
    same = {item.quantity.variable for item in ranges} == {"ECOG performance status"} and len(ranges) == len(node.items)
    grades = [
        {str(grade) for grade in range(_LAST + 1) if str(item.low.value) <= str(grade) <= str(item.high.value)}
        for item in ranges
        if same and item.low is not None and item.high is not None
    ]
    let_in = sorted(set[str]().union(*grades))
    if len(grades) < len(node.items) or not let_in or len(let_in) > int(let_in[-1]) - int(let_in[0]):
        return node
    whole = replace(ranges[0], low=Limit(value=let_in[0]), high=Limit(value=let_in[-1]), span=node.span)
    return Readings(items=(node, whole), why=_GAP, span=node.span)


_LAST = 5
_GAP = "the grade between them may have been lost"


def _mild_instead(node: NoneOf) -> Criterion | None:
    """ "No cirrhosis, or cirrhosis of Child-Pugh class A": what is banned at large is not banned once more in its mild form; who
    has that is let in beside those who have none."""
    first, rest = node.items[0], node.items[1:]
    if not isinstance(first, Has) or first.target.qualifiers or first.target.exceptions or first.window is not None or not rest:
        return None
    again = rest[0]
    alike = isinstance(again, AllOf) and any(isinstance(item, Has) and item.target == first.target for item in again.items)
    limited = isinstance(again, AllOf) and any(isinstance(item, Compare) for item in again.items)
    if not alike or not limited or not all(isinstance(item, Unread) for item in rest[1:]):
        return None
    return AnyOf(items=(Not(item=first, span=first.span), *rest), span=node.span)


def _with_limits_required(node: NoneOf) -> Criterion:
    """ "No bleeding tendency, HGB >= 90 g/L, AST and ALT <= 2 x ULN": nobody forbids what the fit keep; the denial ends there."""
    mild = _mild_instead(node)
    if mild is not None:
        return mild
    place = next((place for place, item in enumerate(node.items) if _is_kept(item)), 0)
    while place > 1 and isinstance(node.items[place - 1], Compare):
        place -= 1  # "WBC > 4" may be asked either way, and is asked as its neighbours are
    if place == 0:
        return node
    denied, kept = node.items[:place], tuple(_each(item) for item in node.items[place:])
    first = replace(node, items=denied) if len(denied) > 1 else Not(item=denied[0], span=denied[0].span)
    return AllOf(items=(first, *kept), span=node.span)


def _is_kept(item: Criterion) -> bool:
    leaves = [leaf for leaf in walk(item) if not children(leaf)]
    plain = all(isinstance(part, AllOf | AnyOf) or part in leaves for part in walk(item))
    return plain and all((isinstance(leaf, Compare) and kept_by_the_fit(leaf)) or is_negative_test(leaf) for leaf in leaves)


def _each(item: Criterion) -> Criterion:
    """What was one of many that are denied, as each of what is required."""
    return AllOf(items=item.items, span=item.span) if isinstance(item, AnyOf) and _is_kept(item) else item


def _without_the_ill(items: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """ "NYHA heart failure class II or better": the illness is named for its scale, and nobody must have it."""
    scaled = {
        condition_of_scale(item.quantity.variable or "") for item in items if isinstance(item, Compare) and item.low is None
    }
    named = {item.target.concept for item in items if isinstance(item, Has) and not item.target.qualifiers} & scaled
    return tuple(item for item in items if not (isinstance(item, Has) and item.target.concept in named))


_MILD = "whether somebody without it is let in is not said"


def _from_the_first(node: Compare) -> bool:
    """ "Peripheral neuropathy grade 1", whose sign may be lost: hardly a trial asks for the mildest grade of an illness."""
    of = node.quantity.of
    least = node.quantity.attribute == "grade" and node.low is not None and node.high is not None and str(node.low.value) == "1"
    return least and of is not None and default_vocabulary().kind(of.concept) in ("condition", "finding")


def _turned(node: Compare) -> Criterion:
    """The limit, and the same to the other side where only a low one is set on what the fit have little of."""
    if node.low is None or node.high is not None or fit_side(node.quantity.variable or "") != "at most":
        return node
    if str(node.low.value) == "0":
        return node
    return Readings(items=(node, replace(node, low=None, high=node.low)), why=WHY, span=node.span)


def _without_lowest(node: Compare) -> Compare:
    """A range from the lowest place on the scale of a condition: who does not have the condition is below all places."""
    name = node.quantity.variable or ""
    known = find_variable(name) if condition_of_scale(name) is not None else None
    if node.low is None or node.high is None or known is None or known.scale is None or not node.low.inclusive:
        return node
    places = [grade.rank for grade in scale_grades(known.scale) if grade.code != "0"]  # 0 is: without the condition
    low, high = (scale_rank(known.scale, str(limit.value)) for limit in (node.low, node.high))
    return replace(node, low=None) if low is not None and low <= places[0] and high != places[-1] else node
