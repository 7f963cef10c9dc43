"""Planes of a block of patients enter; of whom a line is unknown, and for which reason first, leaves: for all patients at once.

The reasons of a group are those of what is below it and unknown, in the order of `match.evaluate`; `reasons` says the same of one
patient.
"""

from __future__ import annotations

from collections.abc import Callable

from trialwright.match.batch.answers import FALSE, REASONS, TRUE, code_for
from trialwright.match.batch.coded import Coded, Why, coded_planes
from trialwright.match.batch.planes import Ends, Evaluated, Plane
from trialwright.match.batch.program import Op, Step
from trialwright.match.verdict import Reason

_AMBIGUOUS = REASONS.index(Reason.AMBIGUOUS)


class Whys:
    """Why questions and steps are unknown; each is looked at once. `why` tells it of a question."""

    def __init__(self, evaluated: Evaluated, why: Callable[[int], Why]) -> None:
        self._evaluated, self._why = evaluated, why
        self._ends = evaluated.ends
        self._asked = len(evaluated.program.questions)
        self._found: dict[int, Why] = {}
        self._mixed: dict[int, Plane] = {}

    def first(self, number: int) -> Why:
        """Of whom it is unknown, by the first reason: each patient has one."""
        ends, whys = self._ends, self._of(number)
        if len(whys) < 2:
            return whys
        taken = ends.none
        found: dict[int, Plane] = {}
        if number in self._mixed:
            taken = found[_AMBIGUOUS] = self._mixed[number]
        for reason in sorted(whys):
            first = ends.but(whys[reason], taken)
            found[reason] = ends.any((found[reason], first)) if reason in found else first
            taken = ends.any((taken, whys[reason]))
        return found

    def outcome(self, number: int) -> Coded:
        """What it gives of everybody, coded as an answer: true, false, or unknown for the first reason."""
        sides = self._evaluated.planes(number)
        why = {code_for(reason): plane for reason, plane in self.first(number).items()}
        return coded_planes({TRUE: sides.true, FALSE: sides.false, **why}, self._ends)

    def _of(self, number: int) -> Why:
        found = self._found.get(number)
        if found is None:
            open_ = self._open(number)
            if open_ is self._ends.none:
                found = {}
            elif number < self._asked:
                found = self._why(number)
            else:
                found = self._step(number, self._evaluated.program.steps[number - self._asked], open_)
            self._found[number] = found
        return found

    def _open(self, number: int) -> Plane:
        """Of whom it is unknown."""
        ends, sides = self._ends, self._evaluated.planes(number)
        return _some(ends.but(ends.but(ends.all, sides.true), sides.false), ends)

    def _step(self, number: int, step: Step, open_: Plane) -> Why:
        """The reasons of what is below it and unknown. Of a condition that is known only the side that it chooses counts."""
        ends, below = self._ends, list(map(self._of, step.items))
        if step.op is Op.WHEN:
            condition = self._evaluated.planes(step.items[0])
            for place, other in ((1, condition.false), (2, condition.true)):
                below[place] = {reason: ends.but(plane, other) for reason, plane in below[place].items()}
        joined = {reason: ends.any(one[reason] for one in below if reason in one) for reason in {r for one in below for r in one}}
        if step.op is Op.READINGS:
            joined = self._ambiguous(number, (step, open_), joined)
        found = {reason: _some(ends.every((plane, open_)), ends) for reason, plane in joined.items()}
        return {reason: plane for reason, plane in found.items() if plane is not ends.none}

    def _ambiguous(self, number: int, where: tuple[Step, Plane], joined: Why) -> dict[int, Plane]:
        """Readings that say different things are ambiguous, and where one is true and one false that is all there is to say."""
        (step, open_), ends = where, self._ends
        sides = [self._evaluated.planes(item) for item in step.items]
        true, false = ends.any(side.true for side in sides), ends.any(side.false for side in sides)
        mixed = ends.any((true, false)) if sides else ends.all
        torn = ends.every((true, false))
        self._mixed[number] = ends.every((mixed, open_))
        found = {reason: ends.but(plane, torn) for reason, plane in joined.items()}
        return {**found, _AMBIGUOUS: ends.any((found.get(_AMBIGUOUS, ends.none), mixed))}


def _some(plane: Plane, ends: Ends) -> Plane:
    """The plane, or the one object where it is that of nobody."""
    return plane if plane is ends.all or plane.any() else ends.none
