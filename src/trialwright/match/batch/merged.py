"""A program and the columns of a block enter; the same with every question and step that gives the same of all of them as one.

In a block most questions have the same column as many others (all that is true of nobody, what trials ask in several words), and
so have the trees over them. What is one is judged once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trialwright.match.batch.coded import Coded
from trialwright.match.batch.program import Op, PlannedStage, Program, Step

_UNORDERED = frozenset({Op.ALL, Op.ANY, Op.NONE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """The program and the columns that are left, and by the number of each question and step of the whole the one it is now."""

    program: Program
    columns: Sequence[Coded]
    numbers: Sequence[int]


def merged(program: Program, columns: Sequence[Coded]) -> Merged:
    """What is one in a block, as one. Columns are the same when they are one object (`coded_tables.read_coded`)."""
    first: dict[int, int] = {}
    kept: list[Coded] = []
    numbers: list[int] = []
    for column in columns:
        number = first.setdefault(id(column), len(kept))
        if number == len(kept):
            kept.append(column)
        numbers.append(number)
    questions = program.questions[:1] * len(kept)
    steps: dict[Step, int] = {}
    for step in program.steps:
        items = tuple(numbers[item] for item in step.items)
        if step.op in _UNORDERED and not step.twice:
            items = tuple(sorted(set(items)))
        moved = Step(op=step.op, items=items, count=step.count, twice=step.twice)
        numbers.append(steps.setdefault(moved, len(kept) + len(steps)))
    stages = tuple(_moved(stage, numbers) for stage in program.stages)
    return Merged(program=Program(questions=questions, steps=tuple(steps), stages=stages), columns=kept, numbers=numbers)


def _moved(stage: PlannedStage, numbers: Sequence[int]) -> PlannedStage:
    return replace(
        stage,
        roots=tuple(dict.fromkeys(numbers[root] for root in stage.roots)),
        begins=None if stage.begins is None else numbers[stage.begins],
        later=tuple(numbers[one] for one in stage.later),
    )
