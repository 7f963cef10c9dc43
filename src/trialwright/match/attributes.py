"""Attributes of what is on record: a comparison with a count, size, grade, dose, number of lines or interval in; an answer out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.match.answer import Answer, decided, described, unknown
from trialwright.match.candidates import Candidate, Found, facts_of, find
from trialwright.match.coverage import kinds_needed
from trialwright.match.has import absence, words_of
from trialwright.match.intervals import compare_duration, compare_interval
from trialwright.match.known import Known
from trialwright.match.measure import compare_variable, held, limits_words
from trialwright.match.steroids import prednisone_equivalent, steroid_target
from trialwright.match.values import Range, quantity_of, range_of
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Compare, Target, Window, WindowKind
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.units import UnitsDiffer, convert

NOTHING = Range.exactly(0)
_GRADES = {
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
    if known.context.vocabulary.is_a(target.concept, "oligometastasis") and attribute in ("count", "size", "total size", "organs"):
        target = replace(target, concept=_metastasis_of(target.concept, known))
    if attribute == "dose" and node.window is None and (node.unit or "").endswith("/d"):
        node = replace(node, window=Window(kind=WindowKind.CURRENT))
    return compare(node, target, known)


def _metastasis_of(concept: str, known: Known) -> str:
    """How many, and how large, decides whether they are oligometastases: so all metastases there are counted and measured."""
    wider = [name for name in known.context.vocabulary[concept].parents if not known.context.vocabulary.is_a(name, "oligometastasis")]
    return wider[0] if wider else concept


def _found(node: Compare, target: Target, known: Known) -> Found | Answer:
    found = find(target, node.window, known)
    return found.blocked if found.blocked is not None and found.candidates else found


Measure = Callable[[Candidate, Compare, Known], Range | Answer]


def _total(node: Compare, target: Target, known: Known) -> Range | Answer | tuple[Range, Found]:
    """Nothing of the target (a range of zero), an answer that cannot be got around, or what was found."""
    found = _found(node, target, known)
    if isinstance(found, Answer):
        return found
    if found.sure or found.open:
        return NOTHING, found
    none = absence(target, node.window, found, known)
    return NOTHING if none is not None else _nothing_recorded(node, target)


def _nothing_recorded(node: Compare, target: Target) -> Answer:
    what = f"the {node.quantity.attribute} of {words_of(target)}"
    return unknown(Reason.NOT_RECORDED, f"{what} is not recorded", f"What is {what}?")


def _settled(total: Range, node: Compare, found: Found) -> Answer:
    """A range held against the limits; where it does not decide, the question names what was found without a number."""
    facts = facts_of((*found.sure, *found.open))
    answer = held(total, node, facts[0] if facts else None, f"the {node.quantity.attribute}")
    if answer.reasons:
        attribute = node.quantity.attribute
        words = "; ".join(described(fact) for fact in facts)
        return unknown(
            Reason.NOT_RECORDED, f"the {attribute} is not known: {words}", f"What is the {attribute} of {words}?", *facts
        )
    return decided(
        answer.truth, f"{node.quantity.attribute} {limits_words(node)}: " + "; ".join(described(fact) for fact in facts), *facts
    )


def _more_possible(target: Target, found: Found, known: Known) -> bool:
    """True when others that are not listed may exist: the target is wider than what is recorded, and the list is not complete."""
    if known.covered(kinds_needed(target, known)):
        return False
    return not any(
        target.concept in item.item.concepts or known.has_trait(target.concept, "single") for item in found.sure
    ) and _wide(target, known)


def _wide(target: Target, known: Known) -> bool:
    """True when the concept has two things below it that cannot be the same."""
    words = known.context.vocabulary
    if target.concept not in words:
        return True
    below = [name for name in words.descendants(target.concept) if target.concept in words[name].parents]
    return any(words.relation(a, b) is Relation.IS_NOT for index, a in enumerate(below) for b in below[index + 1 :])


def _count(node: Compare, target: Target, known: Known) -> Answer:
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    kept = _apart(found.sure, known)
    counted = Range.exactly(0)
    for item in kept:
        counted = counted.shifted(_number(item, least=1))
    for item in _apart(found.open, known):
        counted = counted.shifted(Range(low=Decimal(0), high=_number(item, least=1).high))
    if _more_possible(target, found, known):
        counted = Range(low=counted.low)
    return _settled(counted, node, found)


def _plain(value: Range, node: Compare, target: Target) -> Answer:
    answer = held(value, node, None, f"the {node.quantity.attribute}")
    return decided(answer.truth, f"{words_of(target)} is not there: {limits_words(node)}")


def _number(item: Candidate, *, least: int) -> Range:
    written = item.item.qualifier("count")
    value = range_of(written) if written is not None else None
    return value or Range(low=Decimal(least))


def _apart(items: Sequence[Candidate], known: Known) -> tuple[Candidate, ...]:
    """Items that are not one another: of one thing in one place the latest; a wide one goes when a narrower one is there."""
    latest: dict[tuple[object, ...], Candidate] = {}
    for item in items:
        place = (item.item.concepts, *(item.item.qualifier(name) for name in ("laterality", "site", "distribution")))
        before = latest.get(place)
        moment, old = item.fact.moment, before.fact.moment if before else None
        if before is None or (moment is not None and (old is None or moment.last >= old.last)):
            latest[place] = item
    kept = tuple(latest.values())
    words = known.context.vocabulary
    return tuple(
        item
        for item in kept
        if not any(
            other is not item
            and item.item.concepts != other.item.concepts
            and all(any(words.is_a(narrow, wide) for narrow in other.item.concepts) for wide in item.item.concepts)
            for other in kept
        )
    )


def _each(items: Sequence[Candidate], node: Compare, name: str) -> list[Range] | Answer:
    """The named qualifier of each item in the unit of the limits."""
    values = []
    for item in items:
        written = item.item.qualifier(name)
        parsed = quantity_of(written) if written is not None else None
        if parsed is None:
            values.append(Range(low=Decimal(0), low_open=True))
            continue
        value, unit = parsed
        if node.unit is not None and unit is None:
            asked = f"In which unit is the {name} of {described(item.fact)}?"
            return unknown(Reason.UNIT_MISSING, f"the {name} of {described(item.fact)} has no unit", asked, item.fact)
        try:
            values.append(_converted(value, unit, node.unit))
        except UnitsDiffer as error:
            return unknown(Reason.UNIT_MISSING, str(error), f"The {name} of {described(item.fact)} in {node.unit}?", item.fact)
    return values


def _converted(value: Range, have: str | None, want: str | None) -> Range:
    if have is None or want is None or have == want:
        return value
    low = None if value.low is None else convert(value.low, have, want)
    high = None if value.high is None else convert(value.high, have, want)
    return Range(low=low, high=high, low_open=value.low_open, high_open=value.high_open)


def greatest(values: Sequence[Range]) -> Range:
    """The range of the greatest of several numbers."""
    lows = [value.low for value in values if value.low is not None]
    highs = [value.high for value in values]
    high = None if any(item is None for item in highs) else max((item for item in highs if item is not None), default=None)
    low = max(lows, default=None)
    open_ = low is not None and all(value.low_open for value in values if value.low == low)
    return Range(low=low, high=high, low_open=open_)


def _size(node: Compare, target: Target, known: Known) -> Answer:
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    values = _each(_apart(found.sure, known), node, "size")
    if isinstance(values, Answer):
        return values
    largest = greatest([*values, *(Range(low=Decimal(0)) for _ in found.open)])
    if _more_possible(target, found, known):
        largest = Range(low=largest.low, low_open=largest.low_open)
    return _settled(largest, node, found)


def _total_size(node: Compare, target: Target, known: Known) -> Answer:
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    kept = _apart(found.sure, known)
    values = _each(kept, node, "size")
    if isinstance(values, Answer):
        return values
    summed = Range.exactly(0)
    for item, size in zip(kept, values, strict=True):
        number = _number(item, least=1)
        times = None if number.high is None or size.high is None else number.high * size.high
        summed = summed.shifted(Range(low=size.low, high=times))
    if found.open or _more_possible(target, found, known):
        summed = Range(low=summed.low)
    return _settled(summed, node, found)


def _grade(node: Compare, target: Target, known: Known) -> Answer:
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    values = [_graded(item) for item in _apart(found.sure, known)]
    values += [Range(low=Decimal(0), high=Decimal(5)) for _ in found.open]
    worst = greatest(values)
    if _more_possible(target, found, known):
        worst = Range(low=worst.low, high=Decimal(5))
    return _settled(worst, node, found)


def _graded(item: Candidate) -> Range:
    written = (item.item.qualifier("grade") or "").strip().lower().removeprefix("grade").removeprefix("g").strip()
    value = range_of(written) if written else None
    if value is None and written in _GRADES:
        value = Range.exactly(_GRADES[written])
    return value or Range(low=Decimal(1), high=Decimal(5))


def _dose(node: Compare, target: Target, known: Known) -> Answer:
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    if steroid_target(target.concept, known):
        return _steroid_dose(node, found, known)
    values = _each(found.sure, node, "dose")
    if isinstance(values, Answer):
        return values
    return _settled(greatest([*values, *(Range(low=Decimal(0)) for _ in found.open)]), node, found)


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
    answer = _settled(summed, node, found)
    if answer.reasons and strangers and len(strangers) == len(found.sure):
        fact = strangers[0].fact
        return unknown(Reason.ASK, f"{described(fact)} has no prednisone equivalent", f"Does {described(fact)} count here?", fact)
    return answer


def _cumulative(node: Compare, target: Target, known: Known) -> Answer:
    """A total dose: a measurement of that name, or none where the drug was surely never given."""
    name = f"cumulative {target.concept} dose"
    measured = [item for item in known.items if item.present and name in item.concepts]
    if measured:
        return compare_variable(node, name, known)
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    facts = facts_of((*total[1].sure, *total[1].open))
    return unknown(
        Reason.NOT_RECORDED, f"the cumulative dose of {target.concept} is not recorded", f"What is the {name}?", *facts
    )


def _lines(node: Compare, target: Target, known: Known) -> Answer:
    """Distinct lines of therapy; a line number says that there were that many lines before, where any therapy counts."""
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    numbers = [_line_number(item) for item in found.sure]
    distinct = {number for number in numbers if number is not None and number >= 1}
    unnumbered = sum(number is None for number in numbers)
    low = Decimal(len(distinct))
    if not distinct and unnumbered:
        low = Decimal(1)
    if distinct and target.concept in ("systemic therapy", "systemic anticancer therapy", "anticancer therapy"):
        low = max(low, max(distinct))
    complete = known.covered({Kind.TREATMENTS})
    high = Decimal(len(distinct) + unnumbered + len(found.open)) if complete else None
    return _settled(Range(low=low, high=high), node, found)


def _line_number(item: Candidate) -> Decimal | None:
    value = range_of(item.item.qualifier("line") or "")
    if value is None and set(item.item.narrowing.get("setting", ())) & {
        "adjuvant",
        "neoadjuvant",
        "perioperative",
        "consolidation",
    }:
        return Decimal(0)
    return value.low if value is not None else None


def _organs(node: Compare, target: Target, known: Known) -> Answer:
    """The number of organs with something of the target."""
    total = _total(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return _plain(total, node, target)
    found = total[1]
    organs = {item.item.concepts for item in _apart(found.sure, known)}
    more = bool(found.open) or _more_possible(target, found, known)
    return _settled(Range(low=Decimal(len(organs)), high=None if more else Decimal(len(organs))), node, found)


_ATTRIBUTES: dict[str, Callable[[Compare, Target, Known], Answer]] = {
    "count": _count,
    "size": _size,
    "total size": _total_size,
    "grade": _grade,
    "dose": _dose,
    "cumulative dose": _cumulative,
    "lines": _lines,
    "organs": _organs,
    "interval": compare_interval,
    "duration": compare_duration,
}
