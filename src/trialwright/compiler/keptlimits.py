"""Kept limits: a requirement "no renal impairment (creatinine <= 1.5)", read as a ban of what the fit keep, in; the same with the
limit as one to be kept beside it, out."""

from __future__ import annotations

from trialwright.protocol.criteria import AllOf, Compare, Criterion, NoneOf, Not, Readings, When
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.normal import fit_side

_WHY = "the bracket may say what is to be kept"
_CANCERS = frozenset({"cancer", "histology"})
_PRESSURES = frozenset({"systolic blood pressure", "diastolic blood pressure", "blood pressure"})


def with_kept_limits(node: Criterion) -> Criterion:
    """The requirement, its denied limits that only the fit keep ("not at most 1.5 mg/dL of creatinine") doubted."""
    match node:
        case Not(item=Compare() as limit) if _is_kept(limit):
            return Readings(items=(node, limit), why=_WHY, span=node.span)
        case NoneOf(items=items):
            kept = tuple(item for item in items if isinstance(item, Compare) and _is_kept(item))
            if not kept:
                return node
            rest = tuple(item for item in items if item not in kept)
            meant = AllOf(items=(*((NoneOf(items=rest, span=node.span),) if rest else ()), *kept), span=node.span)
            return Readings(items=(node, meant), why=_WHY, span=node.span)
        case AllOf(items=items):
            return AllOf(items=tuple(map(with_kept_limits, items)), span=node.span)
        case When(then=then):
            return When(condition=node.condition, then=with_kept_limits(then), otherwise=node.otherwise, span=node.span)
        case _:
            return node


def with_slips_doubted(node: Criterion) -> Criterion:
    """An exclusion of all the fit ("creatinine <= 1.5 mg/dL" and no more among the exclusions) is a limit in the wrong list, or
    meant: both readings."""
    match node:
        case Not(item=Compare() as limit) if limit.quantity.attribute is None and _is_kept(limit):
            return Readings(items=(node, limit), why=_SLIP, span=node.span)
        case _:
            return node


_SLIP = "all who are fit would be excluded"


def _is_kept(limit: Compare) -> bool:
    """True for a limit on the side where the fit are: a highest grade or pressure, a highest creatinine, a lowest clearance."""
    name, of = limit.quantity.variable or "", limit.quantity.of
    graded = limit.quantity.attribute == "grade" and of is not None and default_vocabulary().kind(of.concept) not in _CANCERS
    side = "at most" if name in _PRESSURES or graded else fit_side(name)
    highest, lowest = limit.high is not None and limit.low is None, limit.low is not None and limit.high is None
    return (side == "at most" and highest) or (side == "at least" and lowest)
