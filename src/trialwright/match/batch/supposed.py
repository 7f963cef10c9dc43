"""The planes of a block and other answers to some questions enter; the lines as they would be with those answers leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trialwright.match.batch.planes import Evaluation, Plane, Planes
from trialwright.match.batch.program import Op, Program


@dataclass
class Above:
    """What stands above each question and step of a program."""

    program: Program
    _of: dict[int, frozenset[int]] = field(default_factory=dict)
    _parents: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = len(self.program.questions)
        for place, step in enumerate(self.program.steps):
            for item in set(step.items):
                self._parents.setdefault(item, []).append(asked + place)

    def of(self, number: int) -> frozenset[int]:
        """All steps that look at a question or step, directly or through others."""
        found = self._of.get(number)
        if found is None:
            parents = self._parents.get(number, ())
            found = self._of[number] = frozenset(parents).union(*(self.of(parent) for parent in parents))
        return found


def below(program: Program, root: int) -> frozenset[int]:
    """A question or step with all that it looks at."""
    found: set[int] = set()
    waiting = [root]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += program.steps[number - len(program.questions)].items if number >= len(program.questions) else ()
    return frozenset(found)


def supposing(evaluation: Evaluation, given: Mapping[int, Planes], steps: Iterable[int]) -> dict[int, Planes]:
    """The planes of some steps if questions were answered as given; of other steps they keep what they have.

    `steps` are all those that the answers can change (`Above.of`). The given questions stand in what leaves too.
    """
    program = evaluation.program
    found = dict(given)
    for number in sorted(steps):  # what a step looks at has a lower number
        step = program.steps[number - len(program.questions)]
        items = [found[item] if item in found else evaluation.planes(item) for item in step.items]
        found[number] = evaluation.joined(step, items)
    return found


def reaching(evaluation: Evaluation, root: int) -> dict[int, Plane]:
    """For whom each question below a root stands open under steps that are open too, as far as the root leaves it open.

    Of a condition that holds, what is otherwise is not looked at; and the other way round.
    """
    program = evaluation.program
    asked = len(program.questions)
    found = {root: _open(evaluation.planes(root), evaluation.all)}
    for number in sorted(below(program, root), reverse=True):  # what looks at a step has a higher number
        if number < asked:
            break
        step = program.steps[number - asked]
        planes = [evaluation.planes(item) for item in step.items]
        for place, item in enumerate(step.items):
            plane = found[number] & _open(planes[place], evaluation.all)
            if step.op is Op.WHEN and place:
                plane = plane & ~(planes[0].false if place == 1 else planes[0].true)
            found[item] = found[item] | plane if item in found else plane
    return found


def _open(planes: Planes, all_: Plane) -> Plane:
    found: Plane = all_ & ~planes.true & ~planes.false
    return found
