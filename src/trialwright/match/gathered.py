"""What an attribute is taken over: a target in; its items told apart, their
numbers in one unit, and whether more may exist, out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trialwright.match.answer import Answer, decided, described, unknown
from trialwright.match.candidates import Candidate, Found, facts_of, find
from trialwright.match.coverage import kinds_needed
from trialwright.match.denial import denied
from trialwright.match.has import absence
from trialwright.match.known import Known
from trialwright.match.measure import held, limits_words
from trialwright.match.phrasing import words_of
from trialwright.match.values import Range, quantity_of, range_of
from trialwright.match.verdict import Reason
from trialwright.protocol.criteria import Compare, Has, Target
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.units import UnitsDiffer, convert

NOTHING = Range.exactly(0)


def _found(node: Compare, target: Target, known: Known) -> Found | Answer:
    found = find(target, node.window, known)
    return found.blocked if found.blocked is not None and found.candidates else found


def total_of(node: Compare, target: Target, known: Known) -> Range | Answer | tuple[Range, Found]:
    """Nothing of the target (a range of zero), an answer that cannot be got around, or what was found."""
    found = _found(node, target, known)
    if isinstance(found, Answer):
        return found
    if found.open and not found.sure and all(target.concept in item.missing for item in found.open):
        denial = denied(Has(target=target, window=node.window), target, found, known)
        if denial is not None and not denial.reasons:  # "bone pain", and no neuropathic one
            return NOTHING
    if found.sure or found.open:
        return NOTHING, found
    none = absence(target, node.window, found, known)
    return NOTHING if none is not None else nothing_recorded(node, target)


def nothing_recorded(node: Compare, target: Target) -> Answer:
    what = f"the {node.quantity.attribute} of {words_of(target)}"
    return unknown(Reason.NOT_RECORDED, f"{what} is not recorded", f"What is {what}?")


def settled(total: Range, node: Compare, found: Found) -> Answer:
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


def more_possible(target: Target, found: Found, known: Known) -> bool:
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


def of_nothing(value: Range, node: Compare, target: Target) -> Answer:
    answer = held(value, node, None, f"the {node.quantity.attribute}")
    if answer.reasons:
        return answer
    return decided(answer.truth, f"{words_of(target)} is not there: {limits_words(node)}")


def number_of(item: Candidate, *, least: int) -> Range:
    written = item.item.qualifier("count")
    value = range_of(written) if written is not None else None
    return value or Range(low=Decimal(least))


def apart(items: Sequence[Candidate], known: Known) -> tuple[Candidate, ...]:
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


def each(items: Sequence[Candidate], node: Compare, name: str) -> list[Range] | Answer:
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
