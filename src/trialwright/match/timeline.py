"""What changes by time alone: a verdict in; the first day on which it, or one
of its lines, turns out otherwise if nothing happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from dateutil.relativedelta import relativedelta

from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.match.turns import lengths_of, turning_points
from trialwright.match.verdict import Eligibility, Evidence, LineVerdict, Outcome, Reason, StageVerdict
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.protocol.criteria import Compare
from trialwright.protocol.protocol import Line
from trialwright.vocabulary.time import Duration

HORIZON = relativedelta(years=5)
MOST_DAYS = 60

Judge = Callable[[Line, Known], LineVerdict]


def stage_timeline(verdict: StageVerdict, facts: PatientFacts, context: Context, judge: Judge) -> StageVerdict:
    """The verdict with the day on which it changes and what it becomes, and the same for its lines."""
    turning = [
        turning_days(line.evidence, facts, context.on) if line.reason is not Reason.LATER else set() for line in verdict.lines
    ]
    current = list(verdict.lines)
    lines = list(verdict.lines)
    changes: tuple[dt.date, Eligibility] | None = None
    for day in sorted(set().union(*turning))[:MOST_DAYS]:
        known = know(facts, replace(context, on=day))
        for index in (place for place, days in enumerate(turning) if day in days):
            current[index] = judge(lines[index].line, known)
            if lines[index].changes_on is None and current[index].outcome is not lines[index].outcome:
                lines[index] = replace(lines[index], changes_on=day)
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
    """The days after `on` at which a leaf of the evidence may turn: a window's edge passes a date, or a birthday comes."""
    last = on + HORIZON
    found: set[dt.date] = set()
    for leaf in _leaves(evidence):
        if isinstance(leaf.node, Compare) and leaf.node.quantity.variable == "age" and facts.birth_date is not None:
            found |= set(_birthdays(leaf.node, facts.birth_date.first)) | set(_birthdays(leaf.node, facts.birth_date.last))
        for amount in lengths_of(leaf.node):
            found |= {day for fact in leaf.facts for day in _edges(fact, amount)}
    return {day for day in found if on < day <= last}


def _leaves(evidence: Evidence) -> Iterator[Evidence]:
    if not evidence.children:
        yield evidence
    for child in evidence.children:
        yield from _leaves(child)


def _edges(fact: Fact, amount: Duration) -> Iterator[dt.date]:
    for moment in (fact.date, fact.start, fact.end):
        for day in {moment.first, moment.last} if moment is not None else ():
            yield from turning_points(day, amount)


def _birthdays(node: Compare, born: dt.date) -> Iterator[dt.date]:
    for limit in (node.low, node.high):
        try:
            years = int(limit.value) if limit is not None else None
        except ValueError:
            years = None
        if years is not None:
            yield from (born + relativedelta(years=years), born + relativedelta(years=years + 1))
