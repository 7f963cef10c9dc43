"""Dosed: "prednisone > 10 mg/day or other immunosuppressants" in; the same out, the drug with the limit
no more among the others."""

from __future__ import annotations

from dataclasses import replace

from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Readings,
    Target,
    When,
    walk,
)

_WIDEST = "corticosteroid"
_HIGH = "high-dose "
""" "High-dose aspirin": a name that holds the limit in itself."""
_STEROID_DOSE = "prednisone equivalent dose"


def with_doses_apart(node: Criterion, setting: Setting) -> Criterion:
    """The tree, in whose lists a class of drugs beside a limit on the dose of one of them is of the others only."""
    return _apart(node, setting) if any(_limited(leaf, setting) for leaf in walk(node)) else node


def _apart(node: Criterion, setting: Setting) -> Criterion:
    match node:
        case AnyOf() | NoneOf():
            limited = [_limited(item, setting) for item in node.items]
            names = dict.fromkeys(name for name in limited if name)
            items = tuple(_spared(_apart(item, setting), tuple(names), setting) for item in node.items)
            return replace(node, items=items)
        case AllOf() | AtLeast() | Readings():
            return replace(node, items=tuple(_apart(item, setting) for item in node.items))
        case Not():
            return replace(node, item=_apart(node.item, setting))
        case When():
            return replace(node, then=_apart(node.then, setting), otherwise=_apart(node.otherwise, setting))
        case _:
            return node


def _limited(node: Criterion, setting: Setting) -> str:
    """The drug, or the whole class of steroids, of which more than a dose is spoken of."""
    if isinstance(node, AllOf):
        return next((name for item in node.items if (name := _limited(item, setting))), "")
    if isinstance(node, Has) and node.target.concept.startswith(_HIGH):
        return node.target.concept.removeprefix(_HIGH)
    if isinstance(node, Compare) and node.quantity.variable == _STEROID_DOSE and node.low:
        return _WIDEST
    of = node.quantity.of if isinstance(node, Compare) and node.quantity.attribute == "dose" and node.low else None
    if of is None:
        return ""
    return _WIDEST if setting.under(of.concept, _WIDEST) else of.concept


def _overlap(name: str, node: Has, setting: Setting) -> bool:
    """True where a drug of that name is one of the class, though the name itself may not be."""
    return any(setting.under(below, node.target.concept) for below in (name, *setting.vocabulary.descendants(name)))


def _spared(node: Criterion, names: tuple[str, ...], setting: Setting) -> Criterion:
    if isinstance(node, AnyOf):
        return replace(node, items=tuple(_spared(item, names, setting) for item in node.items))
    if not isinstance(node, Has) or _limited(node, setting):
        return node
    own = tuple(Target(concept=name) for name in names if name != node.target.concept and _overlap(name, node, setting))
    return replace(node, target=replace(node.target, exceptions=(*node.target.exceptions, *own))) if own else node
