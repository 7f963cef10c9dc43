"""Lines of therapy: a comparison with how many there were in; an answer, from the treatments on record and from a number that the
record itself gives, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.match.another import primaries
from trialwright.match.answer import Answer, described, unknown
from trialwright.match.candidates import Candidate, Found
from trialwright.match.gathered import NOTHING, nothing_recorded, of_nothing, settled, total_of
from trialwright.match.known import Item, Known
from trialwright.match.measure import held, latest
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.match.restrictions import restriction
from trialwright.match.results import Fit
from trialwright.match.values import Range, fact_range, range_of
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import STUDY_DISEASE, Compare, Qualifier, Target

LINES = "number of prior lines of therapy"
_ANY_THERAPY = ("systemic therapy", "systemic anticancer therapy", "anticancer therapy")
_OF_CHEMOTHERAPY = ("chemo",)
_BEFORE_LINES = frozenset({"adjuvant", "neoadjuvant", "perioperative", "consolidation"})


def compare_lines(node: Compare, target: Target, known: Known) -> Answer:
    """How many lines there were: counted from the treatments on record, or as the record states their number."""
    counted = _counted(node, target, known)
    told = _told(node, target, known)
    if told is None or (counted.truth is told.truth and not counted.reasons):
        return counted
    if counted.reasons and counted.facts and (target.concept not in _ANY_THERAPY or _none(told.facts)):
        return counted  # an adjuvant therapy is on record, and no line: whether it counts, only the trial can say
    if counted.reasons or told.reasons:
        return told if not told.reasons or not counted.facts else counted
    words = "; ".join(described(fact) for fact in (*told.facts, *counted.facts))
    message = f"the number of lines on record and the treatments contradict each other: {words}"
    return unknown(Reason.CONFLICT, message, f"Which is right: {words}?", *told.facts, *counted.facts)


def _counted(node: Compare, target: Target, known: Known) -> Answer:
    """Distinct lines of therapy; a line number says that there were that many lines before, where any therapy counts."""
    total = total_of(node, target, known)
    if isinstance(total, Answer):
        return total
    if isinstance(total, Range):
        return of_nothing(total, node, target)
    found = _without_those_for_others(total[1], known)
    complete = known.covered({Kind.TREATMENTS})
    if not found.candidates:
        return of_nothing(NOTHING, node, target) if complete else nothing_recorded(node, target)
    numbers = [_line_number(item) for item in found.sure]
    distinct = {number for number in numbers if number is not None and number >= 1}
    unnumbered = sum(number is None for number in numbers)
    low = Decimal(len(distinct))
    if not distinct and unnumbered:
        low = Decimal(1)
    if distinct and target.concept in _ANY_THERAPY and not target.exceptions:
        low = max(low, *distinct)
    high = Decimal(len(distinct) + unnumbered + len(found.open)) if complete else None
    return settled(Range(low=low, high=high), node, found)


def _without_those_for_others(found: Found, known: Known) -> Found:
    """What was found without the treatments that were for another cancer than the trial's; those that may have been are open."""
    if not any(of_another_disease(cancers_named(item, known.context), known.context) for item in primaries(known)):
        return found
    kept = []
    for candidate in found.candidates:
        fit = restriction(candidate.item, _FOR_IT, known)
        if fit is not Fit.NO:
            kept.append(candidate if fit is Fit.YES else replace(candidate, sure=False))
    return replace(found, candidates=tuple(kept))


_FOR_IT = Qualifier(name="purpose", values=(STUDY_DISEASE,))


def _line_number(item: Candidate) -> Decimal | None:
    value = range_of(item.item.qualifier("line") or "")
    if value is None and set(item.item.narrowing.get("setting", ())) & _BEFORE_LINES:
        return Decimal(0)
    return value.low if value is not None else None


def _told(node: Compare, target: Target, known: Known) -> Answer | None:
    """The answer of the latest number of lines on record ("number of prior lines: 2"); None where there is none that can be held
    against this."""
    items = [item for item in known.of(LINES) if fact_range(item.fact) is not None]
    if not items or node.window is not None or target.exceptions or target.other:
        return None
    newest = latest(items, None, known)
    if isinstance(newest, Answer):
        return newest
    answers = [held(value, node, item.fact, "the number of lines") for item in newest if (value := _left(item, target, known))]
    if len({answer.truth for answer in answers}) > 1:
        facts = tuple(item.fact for item in newest)
        words = "; ".join(described(fact) for fact in facts)
        return unknown(Reason.CONFLICT, f"values contradict each other: {words}", f"Which is right: {words}?", *facts)
    return answers[0] if answers else None


def _none(facts: Sequence[Fact]) -> bool:
    """Whether a record says that there was no line."""
    return any(fact.value == 0 for fact in facts)


def _left(item: Item, target: Target, known: Known) -> Range | None:
    """The numbers of lines of the target that a stated number leaves: of all lines that many, of some of them or of a narrower
    therapy no more; and no less where a number of narrower ones is told."""
    words, value = known.context.vocabulary, fact_range(item.fact)
    if value is None or target.concept not in words or not words.is_a(target.concept, "anticancer therapy"):
        return None
    counted = _therapy_counted(item.fact, known)
    whole = target.concept == counted if counted else target.concept in _ANY_THERAPY
    kind = counted or "systemic therapy"
    if whole and _of_no_others(target, known):
        found = value
    elif words.is_a(target.concept, kind):
        found = Range(low=Decimal(0), high=value.high, high_open=value.high_open)
    elif counted and target.concept in _ANY_THERAPY and not target.qualifiers:
        found = Range(low=value.low, low_open=value.low_open)
    else:
        return None
    return Range(low=found.low, low_open=found.low_open) if _treated_since(item.fact, known.listed(Kind.TREATMENTS)) else found


def _therapy_counted(fact: Fact, known: Known) -> str | None:
    """The therapy of which the lines were counted ("number of prior lines of endocrine therapy"); None for those of any."""
    if any(word in fact.what.lower() for word in _OF_CHEMOTHERAPY):
        return "chemotherapy"
    words = known.context.vocabulary
    named = [
        name for name in fact.qualifiers.get("also", "").split(";") if name in words and words.is_a(name, "anticancer therapy")
    ]
    return next((name for name in named if name not in _ANY_THERAPY), None)


def _of_no_others(target: Target, known: Known) -> bool:
    """True for lines of any kind, and for those against a disease that is the only one that can have been treated."""
    for qualifier in target.qualifiers:
        if qualifier.name != "purpose" or qualifier.negated:
            return False
        words = known.context.vocabulary
        for value in qualifier.values:
            named = [name for item in known.cancers() for name in item.concepts if name in words]
            own = value in words and named and all(words.is_a(name, value) for name in named)
            if not own and (value != STUDY_DISEASE or known.others()):
                return False
    return True


def _treated_since(fact: Fact, treatments: Sequence[Item]) -> bool:
    """Whether a treatment on record may have begun after the number was told."""
    if fact.moment is None:
        return False
    days = [item.fact.start or item.fact.date for item in treatments]
    return any(day is not None and day.last > fact.moment.last for day in days)
