"""Anchors: the moment that a window is counted from; a window and what is
known in, a date or the reason why there is none out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from trialwright.match.answer import Answer, unknown
from trialwright.match.known import Known
from trialwright.match.tables import rows
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Window
from trialwright.vocabulary.time import PartialDate


def anchor_of(window: Window, known: Known) -> tuple[PartialDate, tuple[Fact, ...]] | Answer:
    """The date of the window's anchor with the facts that give it; an unknown answer where the event is not on record."""
    if not window.event:
        return PartialDate.of(known.context.on), ()
    known = known.by_the_day()
    return event_date(window.anchor, known)


def anchored_on(window: Window | None) -> tuple[str, ...]:
    """The concepts that the date of a window's anchor is read from; none for the reference date."""
    if window is None or not window.event:
        return ()
    shown = _shown_by().get(window.anchor)
    return (window.anchor,) if shown is None else (window.anchor, shown)


def event_date(concept: str, known: Known) -> tuple[PartialDate, tuple[Fact, ...]] | Answer:
    """The latest date on which something of that concept was recorded."""
    dated = [(item.fact.moment, item.fact) for item in known.of(concept) if item.fact.moment is not None]
    if dated:
        latest = max(dated, key=lambda pair: (pair[0].last, pair[0].first))
        return latest[0], (latest[1],)
    first = _first_of(concept, known)
    if first is not None:
        return first
    undated = tuple(item.fact for item in known.of(concept))
    if not undated and concept in known.context.begins:
        return unknown(Reason.LATER, f"{concept} has not taken place", f"Has {concept} taken place, and when?")
    return unknown(Reason.NOT_RECORDED, f"the date of {concept} is not recorded", f"What is the date of {concept}?", *undated)


@cache
def _shown_by() -> Mapping[str, str]:
    """Events that are the first date of something else: the diagnosis of oligometastasis is the first metastasis on record."""
    return {row["event"]: row["concept"] for row in rows("events.tsv")}


def _first_of(concept: str, known: Known) -> tuple[PartialDate, tuple[Fact, ...]] | None:
    shown = _shown_by().get(concept)
    dated = [(item.fact.moment, item.fact) for item in (known.of(shown) if shown else ()) if item.fact.moment is not None]
    if not dated:
        return None
    first = min(dated, key=lambda pair: (pair[0].first, pair[0].last))
    return first[0], (first[1],)
