"""The days that questions name, on one reference date: what a day on record is ordered beside, and when that order turns.

Equal landmarks are one object, so that they can be compared and looked up by what they are.
"""

from __future__ import annotations

import datetime as dt

from trialwright.match.batch.program import Asked
from trialwright.match.turns import lengths_of, turning_points
from trialwright.match.windows import after, before
from trialwright.protocol.criteria import Compare, Has
from trialwright.vocabulary.time import Duration

NEVER = dt.date.max.toordinal()
"""The ordinal of a day that does not come."""


class Landmarks:
    """The days that a question names, as ordinals: the reference date and the edges of its window."""

    def __init__(self, on: dt.date, days: tuple[int, ...], lengths: tuple[Duration, ...]) -> None:
        self.days = days
        self.turning = bool(lengths)
        """Whether a day can stand otherwise to them as time goes on, but for a day that is the reference date itself."""
        self._on = on
        self._lengths = lengths
        self._turns: dict[int, int] = {}

    def turn(self, day: int) -> int:
        """The first day after the reference date on which a day on record stands otherwise to the landmarks; `NEVER` for none."""
        found = self._turns.get(day)
        if found is None:
            points = (point for length in self._lengths for point in turning_points(dt.date.fromordinal(day), length))
            found = self._turns[day] = min((point.toordinal() for point in points if point > self._on), default=NEVER)
        return found


class OneDay:
    """The landmarks of all questions on one reference date."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self._found: dict[tuple[tuple[int, ...], tuple[Duration, ...]], Landmarks] = {}

    def landmarks(self, asked: Asked) -> Landmarks:
        """Those of what is asked."""
        window = asked.window if isinstance(asked, (Has, Compare)) else None
        days = [self.on] if window is None else [self.on, before(self.on, window.amount), after(self.on, window.amount)]
        key = (tuple(day.toordinal() for day in days), tuple(lengths_of(asked)))
        return self._found.setdefault(key, Landmarks(self.on, *key))
