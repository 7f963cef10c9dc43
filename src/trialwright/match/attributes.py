"""Attributes of what is on record: a comparison with a count, a size, a grade or a dose of a target in; an answer out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from trialwright.match.answer import Answer, unknown
from trialwright.match.candidates import Candidate
from trialwright.match.gathered import apart, each, greatest, more_possible, number_of, of_nothing, settled, total_of
from trialwright.match.intervals import compare_duration, compare_interval
from trialwright.match.known import Known
from trialwright.match.lines import compare_lines
from trialwright.match.toxicities import grade_now, is_toxicity, recovered
from trialwright.match.treatments import compare_cumulative, compare_cycles, compare_dose
from trialwright.match.values import Range, range_of
from trialwright.match.verdict import Reason
from trialwright.protocol.criteria import Compare, Target, Window, WindowKind

_GRADES = {
    **{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5},
    "mild": 1,
    "moderate": 2,
    "severe": 3,
    "life-threatening": 4,
    "life threatening": 4,
    "low": 1,
    "intermediate": 2,
    "high": 3,
}


def compare_attribute(node: Compare, known: Known) -> Answer:
    """An attribute of a target held against limits; an attribute that we do not know is not read."""
    attribute, target = node.quantity.attribute, node.quantity.of
    compare = _ATTRIBUTES.get(attribute or "")
    if compare is None or target is None:
        return unknown(Reason.NOT_READ, f"{attribute or 'this quantity'} cannot be compared", "")
    if known.context.vocabulary.is_a(target.concept, "oligometastasis") and attribute in (
        "count",
        "size",
        "total size",
        "organs",
    ):
        target = replace(target, concept=_metastasis_of(target.concept, known))
    if attribute == "dose" and node.window is None and (node.unit or "").endswith("/d"):
        node = replace(node, window=Window(kind=WindowKind.CURRENT))
    return compare(node, target, known)


def _metastasis_of(concept: str, known: Known) -> str:
    """How many, and how large, decides whether they are oligometastases: so all metastases there are counted and measured."""
    wider = [
        name for name in known.context.vocabulary[concept].parents if not known.context.vocabulary.is_a(name, "oligometastasis")
    ]
    return wider[0] if wider else concept


def _count(node: Compare, target: Target, known: Known) -> Answer:
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    kept = apart(found.sure, known)
    counted = Range.exactly(0)
    for item in kept:
        counted = counted.shifted(number_of(item, least=1))
    for item in apart(found.open, known):
        counted = counted.shifted(Range(low=Decimal(0), high=number_of(item, least=1).high))
    if more_possible(target, found, known):
        counted = Range(low=counted.low)
    return settled(counted, node, found)


def _size(node: Compare, target: Target, known: Known) -> Answer:
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    values = each(apart(found.sure, known), node, "size")
    if isinstance(values, Answer):
        return values
    largest = greatest([*values, *(Range(low=Decimal(0)) for _ in found.open)])
    if more_possible(target, found, known):
        largest = Range(low=largest.low, low_open=largest.low_open)
    return settled(largest, node, found)


def _total_size(node: Compare, target: Target, known: Known) -> Answer:
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    kept = apart(found.sure, known)
    values = each(kept, node, "size")
    if isinstance(values, Answer):
        return values
    summed = Range.exactly(0)
    for item, size in zip(kept, values, strict=True):
        number = number_of(item, least=1)
        times = None if number.high is None or size.high is None else number.high * size.high
        summed = summed.shifted(Range(low=size.low, high=times))
    if found.open or more_possible(target, found, known):
        summed = Range(low=summed.low)
    return settled(summed, node, found)


def _grade(node: Compare, target: Target, known: Known) -> Answer:
    toxic = is_toxicity((target.concept,), known)
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        left = recovered(known) if toxic else None
        return total if left is None else of_nothing(left, node, target)
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    values = [_graded_now(item, known) if toxic else _graded(item) for item in apart(found.sure, known)]
    values += [_open_grade(item) for item in found.open]
    worst = greatest(values)
    if more_possible(target, found, known):
        worst = Range(low=worst.low, high=Decimal(5))
    return settled(worst, node, found)


def _graded(item: Candidate) -> Range:
    written = (item.item.qualifier("grade") or "").strip().lower().removeprefix("grade").removeprefix("g").strip()
    value = range_of(written) if written else None
    if value is None and written in _GRADES:
        value = Range.exactly(_GRADES[written])
    return value or Range(low=Decimal(1), high=Decimal(5))


def _graded_now(item: Candidate, known: Known) -> Range:
    return grade_now(item.item, _graded(item), known)


def _open_grade(item: Candidate) -> Range:
    """What may not be of the target at all is of no grade, or of its own."""
    return Range(low=Decimal(0), high=_graded(item).high)


def _organs(node: Compare, target: Target, known: Known) -> Answer:
    """The number of organs with something of the target."""
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = total[1]
    organs = {item.item.concepts for item in apart(found.sure, known)}
    more = bool(found.open) or more_possible(target, found, known)
    return settled(Range(low=Decimal(len(organs)), high=None if more else Decimal(len(organs))), node, found)


_ATTRIBUTES: dict[str, Callable[[Compare, Target, Known], Answer]] = {
    "count": _count,
    "size": _size,
    "total size": _total_size,
    "grade": _grade,
    "dose": compare_dose,
    "cumulative dose": compare_cumulative,
    "cycles": compare_cycles,
    "lines": compare_lines,
    "organs": _organs,
    "interval": compare_interval,
    "duration": compare_duration,
}
