"""From facts to what is known: a patient's facts in; items out, with what a regimen, a stage, a test or the sex implies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from trialwright.match.context import Context
from trialwright.match.derive import derived_measurements, few_metastases
from trialwright.match.halfread import named_by_place
from trialwright.match.implied import implied
from trialwright.match.known import Item, Known, item_of
from trialwright.match.notgiven import only_thought_of
from trialwright.match.parts import parts_of
from trialwright.match.toxicities import told_as_toxicities
from trialwright.match.whose import without_those_of_others
from trialwright.patients.facts import Fact, PatientFacts


def know(facts: PatientFacts, context: Context) -> Known:
    """The patient on the reference date: what is dated later, or only planned, has not happened yet and is left out."""
    happened = (fact for fact in facts.facts if not (_future(fact, context) or only_thought_of(fact)))
    items = [item for fact in happened for item in _items(fact, context)]
    known = Known(patient=facts, context=context, items=tuple(items))
    known = replace(known, items=told_as_toxicities(known.items, known))
    known = replace(known, items=without_those_of_others(known))
    for follow in (implied, derived_measurements):
        known = replace(known, items=(*known.items, *follow(known)))
    known = replace(known, turns=tuple(_turns(known)), edges=[])
    few = few_metastases(known)
    others = tuple(item for item in known.items if not any(item.facts is found.facts for found in few))
    return replace(known, items=(*others, *few)) if few else known


def _turns(known: Known) -> Iterator[dt.date]:
    """The days after the reference date on which something that is recorded begins or is over, or no longer follows. What is
    dated on the reference date itself is known already."""
    on = known.context.on
    yield from (day for day in known.edges if day > on)
    for fact in known.patient.facts:
        for moment in (fact.date, fact.start, fact.end):
            if moment is not None and (on < moment.last < dt.date.max or (moment is fact.end and moment.last == on)):
                days = {day for edge in (moment.first, moment.last) for day in (edge, edge + dt.timedelta(days=1))}
                yield from (day for day in days if day > on)


def _future(fact: Fact, context: Context) -> bool:
    first = fact.start or fact.date or fact.end
    return first is not None and first.first > context.on


def _items(fact: Fact, context: Context) -> Iterator[Item]:
    own = named_by_place(item_of(fact), context)
    yield own
    yield from parts_of(own, context)


def all_of(items: Iterable[Item]) -> tuple[Fact, ...]:
    """The facts behind items."""
    return tuple(fact for item in items for fact in item.facts)
