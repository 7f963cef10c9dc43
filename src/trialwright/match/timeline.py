"""What changes by time alone: a verdict in; the first day on which it, or one
of its lines, turns out otherwise if nothing happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from trialwright.match.derive import CLEARANCE
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.match.turns import lengths_of, turning_points
from trialwright.match.verdict import Eligibility, Evidence, LineVerdict, Outcome, StageVerdict
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.protocol.criteria import Compare
from trialwright.protocol.protocol import Line
from trialwright.vocabulary.time import Duration, PartialDate
from trialwright.vocabulary.units import UnitsDiffer, convert

HORIZON = relativedelta(years=5)
MOST_DAYS = 60

Judge = Callable[[Line, Known], LineVerdict]


@dataclass
class _Ahead:
    """The days that are still to be looked at, each with the lines (their places) that may turn on it."""

    on: dt.date
    until: dt.date
    days: dict[dt.date, set[int]] = field(default_factory=dict)

    def take(self, days: Iterable[dt.date], lines: Iterable[int]) -> None:
        """Takes in that some lines may turn on some days; those that are over, or too far ahead, are left out."""
        places = tuple(lines)
        for day in days:
            if self.on < day <= self.until:
                self.days.setdefault(day, set()).update(places)

    def next(self) -> tuple[dt.date, set[int]]:
        """The first of the days."""
        self.on = min(self.days)
        return self.on, self.days.pop(self.on)


def stage_timeline(verdict: StageVerdict, known: Known, judge: Judge) -> StageVerdict:
    """The verdict with the day on which it changes and what it becomes, and the same for its lines.

    Looked at are the days on which an answer may turn, and from each of them those of what is answered then.
    """
    facts, everything = known.patient, range(len(verdict.lines))
    ahead = _Ahead(on=known.context.on, until=known.context.on + HORIZON)
    ahead.take(known.turns, everything)
    for place, line in enumerate(verdict.lines):
        ahead.take(turning_days(line.evidence, facts, ahead.on), (place,))
    current, lines = list(verdict.lines), list(verdict.lines)
    changes: tuple[dt.date, Eligibility] | None = None
    for _ in range(MOST_DAYS):
        if not ahead.days:
            break
        day, places = ahead.next()
        context = replace(known.context, on=day)
        then = know(facts, context) if known.memory is None else known.memory.known(context)
        ahead.take(then.turns, everything)
        for place in sorted(places):
            current[place] = judge(lines[place].line, then)
            ahead.take(turning_days(current[place].evidence, facts, day), (place,))
            if lines[place].changes_on is None and current[place].outcome is not lines[place].outcome:
                lines[place] = replace(lines[place], changes_on=day)
        became = eligibility_of(current, verdict.note)
        if changes is None and became is not verdict.eligibility:
            changes = (day, became)
    on, becomes = changes if changes is not None else (None, None)
    return replace(verdict, lines=tuple(lines), changes_on=on, becomes=becomes)


def eligibility_of(lines: Iterable[LineVerdict], note: str = "") -> Eligibility:
    """Ineligible when a line fails; eligible when all pass and the criteria are shown; else unknown."""
    outcomes = {item.outcome for item in lines}
    if Outcome.FAIL in outcomes:
        return Eligibility.INELIGIBLE
    return Eligibility.UNKNOWN if note or not outcomes or Outcome.UNKNOWN in outcomes else Eligibility.ELIGIBLE


def turning_days(evidence: Evidence, facts: PatientFacts, on: dt.date) -> set[dt.date]:
    """The days after `on` at which a leaf of the evidence may turn: a window's edge passes a date, what was found lately is so
    no more, or a birthday comes."""
    found: set[dt.date] = set()
    for leaf in _leaves(evidence):
        found.update(leaf.turns)
        if isinstance(leaf.node, Compare) and facts.birth_date is not None:
            found |= {day + after for day in _ageing(leaf.node, facts.birth_date, on) for after in (_NONE, _DAY)}
        for amount in (None, *lengths_of(leaf.node)):
            found |= {day for fact in leaf.facts for day in _edges(fact, amount)}
    return {day for day in found if day > on}


def _leaves(evidence: Evidence) -> Iterator[Evidence]:
    if not evidence.children:
        yield evidence
    for child in evidence.children:
        yield from _leaves(child)


def _edges(fact: Fact, amount: Duration | None) -> Iterator[dt.date]:
    for moment in (fact.date, fact.start, fact.end):
        for day in {moment.first, moment.last} if moment is not None else ():
            yield from turning_points(day, amount)


def _ageing(node: Compare, born: PartialDate, on: dt.date) -> Iterator[dt.date]:
    """The days on which an age, or what is calculated from it, stands otherwise to the limits."""
    if node.quantity.variable not in ("age", CLEARANCE):
        return
    for first in {born.first, born.last}:
        if node.quantity.variable == "age" and node.unit not in (None, "a") and born.exact:
            yield from (first + dt.timedelta(days=days) for days in _days_of(node))
        else:
            ages = range(on.year - first.year, on.year - first.year + _YEARS)
            yield from (first + relativedelta(years=age) for age in ages if _turns_at(age, node))


def _turns_at(age: int, node: Compare) -> bool:
    """Whether a birthday may count: any does where a value is calculated from the age, or where the limits are no years."""
    limits = [limit.value for limit in (node.low, node.high) if limit is not None]
    if node.quantity.variable == CLEARANCE or node.unit not in (None, "a"):
        return True
    return any(isinstance(limit, Decimal) and limit <= age <= limit + 1 for limit in limits)


def _days_of(node: Compare) -> Iterator[int]:
    """The ages in days at which a limit in another unit of time is reached and passed."""
    for limit in (node.low, node.high):
        if limit is None or not isinstance(limit.value, Decimal) or node.unit is None:
            continue
        try:
            days = int(convert(limit.value, node.unit, "d", variable="age"))
        except (UnitsDiffer, OverflowError):
            continue
        yield from (days, days + 1)


_NONE, _DAY = dt.timedelta(0), dt.timedelta(days=1)
_YEARS = 7
"""As many birthdays lie within the horizon, at most, or on one of its days."""
