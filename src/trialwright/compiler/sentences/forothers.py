"""For others: a limit of those without something, and a leave to those who have it, in; what is asked of each of them out."""

from __future__ import annotations

from dataclasses import replace

from trialwright.protocol.criteria import Criterion, Has, NoConstraint, Not, When, walk


def for_the_others(base: Criterion, condition: Criterion) -> Criterion | None:
    """ "INR <= 1.5 (if not on anticoagulants). Patients on anticoagulants are eligible if stable": what is asked of those to whom
    the limit is not put, who would pass unasked if either of the two did. None where the leave is of others."""
    if not isinstance(base, When) or not isinstance(base.otherwise, NoConstraint) or not isinstance(base.condition, Not):
        return None
    without = {leaf.target.concept for leaf in walk(base.condition) if isinstance(leaf, Has)}
    with_it = {leaf.target.concept for leaf in walk(condition) if isinstance(leaf, Has)}
    return replace(base, otherwise=condition, span=base.span.joined(condition.span)) if without & with_it else None
