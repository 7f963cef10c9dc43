"""Lifted of its own: "HIV or hepatitis C. Hepatitis C with undetectable RNA is allowed" in; the ban lifted of what the
leave names alone, out."""

from __future__ import annotations

import re
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
    """The alternatives of a ban, those lifted that are of a disease which the condition names; None where it names none of them,
    or all."""
    if (own_form := _form_of_one(base, condition)) is not None:
        return own_form
    named = _infections_tested(condition)
    named = named or {leaf.target.concept for leaf in walk(condition) if isinstance(leaf, Has) and _ill(leaf, setting)}
    if not isinstance(base, AnyOf) or not named:
        return None
    banned = [_banned(item) for item in base.items]
    own = [item for item, of in zip(base.items, banned, strict=True) if of is not None and _is_of(of, named, setting)]
    rest = [item for item in base.items if item not in own]
    if not own or not rest or not all(of is not None and _ill(of, setting) for of in banned):
        return None
    freed = Not(item=condition, span=condition.span)
    inner = joined_by("or", own)
    return joined_by("or", [*rest, AllOf(items=(inner, freed), span=inner.span.joined(condition.span))])


_TESTED = ("hepatitis b", "hepatitis c", "hiv infection")


def _infections_tested(condition: Criterion) -> set[str]:
    """The infections whose tests are all that a condition names: "unless HCV RNA is undetectable" is of hepatitis C."""
    leaves = [leaf for leaf in walk(condition) if not children(leaf)]
    told = [leaf.target.concept if isinstance(leaf, Has) else _variable(leaf) for leaf in leaves]
    found = [next((name for name in _TESTED if test == name or test in words(f"test of {name}")), "") for test in told]
    return set(found) if all(found) else set()


def _variable(leaf: Criterion) -> str:
    return (leaf.quantity.variable or "") if isinstance(leaf, Compare) else ""


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
