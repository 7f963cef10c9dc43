"""Protocols enter, a program leaves: each distinct question once, and the trees over them as steps, equal ones shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TypeAlias

from trialwright.match.asked import own_words
from trialwright.match.evaluate import note_of, treated
from trialwright.match.ever import marked
from trialwright.match.same import asked_of, questions_asked_twice
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Criterion,
    Has,
    Leaf,
    NoneOf,
    Not,
    Readings,
    When,
    children,
    without_spans,
)
from trialwright.protocol.protocol import Protocol, Stage
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """The question whether the event that opens a stage has taken place."""

    concept: str


Asked: TypeAlias = Leaf | Begun
"""What a question asks: a leaf of a tree, or whether a stage has begun. Without its place in a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One distinct question: what is asked, by a trial that treats `diseases`, in `words` of its own that a sheet may repeat.

    `place` and `text` are one of the places where it is asked.
    """

    asked: Asked
    diseases: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    place: Asked = field(compare=False)
    text: str = field(compare=False, default="")


class Op(IntEnum):
    """How a step joins what is below it; the names are those of the trees."""

    ALL = 0
    ANY = 1
    NONE = 2
    AT_LEAST = 3
    NOT = 4
    WHEN = 5
    READINGS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One group: the numbers of its items (questions first, then the steps in their order).

    `twice` are the places, among the items, of questions that ask one thing by several tests (`match.same`).
    """

    op: Op
    items: tuple[int, ...]
    count: int = 0
    twice: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedStage:
    """A stage of a trial: the ids of its lines, the number that each line's tree has, and what opens it.

    `begins` is the number of the question whether it has begun, None for a first stage; `later` are those of the stages after it,
    any of which closes it. `open_end` when it can never be called eligible, since the source does not show its criteria.
    """

    trial: str
    name: str
    lines: tuple[str, ...]
    roots: tuple[int, ...]
    begins: int | None = None
    later: tuple[int, ...] = ()
    open_end: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """All questions of some trials, the steps over them, and the stages. Numbers below `len(questions)` are questions."""

    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    stages: tuple[PlannedStage, ...]


_OPS = {AllOf: Op.ALL, AnyOf: Op.ANY, NoneOf: Op.NONE, AtLeast: Op.AT_LEAST, Not: Op.NOT, When: Op.WHEN, Readings: Op.READINGS}


def program_of(protocols: Iterable[Protocol], *, vocabulary: Vocabulary | None = None) -> Program:
    """The program of trials, in their order. The same trials give the same program."""
    maker = _Maker(vocabulary=vocabulary or default_vocabulary())
    stages = [stage for protocol in protocols for stage in maker.stages_of(protocol)]
    return maker.program(stages)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asker:
    """A trial as its questions need it."""

    text: str
    diseases: tuple[str, ...]
    begins: tuple[str, ...]


@dataclass
class _Maker:
    """Gives each distinct question and step its number. Steps are numbered from -1 downwards until all questions are known."""

    vocabulary: Vocabulary
    questions: dict[Question, int] = field(default_factory=dict)
    steps: dict[Step, int] = field(default_factory=dict)

    def stages_of(self, protocol: Protocol) -> list[PlannedStage]:
        asker = _Asker(
            text=protocol.criteria_text,
            diseases=treated(protocol.conditions, self.vocabulary),
            begins=tuple(item.begins for item in protocol.stages if item.begins),
        )
        opened = [self._opened(stage) for stage in protocol.stages]
        return [
            PlannedStage(
                trial=protocol.key,
                name=stage.name,
                lines=tuple(line.id for line in stage.lines),
                roots=tuple(self._number(line.node, asker) for line in stage.lines),
                begins=opened[index],
                later=tuple(number for number in opened[index + 1 :] if number is not None),
                open_end=bool(note_of(stage, protocol)),
            )
            for index, stage in enumerate(protocol.stages)
        ]

    def _opened(self, stage: Stage) -> int | None:
        return (
            None if stage.begins is None else self._question(Question(asked=(asked := Begun(concept=stage.begins)), place=asked))
        )

    def _number(self, node: Criterion, asker: _Asker) -> int:
        op = _OPS.get(type(node))
        if op is None:
            return self._question(_question_of(node, asker, self.vocabulary))  # type: ignore[arg-type]
        below = children(node)
        step = Step(
            op=op,
            items=tuple(self._number(item, asker) for item in below),
            count=node.count if isinstance(node, AtLeast) else 0,
            twice=_asked_twice(below) if op in (Op.ANY, Op.NONE) else (),
        )
        return self.steps.setdefault(step, -1 - len(self.steps))

    def _question(self, question: Question) -> int:
        return self.questions.setdefault(question, len(self.questions))

    def program(self, stages: Sequence[PlannedStage]) -> Program:
        """All that was numbered, with the steps numbered behind the questions."""
        asked = len(self.questions)

        def moved(number: int) -> int:
            return number if number >= 0 else asked - 1 - number

        steps = tuple(replace(step, items=tuple(map(moved, step.items))) for step in self.steps)
        placed = tuple(replace(stage, roots=tuple(map(moved, stage.roots))) for stage in stages)
        return Program(questions=tuple(self.questions), steps=steps, stages=placed)


def _question_of(node: Leaf, asker: _Asker, vocabulary: Vocabulary) -> Question:
    asked = without_spans(marked(node, asker.text, vocabulary) if isinstance(node, Has) else node)
    assert not isinstance(asked, (AllOf, AnyOf, NoneOf, AtLeast, Not, When, Readings))
    words = own_words(node, asker.text) if isinstance(node, Has) else ()
    return Question(asked=asked, diseases=asker.diseases, begins=asker.begins, words=words, place=node, text=asker.text)


def _asked_twice(below: Sequence[Criterion]) -> tuple[tuple[int, ...], ...]:
    groups = (tuple(index for index, item in enumerate(below) if asked_of(item) in group) for group in questions_asked_twice())
    return tuple(group for group in groups if len(group) > 1)
