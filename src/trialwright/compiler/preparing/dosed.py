"""Dosed: "prednisone > 10 mg/day or other immunosuppressants" in; the same out, the drug with the limit no more among the others.
And "10 mg of prednisone/prednisolone" in; one name for what is given in one dose out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Quantity,
    Readings,
    Target,
    When,
    walk,
)

_WIDEST = "corticosteroid"
_HIGH = "high-dose "
""" "High-dose aspirin": a name that holds the limit in itself."""
_STEROID_DOSE = "prednisone equivalent dose"


_OF_ONE_DOSE = frozenset({"prednisone", "prednisolone"})
""" "> 10 mg/day prednisone/prednisolone": of the same strength, so that one name says both."""


@needs(_OF_ONE_DOSE)
def with_doses_named_once(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with the second of two names for one dose of a steroid left out."""
    kept: list[Chunk] = []
    for chunk in chunks:
        joined = len(kept) > 2 and kept[-1].sort in (Sort.SLASH, Sort.OR) and _of_one_dose(kept[-2]) and _of_one_dose(chunk)
        before = kept[-3] if joined else None
        if before is not None and before.sort is Sort.PREP and len(kept) > 3:
            before = kept[-4]
        if before is not None and before.amount is not None and before.amount.unit in ("mg", "mg/d"):
            kept.pop()
        else:
            kept.append(chunk)
    return tuple(kept)


def _of_one_dose(chunk: Chunk) -> bool:
    return chunk.sort is Sort.CONCEPT and bool(chunk.names) and set(chunk.names) <= _OF_ONE_DOSE


def with_doses_apart(node: Criterion, setting: Setting) -> Criterion:
    """The tree, in whose lists a class of drugs beside a limit on the dose of one of them is of the others only, and a dose of
    prednisone beside the steroids that it limits is a dose of theirs."""
    dosed = any(_as_prednisone(leaf) or _limited(leaf, setting) for leaf in walk(node))
    return _apart(node, setting) if dosed else node


def _apart(node: Criterion, setting: Setting) -> Criterion:
    match node:
        case AnyOf() | NoneOf():
            limited = [_limited(item, setting) for item in node.items]
            names = dict.fromkeys(name for name in limited if name)
            items = tuple(_spared(_apart(item, setting), tuple(names), setting) for item in node.items)
            return replace(node, items=items)
        case AllOf():
            return _of_its_steroid(replace(node, items=tuple(_apart(item, setting) for item in node.items)), setting)
        case AtLeast() | Readings():
            return replace(node, items=tuple(_apart(item, setting) for item in node.items))
        case Not():
            return replace(node, item=_apart(node.item, setting))
        case When():
            return replace(node, then=_apart(node.then, setting), otherwise=_apart(node.otherwise, setting))
        case _:
            return node


def _of_its_steroid(node: AllOf, setting: Setting) -> Criterion:
    """ "Systemic steroids (> 10 mg of prednisone equivalent)": the dose of those steroids, of any of them."""
    given = [item for item in node.items if isinstance(item, Has) and setting.under(item.target.concept, _WIDEST)]
    doses = [item for item in node.items if isinstance(item, Compare) and _as_prednisone(item)]
    if len(given) != 1 or len(doses) != 1 or doses[0].unit not in (None, "mg", "mg/d"):
        return node
    taken, dose = given[0], doses[0]
    quantity = Quantity(attribute="dose", of=Target(concept=taken.target.concept))
    of_them = replace(dose, quantity=quantity, unit="mg/d", window=dose.window or taken.window)
    told = dose.low is not None and not taken.target.qualifiers and not taken.target.exceptions
    kept = tuple(of_them if item is dose else item for item in node.items if not (told and item is taken))
    return kept[0] if len(kept) == 1 else replace(node, items=kept)


def _as_prednisone(node: Criterion) -> bool:
    return isinstance(node, Compare) and node.quantity.variable == _STEROID_DOSE


def _limited(node: Criterion, setting: Setting) -> str:
    """The drug, or the whole class of steroids, of which more than a dose is spoken of."""
    if isinstance(node, AllOf):
        return next((name for item in node.items if (name := _limited(item, setting))), "")
    if isinstance(node, Has) and node.target.concept.startswith(_HIGH):
        return node.target.concept.removeprefix(_HIGH)
    if not isinstance(node, Compare) or not node.low:
        return ""
    if _as_prednisone(node):
        return _WIDEST
    of = node.quantity.of if node.quantity.attribute == "dose" else None
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
