"""Listed apart: a requirement in; an illness named with its weight beside a list ("clinically significant cardiac disease,
including myocardial infarction within 6 months") no longer asked of what the list names in a state or at a time of its own, out.

Who had an infarction five years ago is kept out by neither: the list says which infarction counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trialwright.compiler.setting import same_items
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, NoneOf, Not, Target, When, WindowKind
from trialwright.vocabulary.concepts import default_vocabulary

_WEIGHTS = frozenset({"significance", "severity", "activity", "control"})
_STATES = ("control", "symptoms", "stability", "severity")
_PRESSURES = frozenset({"systolic blood pressure", "diastolic blood pressure"})
_EVENTS = frozenset({"myocardial infarction", "cerebrovascular accident", "transient ischemic attack", "unstable angina"})


def listed_apart(node: Criterion) -> Criterion:
    """The requirement with what its lists name apart taken out of the illness above them."""
    match node:
        case NoneOf() | AnyOf():
            named = tuple(_members(node))
            return _with_items(node, tuple(_spared(item, named) for item in node.items))
        case AllOf(items=items) if any(isinstance(item, NoneOf) for item in items):
            named = tuple(name for item in items if isinstance(item, NoneOf) for name in _members(item))
            return _with_items(node, tuple(_spared(item, named) if _denies(item) else listed_apart(item) for item in items))
        case AllOf():
            return _with_items(node, tuple(map(listed_apart, node.items)))
        case Not():
            below = listed_apart(node.item)
            return node if below is node.item else replace(node, item=below)
        case When():
            then, otherwise = listed_apart(node.then), listed_apart(node.otherwise)
            return node if then is node.then and otherwise is node.otherwise else replace(node, then=then, otherwise=otherwise)
        case _:
            return node


def _denies(item: Criterion) -> bool:
    return isinstance(item, NoneOf) or (isinstance(item, Not) and isinstance(item.item, Has))


def _with_items(node: AllOf | AnyOf | NoneOf, items: tuple[Criterion, ...]) -> Criterion:
    return node if same_items(items, node.items) else replace(node, items=items)


def _members(node: Criterion) -> Iterator[tuple[str, bool]]:
    """What a list denies in a state or at a time of its own, and whether it is a time."""
    for item in node.items if isinstance(node, AnyOf | NoneOf) else (node,):
        match item:
            case AnyOf() | NoneOf():
                yield from _members(item)
            case AllOf(items=(Has() as illness, Compare())):
                yield illness.target.concept, False  # "heart failure of NYHA class III"
            case Has(window=window) if window is not None and window.kind is WindowKind.WITHIN_BEFORE:
                yield item.target.concept, True
            case Has() if any(item.target.qualifier(name) is not None for name in _STATES):
                yield item.target.concept, False
            case Compare(quantity=measured) if measured.variable in _PRESSURES:
                yield "hypertension", False


def _spared(node: Criterion, named: tuple[tuple[str, bool], ...]) -> Criterion:
    match node:
        case AnyOf() | NoneOf():
            return _with_items(node, tuple(_spared(item, named) for item in node.items))
        case Not(item=Has() as illness):
            below = _spared(illness, named)
            return node if below is illness else replace(node, item=below)
        case Has(window=None):
            return _without(node, named)
        case _:
            return node


_SEVERAL = 2


def _without(illness: Has, named: tuple[tuple[str, bool], ...]) -> Has:
    """The illness with its weight, without what the list names apart; of an illness that is only active, what happened once."""
    families = {item.name for item in illness.target.qualifiers}
    words = default_vocabulary()
    if not families or not families <= _WEIGHTS or words.kind(illness.target.concept) != "condition":
        return illness
    judged = families == {"significance"}
    apart = dict.fromkeys(
        name
        for name, timed in named
        if name != illness.target.concept and words.is_a(name, illness.target.concept) and (judged or (timed and name in _EVENTS))
    )
    known = {item.concept for item in illness.target.exceptions}
    groups = {name for name in apart if sum(other != name and words.is_a(other, name) for other in apart) >= _SEVERAL}
    # "Cardiovascular disease such as arrhythmia, or any cardiac disease of NYHA class III": not all of the heart's
    spared = tuple(Target(concept=name) for name in apart if name not in known | groups)
    return (
        replace(illness, target=replace(illness.target, exceptions=(*illness.target.exceptions, *spared))) if spared else illness
    )
