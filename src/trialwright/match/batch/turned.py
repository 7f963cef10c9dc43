"""One patient's answers as they were and as they are enter; whose verdict of the stages of a program is another leaves.

What rests on an answer that turned is judged step by step upwards, and only as far as the truth of a step is another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from trialwright.match.batch.answers import IS_BARE, IS_FALSE, IS_TRUE, Codes
from trialwright.match.batch.program import Op, PlannedStage, Program, Step
from trialwright.match.verdict import Eligibility

TruthOf = Callable[[int], int]
"""The truth of a question or step: 1 for true, -1 for false, 0 for unknown (`match.truth`)."""
_TRUTHS = tuple(int(true) - int(false) for true, false in zip(IS_TRUE, IS_FALSE, strict=True))
Turned = tuple[PlannedStage, str | None, str | None]
"""A stage, its verdict before and after; None where it is not judged."""


class Above:
    """What rests on each question and step of a program, and the stages that rest on it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._asked = len(program.questions)
        size = self._asked + len(program.steps)
        self._steps: list[list[int]] = [[] for _ in range(size)]
        self._stages: list[list[int]] = [[] for _ in range(size)]
        for place, step in enumerate(program.steps):
            for item in set(step.items):
                self._steps[item].append(self._asked + place)
        for place, stage in enumerate(program.stages):
            begun = () if stage.begins is None else (stage.begins,)
            for number in {*stage.roots, *stage.later, *begun}:
                self._stages[number].append(place)

    def turned(self, before: Codes, after: Codes, questions: Iterable[int]) -> Iterator[Turned]:
        """The stages whose verdict is another, when the answers to some questions are others."""
        was = _Side(self.program, before)
        now = _Turning(was, after)
        waiting = list(questions)
        heapify(waiting)
        stages: set[int] = set()
        seen = -1
        while waiting:
            number = heappop(waiting)
            if number == seen:
                continue
            seen = number
            if now.turns(number):
                stages.update(self._stages[number])
            elif number >= self._asked:
                continue  # a question that stays unknown may do so for another reason, and what rests on it may look at that
            for step in self._steps[number]:
                heappush(waiting, step)
        for place in sorted(stages):
            stage = self.program.stages[place]
            sides = verdict(stage, was.truth), verdict(stage, now.truth)
            if sides[0] != sides[1]:
                yield (stage, *sides)


def verdict(stage: PlannedStage, truth: TruthOf) -> str | None:
    """The verdict on a stage for one patient, as `planes.Evaluated.stage` gives it; None where it is not judged."""
    if any(truth(later) > 0 for later in stage.later):
        return None
    if stage.begins is not None and truth(stage.begins) <= 0:
        return Eligibility.UNKNOWN.value
    least = min(map(truth, stage.roots), default=0)
    if least < 0:
        return Eligibility.INELIGIBLE.value
    return Eligibility.ELIGIBLE.value if least > 0 and not stage.open_end else Eligibility.UNKNOWN.value


class _Side:
    """The truths that follow from answers; what was judged once is kept."""

    def __init__(self, program: Program, codes: Codes) -> None:
        self.steps, self.asked, self.codes = program.steps, len(program.questions), codes.tobytes()
        self._found: dict[int, int] = {}

    def truth(self, number: int) -> int:
        """That of a question or step."""
        if number < self.asked:
            return _TRUTHS[self.codes[number]]
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = _joined(self.steps[number - self.asked], self.truth, self.codes)
        return found


class _Turning:
    """The truths after answers turned: those before, but for what was found to have turned."""

    def __init__(self, before: _Side, codes: Codes) -> None:
        self._before, self._codes = before, codes.tobytes()
        self._found: dict[int, int] = {}

    def truth(self, number: int) -> int:
        """That of a question or step, all below which was looked at."""
        if number < self._before.asked:
            return _TRUTHS[self._codes[number]]
        found = self._found.get(number)
        return self._before.truth(number) if found is None else found

    def turns(self, number: int) -> bool:
        """Whether it is another than it was."""
        was = self._before.truth(number)
        if number < self._before.asked:
            return _TRUTHS[self._codes[number]] != was
        now = _joined(self._before.steps[number - self._before.asked], self.truth, self._codes)
        if now != was:
            self._found[number] = now
        return now != was


def _joined(step: Step, truth: TruthOf, codes: bytes) -> int:
    """The truth of a step (`match.truth`)."""
    items = step.items
    match step.op:
        case Op.ALL:
            return _least(truth(item) for item in items)
        case Op.ANY | Op.NONE:
            below = [truth(item) for item in items] if step.twice else (truth(item) for item in items)
            for group in step.twice:
                below = _asked_twice(list(below), step, group, codes)
            no = _least(-one for one in below)
            return no if step.op is Op.NONE else -no
        case Op.AT_LEAST:
            below = [truth(item) for item in items]
            if sum(one > 0 for one in below) >= step.count:
                return 1
            return 0 if sum(one >= 0 for one in below) >= step.count else -1
        case Op.NOT:
            return -truth(items[0])
        case Op.WHEN:
            condition = truth(items[0])
            if condition:
                return truth(items[1] if condition > 0 else items[2])
            then = truth(items[1])
            return then if then == truth(items[2]) else 0
    said = {truth(item) for item in items}
    return said.pop() if len(said) == 1 else 0


def _least(truths: Iterable[int]) -> int:
    least = 1
    for one in truths:
        if one < 0:
            return -1
        least = min(least, one)
    return least


def _asked_twice(truths: Sequence[int], step: Step, group: Sequence[int], codes: bytes) -> list[int]:
    """As `match.same.one_question`."""
    said = {truths[place] for place in group} - {0}
    bare = {place for place in group if said == {-1} and IS_BARE[codes[step.items[place]]]}
    return [-1 if place in bare else one for place, one in enumerate(truths)]
