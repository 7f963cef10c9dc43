"""A day and a length of time enter; the days leave on which, nothing happening, the one passes an edge of the other."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterator
from functools import lru_cache

from trialwright.match.overcome import times_described
from trialwright.match.timeline_units import duration_of
from trialwright.match.windows import after, before
from trialwright.protocol.criteria import Compare, Has
from trialwright.vocabulary.time import Duration

_DAY = dt.timedelta(days=1)
_SLACK = dt.timedelta(days=4)
"""Months have no fixed length: the day one month before the 31st of March, and before the 28th, is the same."""


@lru_cache(maxsize=1_048_576)
def turning_points(day: dt.date, amount: Duration | None) -> tuple[dt.date, ...]:
    """The reference dates, growing, on which `day` stands otherwise than the day before to a window of that length.

    Edges are counted from the reference date, back and ahead; a length is also counted from the day itself. None: no length,
    so that only the day and the one after it count. Beyond the calendar there is no point.
    """
    found = {day, *_next(day)}
    if amount is not None:
        over = after(day, amount)
        found |= {over, *_next(over)}
        found.update(_first(lambda on: before(on, amount), day, over))
        found.update(_first(lambda on: after(on, amount), day, before(day, amount)))
    return tuple(sorted(found - {dt.date.min, dt.date.max}))


def lengths_of(node: object) -> Iterator[Duration]:
    """The lengths of time that a leaf counts from the reference date, or up to it: of its window, and its limits of time."""
    if isinstance(node, (Compare, Has)) and node.window is not None and node.window.amount is not None and not node.window.event:
        yield node.window.amount
    if isinstance(node, Has):
        yield from times_described(node.target)
    if isinstance(node, Compare) and node.quantity.attribute in ("interval", "duration"):
        for limit in (node.low, node.high):
            length = duration_of(limit, node.unit or "d") if limit is not None else None
            if length is not None:
                yield length


def _next(day: dt.date) -> tuple[dt.date, ...]:
    return () if day == dt.date.max else (day + _DAY,)


def _first(edge: Callable[[dt.date], dt.date], day: dt.date, near: dt.date) -> Iterator[dt.date]:
    """The first reference date whose edge is that day or later, and the first whose edge is later; both lie near a date."""
    if near - dt.date.min <= _SLACK or dt.date.max - near <= _SLACK:
        return
    on = near - _SLACK
    for passed in (operator.ge, operator.gt):
        while not passed(edge(on), day) and on < near + _SLACK:
            on += _DAY
        yield on
