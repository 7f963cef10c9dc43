"""A stage of a trial and the planes of a block enter; who fails one line and no other leaves, with the answers behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trialwright.match.batch.current import AtStage, at_stage
from trialwright.match.batch.planes import Evaluation, Plane, Planes, members
from trialwright.match.batch.program import Op, PlannedStage, Step
from trialwright.match.batch.supposed import Above, below, supposing
from trialwright.match.verdict import Eligibility


@dataclass(frozen=True, kw_only=True, slots=True)
class Rests:
    """One answer that an exclusion rests on: the number of the question, and the answer."""

    question: int
    answer: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class NearMiss:
    """A patient who fails one line of a stage and no other.

    `otherwise` is what they would be without this line: eligible, or unknown. `rests` are answers of which another one would do,
    when `enough`; else those that would have to change together.
    """

    patient: str
    line: str
    otherwise: Eligibility
    rests: tuple[Rests, ...]
    enough: bool


def near_misses(evaluation: Evaluation, stage: PlannedStage) -> list[NearMiss]:
    """Who of a block fails one line of a stage and no other, in the order of the lines and of the patients."""
    here = at_stage(evaluation, stage)
    return [
        found for place, alone in enumerate(_alone(here)) if alone.any() for found in _of_line(evaluation, here, place, alone)
    ]


def _alone(here: AtStage) -> list[Plane]:
    """For each line, who fails it and no other."""
    once = here.here & ~here.here
    twice = once
    for line in here.lines:
        twice = twice | (once & line.false)
        once = once | line.false
    return [line.false & here.here & ~twice for line in here.lines]


def _of_line(evaluation: Evaluation, here: AtStage, place: int, alone: Plane) -> Iterator[NearMiss]:
    root, patients = here.stage.roots[place], evaluation.block.ids
    passing = evaluation.all
    for number, line in enumerate(here.lines):
        passing = passing if number == place else passing & line.true
    eligible = frozenset() if here.stage.open_end else frozenset(members(passing & alone).tolist())
    enough = _by_patient(evaluation, _enough(evaluation, root, alone))
    together = _by_patient(evaluation, _together(evaluation, root, alone))
    for patient in members(alone).tolist():
        yield NearMiss(
            patient=patients[patient],
            line=here.stage.lines[place],
            otherwise=Eligibility.ELIGIBLE if patient in eligible else Eligibility.UNKNOWN,
            rests=tuple(enough.get(patient) or together.get(patient) or ()),
            enough=patient in enough,
        )


def _by_patient(evaluation: Evaluation, planes: dict[int, Plane]) -> dict[int, list[Rests]]:
    found: dict[int, list[Rests]] = {}
    for question, plane in planes.items():
        true = frozenset(members(plane & evaluation.planes(question).true).tolist())
        for patient in members(plane).tolist():
            found.setdefault(patient, []).append(Rests(question=question, answer=patient in true))
    return found


def _enough(evaluation: Evaluation, root: int, alone: Plane) -> dict[int, Plane]:
    """For each question of a line, for whom the opposite of its answer alone would have the line fail no longer."""
    inside, above, found = below(evaluation.program, root), Above(program=evaluation.program), {}
    for number in sorted(inside):
        if number >= len(evaluation.program.questions):
            break
        planes = evaluation.planes(number)
        opposite = Planes(true=planes.false, false=planes.true, bare=planes.bare)
        line = supposing(evaluation, {number: opposite}, above.of(number) & inside)[root]
        plane = alone & (planes.true | planes.false) & ~line.false
        if plane.any():
            found[number] = plane
    return found


def _together(evaluation: Evaluation, root: int, alone: Plane) -> dict[int, Plane]:
    """For each question of a line, for whom its answer is among those that make the line fail; conditions are left aside."""
    program = evaluation.program
    asked = len(program.questions)
    none = alone & ~alone
    blamed = {root: Planes(true=none, false=alone)}
    for number in sorted(below(program, root), reverse=True):  # what looks at a step has a higher number
        if number < asked:
            break
        step = program.steps[number - asked]
        for place, item in enumerate(step.items):
            own, before = evaluation.planes(item), blamed.get(item, Planes(true=none, false=none))
            wanted = _blamed_below(evaluation, step, place, blamed.get(number, before))
            blamed[item] = Planes(true=before.true | (wanted.true & own.true), false=before.false | (wanted.false & own.false))
    found = {number: planes.true | planes.false for number, planes in blamed.items() if number < asked}
    return {number: plane for number, plane in found.items() if plane.any()}


def _blamed_below(evaluation: Evaluation, step: Step, place: int, blamed: Planes) -> Planes:
    """For whom an item of a step is to blame if it is true, and if it is false."""
    if step.op in (Op.NONE, Op.NOT):
        return ~blamed
    if step.op is not Op.WHEN:
        return blamed
    if place == 0:
        none = blamed.true & ~blamed.true
        return Planes(true=none, false=none)
    condition = evaluation.planes(step.items[0])
    out = condition.false if place == 1 else condition.true
    return Planes(true=blamed.true & ~out, false=blamed.false & ~out)
