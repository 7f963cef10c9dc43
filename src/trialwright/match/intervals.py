"""Time between two things: a comparison with an interval or a duration in, counted on the calendar; an answer out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from trialwright.match.answer import Answer, decided, described, unknown
from trialwright.match.candidates import Candidate, facts_of, find
from trialwright.match.has import absence, repeatable
from trialwright.match.known import Known
from trialwright.match.measure import limits_words
from trialwright.match.phrasing import words_of
from trialwright.match.timeline_units import duration_of
from trialwright.match.truth import Truth, conjunction
from trialwright.match.verdict import Reason
from trialwright.match.windows import after, period_of
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Compare, Limit, Target
from trialwright.vocabulary.time import PartialDate


def compare_interval(node: Compare, target: Target, known: Known) -> Answer:
    """The time from the last day of `of` to the first day of `until`, or to the reference date.

    What never was lies endlessly far back: at least 12 months since it is true, within 12 weeks of it is false. Of several
    `until`, one within a time is enough; to be late enough, all that came behind an `of` must be.
    """
    known = known.by_the_day()
    untils = _untils(node, known)
    if isinstance(untils, Answer):
        never = _never(node, target, known) if node.low is None and not _any_of(target, known) else untils
        return never if not never.reasons else untils
    behind = [until for until in untils if _stands_behind(until[0], target, known)] or untils[:1]
    answers = [_to_one(node, target, until, known) for until in behind]
    wanted = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE) if node.low is None else (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
    first = min(answers, key=lambda answer: wanted.index(answer.truth))
    if first.truth is Truth.FALSE and node.low is None and _some_undated(node.quantity.until, known):
        words = words_of(node.quantity.until) if node.quantity.until is not None else ""
        return unknown(Reason.NOT_RECORDED, f"a date of {words} is not recorded", f"What are the dates of {words}?", *first.facts)
    if node.low is not None and {answer.truth for answer in answers} == {Truth.TRUE, Truth.FALSE}:
        which = words_of(node.quantity.until) if node.quantity.until is not None else ""
        return unknown(Reason.AMBIGUOUS, f"which {which} is meant: {first.why}", f"Which {which} counts?", *first.facts)
    return first


def _any_of(target: Target, known: Known) -> bool:
    found = find(target, None, known)
    return bool(found.sure or found.open)


def _some_undated(until: Target | None, known: Known) -> bool:
    """Whether one more may have been on a day that no record tells."""
    if until is None:
        return False
    found = find(until, None, known)
    return any(period_of(item.fact) is None for item in (*found.sure, *found.open))


def _stands_behind(until: PartialDate, target: Target, known: Known) -> bool:
    found = find(target, None, known)
    dated = (period_of(item.fact) for item in found.sure)
    return any(period is not None and period.start.first <= until.last for period in dated)


def _to_one(node: Compare, target: Target, until: tuple[PartialDate, tuple[Fact, ...]], known: Known) -> Answer:
    found = find(target, None, known)
    earlier = tuple(item for item in found.sure if not _surely_later(item.fact, until[0]))
    if not earlier and not found.open:
        return _never(node, target, known)
    ends = [_last_day(item.fact, until[0]) for item in earlier]
    undated = [item for item, end in zip(earlier, ends, strict=True) if end is None]
    truth = _between(_latest([end for end in ends if end is not None]), until[0], node)
    facts = (*facts_of(earlier), *until[1])
    if undated or found.open:
        return _undated(node, target, undated or list(found.open), truth)
    words = f"{'; '.join(described(fact) for fact in facts)}: {limits_words(node)}"
    if truth is Truth.UNKNOWN:
        return unknown(Reason.NOT_RECORDED, words, f"What is the exact date of {words_of(target)}?", *facts)
    if truth is Truth.FALSE and node.quantity.until is None and node.high is not None and repeatable(target.concept, known):
        return unknown(
            Reason.TOO_OLD,
            words,
            f"A new {target.concept}: the last is {described(facts[-1])} (limit: {limits_words(node)}).",
            *facts,
        )
    return decided(truth, words, *facts)


def _undated(node: Compare, target: Target, items: Sequence[Candidate], truth: Truth) -> Answer:
    """A later, undated one could only shorten the interval: what is too short already stays so."""
    facts = facts_of(items)
    if truth is Truth.FALSE and node.low is not None and node.high is None:
        return decided(False, f"{words_of(target)}: {limits_words(node)}", *facts)
    words = "; ".join(described(fact) for fact in facts)
    return unknown(Reason.NOT_RECORDED, f"the last day is not recorded: {words}", f"When was the last day of {words}?", *facts)


def _untils(node: Compare, known: Known) -> list[tuple[PartialDate, tuple[Fact, ...]]] | Answer:
    """Each day up to which is counted, the earliest first, with the fact that it is the day of."""
    wanted = node.quantity.until
    if wanted is None:
        return [(PartialDate.of(known.context.on), ())]
    found = find(wanted, None, known)
    dated = [(period.start, item.fact) for item in found.sure if (period := period_of(item.fact)) is not None]
    if dated:
        return [(start, (fact,)) for start, fact in sorted(dated, key=lambda pair: pair[0].first)]
    facts = facts_of((*found.sure, *found.open))
    return unknown(
        Reason.NOT_RECORDED, f"the date of {words_of(wanted)} is not recorded", f"What is the date of {words_of(wanted)}?", *facts
    )


def _never(node: Compare, target: Target, known: Known) -> Answer:
    found = find(target, None, known)
    none = absence(target, None, found, known)
    if none is not None:
        return decided(node.high is None, f"{none.why}: {limits_words(node)}", *none.facts)
    if target.concept in known.context.begins:
        return unknown(Reason.LATER, f"{target.concept} has not taken place", f"Has {target.concept} taken place, and when?")
    return unknown(Reason.NOT_RECORDED, f"{words_of(target)} is not recorded", f"When was {words_of(target)}, if ever?")


def _surely_later(fact: Fact, until: PartialDate) -> bool:
    period = period_of(fact)
    return period is not None and period.start.first > until.last


def _last_day(fact: Fact, until: PartialDate) -> PartialDate | None:
    period = period_of(fact)
    if period is None:
        return None
    return until if period.end.first > until.last else period.end


def _latest(ends: Sequence[PartialDate]) -> PartialDate | None:
    if not ends:
        return None
    return PartialDate(first=max(end.first for end in ends), last=max(end.last for end in ends))


def _between(start: PartialDate | None, until: PartialDate, node: Compare) -> Truth:
    if start is None:
        return Truth.UNKNOWN
    truths = []
    if node.low is not None:
        truths.append(_reached(start, until, node.low, node.unit))
    if node.high is not None:
        over = Limit(value=node.high.value, inclusive=not node.high.inclusive)
        truths.append(~_reached(start, until, over, node.unit))
    return conjunction(truths)


def _reached(start: PartialDate, until: PartialDate, limit: Limit, unit: str | None) -> Truth:
    """Whether that much time, counted on the calendar, lies between the two."""
    length = duration_of(limit, unit or "d")
    if length is None:
        return Truth.UNKNOWN

    def reached(day: dt.date, end: dt.date) -> bool:
        edge = after(day, length)
        return end >= edge if limit.inclusive else end > edge

    if reached(start.last, until.first):
        return Truth.TRUE
    return Truth.UNKNOWN if reached(start.first, until.last) else Truth.FALSE


def compare_duration(node: Compare, target: Target, known: Known) -> Answer:
    """How long something lasted, the longest of several; what still goes on lasts until the reference date."""
    known = known.by_the_day()
    found = find(target, node.window, known)
    if not found.sure and not found.open:
        none = absence(target, node.window, found, known)
        if none is not None:
            return decided(node.low is None, f"{none.why}: {limits_words(node)}", *none.facts)
        return unknown(Reason.NOT_RECORDED, f"{words_of(target)} is not recorded", f"How long was {words_of(target)}, if at all?")
    facts = facts_of((*found.sure, *found.open))
    truths = [_lasted(item, node, known) for item in found.sure]
    words = f"{'; '.join(described(fact) for fact in facts)}: {limits_words(node)}"
    if node.high is None and Truth.TRUE in truths:
        return decided(True, words, *facts)
    truth = (
        conjunction(truths)
        if node.low is None
        else (Truth.UNKNOWN if Truth.UNKNOWN in truths else max(truths, key=lambda item: item.value, default=Truth.UNKNOWN))
    )
    if truth is Truth.UNKNOWN or found.open:
        return unknown(
            Reason.NOT_RECORDED, f"how long is not recorded: {words}", f"From when until when: {words_of(target)}?", *facts
        )
    return decided(truth, words, *facts)


def _lasted(item: Candidate, node: Compare, known: Known) -> Truth:
    period = period_of(item.fact)
    if period is None or period.point:
        return Truth.UNKNOWN
    today = PartialDate.of(known.context.on)
    end = today if period.end.first > today.last else period.end
    return _between(period.start, end, node)
