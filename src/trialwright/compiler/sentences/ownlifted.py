"""Lifted of its own: "HIV or hepatitis C. Hepatitis C with undetectable RNA is allowed" in; the ban lifted of what the
leave names alone, out."""

from __future__ import annotations

from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Setting, joined_by
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Not, walk


def lifted_of_its_own(base: Criterion, condition: Criterion, setting: Setting) -> Criterion | None:
    """The alternatives of a ban, those lifted that are of a disease which the condition names; None where it names none of them,
    or all."""
    named = {leaf.target.concept for leaf in walk(condition) if isinstance(leaf, Has) and _ill(leaf, setting)}
    if not isinstance(base, AnyOf) or not named:
        return None
    own = [item for item in base.items if _is_of(item, named, setting)]
    rest = [item for item in base.items if item not in own]
    if not own or not rest or not all(isinstance(item, Has) and _ill(item, setting) for item in base.items):
        return None
    freed = Not(item=condition, span=condition.span)
    inner = joined_by("or", own)
    return joined_by("or", [*rest, AllOf(items=(inner, freed), span=inner.span.joined(condition.span))])


def _ill(leaf: Has, setting: Setting) -> bool:
    return setting.vocabulary.kind(leaf.target.concept) in DISEASE_KINDS


def _is_of(item: Criterion, named: set[str], setting: Setting) -> bool:
    """True for one of those diseases, a kind of one, or what one is a kind of."""
    if not isinstance(item, Has):
        return False
    own = item.target.concept
    return any(setting.under(own, name) or setting.under(name, own) for name in named)
