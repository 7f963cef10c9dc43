"""Courses of therapy: what is known in; what follows from how they were given and how they ended (a progression on the last of
them, a platinum doublet) out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from trialwright.match.known import Item, Known
from trialwright.match.results import Fit, worded
from trialwright.match.values import decimal
from trialwright.patients.facts import Fact, Kind
from trialwright.vocabulary.time import PartialDate

_PROGRESSION = "disease progression"
_DOUBLET, _COMBINATION = "platinum doublet", "platinum-based combination chemotherapy"


def followed(known: Known) -> Iterator[Item]:
    """The items that follow from the courses of therapy on record."""
    yield from _progression(known)
    yield from _doublets(known)


def _progression(known: Known) -> Iterator[Item]:
    """A disease that progressed on its last therapy has progressed, on some day of that therapy; where another may have come
    behind it, what became of the disease is not known."""
    given = known.of("anticancer therapy")
    if not any(item.qualifier("response") for item in given) or _PROGRESSION not in known.context.vocabulary:
        return
    ended = [item for item in given if worded(item.qualifier("response"), "progressive disease") is Fit.YES]
    if not ended:
        return
    last = max(ended, key=lambda item: (_first(item) or dt.date.min, decimal(item.qualifier("line")) or 0))
    if any(_may_be_behind(item, last) for item in given if not any(item.fact is failed.fact for failed in ended)):
        return
    first, stop = _first(last), last.fact.end or last.fact.date
    until = min(stop.last, known.context.on) if stop is not None else known.context.on
    day = PartialDate(first=first, last=until) if first is not None and first <= until else None
    told = Fact(what=_PROGRESSION, concept=_PROGRESSION, kind=Kind.CONDITIONS, date=day, place=last.fact.place)
    yield Item(facts=(told, last.fact), concepts=(_PROGRESSION,), kind=Kind.CONDITIONS, why="the response to the last therapy")


def _may_be_behind(other: Item, last: Item) -> bool:
    """Whether a therapy may have begun later than another; by their lines where a day is missing."""
    lines = decimal(other.qualifier("line")), decimal(last.qualifier("line"))
    if lines[0] is not None and lines[1] is not None and lines[0] != lines[1]:
        return lines[0] > lines[1]
    begun = other.fact.start or other.fact.date or other.fact.end
    first = _first(last)
    return begun is None or first is None or begun.last > first


def _first(item: Item) -> dt.date | None:
    moment = item.fact.start or item.fact.date or item.fact.end
    return None if moment is None else moment.first


def _doublets(known: Known) -> Iterator[Item]:
    """A platinum and one more cytotoxic drug that were begun on the same day were given together."""
    platinums = [item for item in known.of("platinum") if _begun(item) is not None]
    if not platinums or _DOUBLET not in known.context.vocabulary:
        return
    words = known.context.vocabulary
    cytotoxic = [item for item in known.of("chemotherapy") if not any(words.is_a(name, "platinum") for name in item.concepts)]
    for item in platinums:
        beside = {
            name: one
            for one in cytotoxic
            if one.kind is item.kind and _begun(one) == _begun(item)
            for name in one.concepts
            if words.kind(name) == "drug"
        }
        if beside:
            yield Item(
                facts=(*item.facts, *(fact for one in beside.values() for fact in one.facts)),
                concepts=(_DOUBLET if len(beside) == 1 else _COMBINATION,),
                narrowing=item.narrowing,
                kind=item.kind,
                why="a platinum and another cytotoxic drug begun on one day",
            )


def _begun(item: Item) -> PartialDate | None:
    """The day on which a drug was begun, where it is known to the day."""
    start = item.fact.start
    return start if start is not None and start.exact else None


def radical(item: Item, known: Known) -> Fit:
    """Whether an operation is radical by its name ("radical cystectomy"); open for any other."""
    words = known.context.vocabulary
    named = any(name in words and words.is_a(name, "radical surgery") for name in item.concepts)
    return Fit.YES if named else Fit.OPEN
