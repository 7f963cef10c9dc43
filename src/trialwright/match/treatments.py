"""Attributes of treatments: a comparison with a dose, a cumulative dose or a number of lines in; an answer out."""

from __future__ import annotations

from decimal import Decimal

from trialwright.match.answer import Answer, described, unknown
from trialwright.match.candidates import Found, facts_of
from trialwright.match.gathered import each, greatest, of_nothing, settled, total_of
from trialwright.match.known import Known
from trialwright.match.measure import compare_variable
from trialwright.match.steroids import prednisone_equivalent, steroid_target
from trialwright.match.values import Range, range_of
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Compare, Target


def compare_dose(node: Compare, target: Target, known: Known) -> Answer:
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    if steroid_target(target.concept, known):
        return _steroid_dose(node, found, known)
    values = each(found.sure, node, "dose")
    if isinstance(values, Answer):
        return values
    return settled(greatest([*values, *(Range(low=Decimal(0)) for _ in found.open)]), node, found)


def _steroid_dose(node: Compare, found: Found, known: Known) -> Answer:
    """Daily doses as prednisone; what is no steroid has no such equivalent, and a person must say whether it counts."""
    summed = Range.exactly(0)
    strangers = []
    for item in found.sure:
        dose = prednisone_equivalent(item.item, node.unit or "mg/d")
        if dose is None:
            strangers.append(item)
        else:
            summed = summed.shifted(dose)
    if strangers:
        summed = Range(low=summed.low)
    if found.open:
        summed = Range(low=summed.low)
    answer = settled(summed, node, found)
    if answer.reasons and strangers and len(strangers) == len(found.sure):
        fact = strangers[0].fact
        return unknown(Reason.ASK, f"{described(fact)} has no prednisone equivalent", f"Does {described(fact)} count here?", fact)
    return answer


def compare_cumulative(node: Compare, target: Target, known: Known) -> Answer:
    """A total dose: a measurement of that name, or none where the drug was surely never given."""
    name = f"cumulative {target.concept} dose"
    measured = [item for item in known.of(name) if name in item.concepts]
    if measured:
        return compare_variable(node, name, known)
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    facts = facts_of((*total[1].sure, *total[1].open))
    return unknown(
        Reason.NOT_RECORDED, f"the cumulative dose of {target.concept} is not recorded", f"What is the {name}?", *facts
    )


def compare_cycles(node: Compare, target: Target, known: Known) -> Answer:
    """Cycles of a treatment, over all times that it was given: the `cycles` recorded with each, else one or more of it."""
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    counted = Range.exactly(0)
    for item in {id(item.fact): item for item in found.sure}.values():  # the drugs of a regimen are given in the same cycles
        counted = counted.shifted(range_of(item.item.qualifier("cycles") or "") or Range(low=Decimal(1)))
    if found.open or not known.covered({Kind.TREATMENTS}):
        counted = Range(low=counted.low, low_open=counted.low_open)
    return settled(counted, node, found)
