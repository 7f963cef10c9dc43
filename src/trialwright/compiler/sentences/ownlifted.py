"""Lifted of its own: "HIV or hepatitis C. Hepatitis C with undetectable RNA is allowed" in; the ban lifted of what the
leave names alone, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting, joined_by
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Compare, Criterion, Has, NoneOf, Not, children, walk


def of_another_means(base: Criterion, condition: Criterion, setting: Setting) -> bool:
    """ "Excisional biopsy (patients with a core biopsy are not excluded)", "lumpectomy (prior mastectomy is allowed)": what is
    let in is of the same kind as what is banned, neither a form of the other: it spares that operation, not who had both."""
    banned, named = _done(base), _done(condition)
    if not banned or not named or isinstance(base, AllOf):
        return False
    alike = {setting.vocabulary.kind(name) for name in (*banned, *named)}
    past = alike <= _OPERATIONS or (
        len(alike) == 1 and alike <= THERAPY_KINDS and _EARLIER.search(setting.normal.text) is not None
    )
    return past and not any(setting.under(name, other) or setting.under(other, name) for name in named for other in banned)


_OPERATIONS = frozenset({"surgery", "procedure"})
_EARLIER = re.compile(r"\b(?:prior|previous(?:ly)?|history of|earlier|received|has had|have had)\b", re.IGNORECASE)


def _done(node: Criterion) -> list[str]:
    """What was done or given by every leaf of it; none where a leaf says anything else."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    plain = all(isinstance(leaf, Has) for leaf in leaves) and not any(isinstance(part, Not | NoneOf) for part in walk(node))
    return [leaf.target.concept for leaf in leaves if isinstance(leaf, Has)] if plain else []


def lifted_of_its_own(base: Criterion, condition: Criterion, setting: Setting) -> Criterion | None:
    """The alternatives of a ban, those lifted that are of a disease which the condition names or tells of, or that limit a value
    which it moves; None where it is of none of them, or of all. What is required to be absent is such a ban as well."""
    if isinstance(base, NoneOf):
        inner = _of_its_own(AnyOf(items=base.items, span=base.span), condition, setting)
        return None if inner is None else replace(base, items=inner.items if isinstance(inner, AnyOf) else (inner,))
    if (own_form := _form_of_one(base, condition)) is not None:
        return own_form
    return _of_its_own(base, condition, setting) if isinstance(base, AnyOf) else None


def _of_its_own(base: AnyOf, condition: Criterion, setting: Setting) -> Criterion | None:
    leaves = [leaf for leaf in walk(condition) if not children(leaf)]
    for own in (_told_by_tests(base, leaves), _of_one_value(base, leaves), _moved(base, leaves), _named(base, leaves, setting)):
        rest = [item for item in base.items if not any(item is one for one in own)]
        if own and rest:
            inner = joined_by("or", own)
            freed = AllOf(items=(inner, Not(item=condition, span=condition.span)), span=inner.span.joined(condition.span))
            return joined_by("or", [*rest, freed])
    return None


_TESTED = ("hepatitis b", "hepatitis c", "hiv infection", "diabetes mellitus", "hypertension")


def _told_by_tests(base: AnyOf, condition: Sequence[Criterion]) -> list[Criterion]:
    """ "HIV or hepatitis C, unless HCV RNA is undetectable": those of the illness that all the tests of the condition tell of."""
    topics = {_topic(leaf) for leaf in condition}
    return [] if "" in topics else [item for item in base.items if {_topic(leaf) for leaf in walk(item)} & topics]


def _topic(leaf: Criterion) -> str:
    """The illness that is named, or that a test tells of; nothing for anything else."""
    said = leaf.target.concept if isinstance(leaf, Has) else (leaf.quantity.variable or "") if isinstance(leaf, Compare) else ""
    return next((name for name in _TESTED if said == name or said in words(f"test of {name}")), "")


def _of_one_value(base: AnyOf, condition: Sequence[Criterion]) -> list[Criterion]:
    """ "Cirrhosis of Child-Pugh B or C, or encephalopathy, except Child-Pugh B7": those that limit the very value."""
    limited = {leaf.quantity.variable for leaf in condition if isinstance(leaf, Compare)}
    if not limited or None in limited or not all(isinstance(leaf, Compare) for leaf in condition):
        return []
    return [
        item for item in base.items if limited <= {leaf.quantity.variable for leaf in walk(item) if isinstance(leaf, Compare)}
    ]


def _moved(base: AnyOf, condition: Sequence[Criterion]) -> list[Criterion]:
    """ "Creatinine > 1.5 x ULN or bilirubin > 1.5 x ULN, unless Gilbert's syndrome": the values that the illness moves."""
    moved = words(f"moved by {condition[0].target.concept}") if len(condition) == 1 and isinstance(condition[0], Has) else ()
    return [item for item in base.items if isinstance(item, Compare) and item.quantity.variable in moved]


def _named(base: AnyOf, condition: Sequence[Criterion], setting: Setting) -> list[Criterion]:
    """ "HIV or hepatitis C. Hepatitis C is allowed if treated": those of a disease that the condition names."""
    named = {leaf.target.concept for leaf in condition if isinstance(leaf, Has) and _ill(leaf, setting)}
    banned = [_banned(item) for item in base.items]
    if not named or not all(of is not None and _ill(of, setting) for of in banned):
        return []
    return [item for item, of in zip(base.items, banned, strict=True) if of is not None and _is_of(of, named, setting)]


def _banned(item: Criterion) -> Has | None:
    """The illness that an alternative bans, already lifted of some or not."""
    if isinstance(item, AllOf) and all(isinstance(other, Not) for other in item.items[1:]):
        item = item.items[0]
    return item if isinstance(item, Has) else None


def _form_of_one(base: Criterion, condition: Criterion) -> Criterion | None:
    """ "Major surgery other than for diagnosis, or the need for it": the operation is spared in that form, and the rest stays."""
    if not isinstance(base, AnyOf) or not isinstance(condition, Has) or not condition.target.qualifiers or condition.window:
        return None
    own = [isinstance(item, Has) and item.target.concept == condition.target.concept for item in base.items]
    if sum(own) != 1 or not all(isinstance(item, Ask) or named for item, named in zip(base.items, own, strict=True)):
        return None
    spared = (condition.target,)
    items = tuple(
        replace(item, target=replace(item.target, exceptions=(*item.target.exceptions, *spared)))
        if isinstance(item, Has) and named
        else item
        for item, named in zip(base.items, own, strict=True)
    )
    return replace(base, items=items)


def _ill(leaf: Has, setting: Setting) -> bool:
    return setting.vocabulary.kind(leaf.target.concept) in DISEASE_KINDS


def _is_of(item: Criterion, named: set[str], setting: Setting) -> bool:
    """True for one of those diseases, a kind of one, or what one is a kind of."""
    if not isinstance(item, Has):
        return False
    own = item.target.concept
    return any(setting.under(own, name) or setting.under(name, own) for name in named)
