"""A program and the planes of patients enter; the facts whose lack leaves most trials open leave, the most deciding first.

The idea of a question is that of `match.deciding`: what is worth asking is counted. Here it is counted in pairs of a patient and
a trial: of those that are open now, how many each answer would decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trialwright.match.batch.answers import CODES, truth_of
from trialwright.match.batch.current import AtStage, at_stage
from trialwright.match.batch.planes import Evaluation, Plane, Planes, count
from trialwright.match.batch.program import Begun, Program
from trialwright.match.batch.supposed import Above, below, reaching, supposing
from trialwright.match.topics import ANSWERABLE, AnswerOf, Asks, Reading, Topic, TopicKind, answers_to, results_of
from trialwright.match.truth import Truth
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

_ANSWERABLE = np.array([bool(set(truth_of(code)[1]) & ANSWERABLE) for code in range(CODES)])
"""By code: whether it is unknown, and a person or a record could tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextQuestion:
    """A fact that is missing, in patients and in pairs of a patient and a trial.

    `patients` lack it for a trial that is open for them, `pairs` are those trials of theirs. `decided` has, for each answer (in
    the order of `answers`), how many of the pairs it would decide; `surely` how many are decided by every answer.
    """

    topic: Topic
    answers: tuple[str, ...]
    patients: int
    pairs: int
    decided: tuple[int, ...]
    surely: int
    trials: Mapping[str, int]

    @property
    def fact(self) -> str:
        """The fact in words: "hemoglobin", "HER2 (result)", "dose of prednisone"."""
        about = f"{self.topic.attribute} of {self.topic.about}" if self.topic.attribute else self.topic.about
        return f"{about} (result)" if self.topic.kind is TopicKind.RESULT else about

    @property
    def decides(self) -> float:
        """The pairs that an answer decides, on the mean of its answers."""
        return sum(self.decided) / len(self.decided)

    def __add__(self, other: NextQuestion) -> NextQuestion:
        trials = {key: self.trials.get(key, 0) + other.trials.get(key, 0) for key in {**self.trials, **other.trials}}
        return NextQuestion(
            topic=self.topic,
            answers=self.answers,
            patients=self.patients + other.patients,
            pairs=self.pairs + other.pairs,
            decided=tuple(one + two for one, two in zip(self.decided, other.decided, strict=True)),
            surely=self.surely + other.surely,
            trials=trials,
        )


@dataclass
class Topics:
    """The topics of a program: which questions ask for each, directly or for something wider of which a "no" answers them.

    `trials` are those whose pairs count; None: all.
    """

    program: Program
    trials: frozenset[str] | None = None
    vocabulary: Vocabulary = field(default_factory=default_vocabulary)
    asks: dict[int, Asks] = field(default_factory=dict)
    asking: dict[Topic, list[int]] = field(default_factory=dict)
    narrower: dict[Topic, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reading = Reading(words=self.vocabulary)
        for number, question in enumerate(self.program.questions):
            asks = None if isinstance(question.asked, Begun) else reading.asks(question.asked)
            if asks is None:
                continue
            self.asks[number] = asks
            self.asking.setdefault(asks.topic, []).append(number)
            if asks.wider is not None:
                self.narrower.setdefault(asks.wider, []).append(number)
        self.above = Above(program=self.program)
        self.stages: dict[int, list[int]] = {}
        for place, stage in enumerate(self.program.stages):
            if self.trials is not None and stage.trial not in self.trials:
                continue
            for number in frozenset().union(*(below(self.program, root) for root in stage.roots)):
                self.stages.setdefault(number, []).append(place)

    def results(self, topic: Topic) -> tuple[str, ...]:
        """The findings of a test that any question asks for."""
        return results_of(self.program.questions[number].place for number in self.asking[topic])


def next_questions(evaluation: Evaluation, topics: Topics) -> list[NextQuestion]:
    """What each topic that is open for a patient of a block would decide; in no order. Blocks are added (`joined_questions`)."""
    asking = _Asking(evaluation, topics)
    return [found for topic in topics.asking if (found := asking.worth(topic)) is not None]


def joined_questions(parts: Iterable[Iterable[NextQuestion]]) -> list[NextQuestion]:
    """The questions of several blocks as one list, the one that decides most pairs first."""
    found: dict[Topic, NextQuestion] = {}
    for part in parts:
        for one in part:
            found[one.topic] = found[one.topic] + one if one.topic in found else one
    kinds = tuple(TopicKind)
    return sorted(found.values(), key=lambda one: (-one.decides, -one.pairs, kinds.index(one.topic.kind), one.topic.about))


class _Asking:
    """A block of patients who are asked one topic after another."""

    def __init__(self, evaluation: Evaluation, topics: Topics) -> None:
        self._evaluation = evaluation
        self._topics = topics
        self._none: Plane = evaluation.all & ~evaluation.all
        self._stages: dict[int, AtStage] = {}
        self._others: dict[tuple[int, frozenset[int]], Plane] = {}
        self._lacking: dict[int, Plane] = {}
        self._reaching: dict[int, dict[int, Plane]] = {}

    def worth(self, topic: Topic) -> NextQuestion | None:
        """What one topic would decide; None when nobody lacks it."""
        numbers = [number for number in self._topics.asking[topic] if self._lack(number).any()]
        if not numbers:
            return None
        asked = {
            place: plane
            for place in dict.fromkeys(place for number in numbers for place in self._topics.stages.get(number, ()))
            if (plane := self._asked(place, numbers)).any()
        }
        if not asked:
            return None
        results = self._topics.results(topic)
        decided = [self._decided(asked, self._supposed(topic, answer)) for answer in answers_to(topic, results)]
        trials: dict[str, int] = {}
        for place, plane in asked.items():
            trial = self._topics.program.stages[place].trial
            trials[trial] = trials.get(trial, 0) + count(plane)
        return NextQuestion(
            topic=topic,
            answers=(*results, "another result") if topic.kind is TopicKind.RESULT else ("yes", "no"),
            patients=count(np.bitwise_or.reduce(list(asked.values()))),
            pairs=sum(trials.values()),
            decided=tuple(sum(count(plane) for plane in planes.values()) for planes in decided),
            surely=sum(count(np.bitwise_and.reduce([planes[place] for planes in decided])) for place in asked),
            trials=trials,
        )

    def _lack(self, number: int) -> Plane:
        """For whom a question is unknown that a person or a record could answer."""
        found = self._lacking.get(number)
        if found is None:
            found = self._lacking[number] = self._evaluation.marked(number, _ANSWERABLE)
        return found

    def _stage(self, place: int) -> AtStage:
        found = self._stages.get(place)
        if found is None:
            found = self._stages[place] = at_stage(self._evaluation, self._topics.program.stages[place])
        return found

    def _asked(self, place: int, numbers: Sequence[int]) -> Plane:
        """Those for whom a stage is open and asks one of the questions: it leaves a line open."""
        stage = self._stage(place)
        found = self._none
        for root in set(stage.stage.roots):
            reached = self._reached(root)
            for number in numbers:
                if number in reached:
                    found = found | (reached[number] & self._lack(number))
        return found & stage.open

    def _reached(self, root: int) -> dict[int, Plane]:
        """For whom each question of a line stands open below steps that are open too: for them it matters."""
        found = self._reaching.get(root)
        if found is None:
            found = self._reaching[root] = reaching(self._evaluation, root)
        return found

    def _supposed(self, topic: Topic, answer: AnswerOf) -> dict[int, Planes]:
        """The planes of what an answer changes."""
        given: dict[int, Planes] = {}
        for number in (*self._topics.asking[topic], *self._topics.narrower.get(topic, ())):
            truth = answer(self._topics.asks[number])
            lack = self._lack(number)
            if truth is not None and truth is not Truth.UNKNOWN and lack.any():
                given[number] = _answered(self._evaluation.planes(number), lack, truth)
        steps = frozenset().union(*(self._topics.above.of(number) for number in given))
        return supposing(self._evaluation, given, steps)

    def _decided(self, asked: Mapping[int, Plane], supposed: Mapping[int, Planes]) -> dict[int, Plane]:
        return {place: plane & self._verdict(place, supposed) for place, plane in asked.items()}

    def _verdict(self, place: int, supposed: Mapping[int, Planes]) -> Plane:
        """Of those for whom a stage is open: whom it would exclude, and who would be eligible."""
        stage = self._stage(place)
        changed = frozenset(line for line, root in enumerate(stage.stage.roots) if root in supposed)
        excluded, passing = self._none, self._rest(place, changed)
        for line in changed:
            planes = supposed[stage.stage.roots[line]]
            excluded = excluded | planes.false
            passing = passing & planes.true
        return excluded if stage.stage.open_end else excluded | passing

    def _rest(self, place: int, changed: frozenset[int]) -> Plane:
        """Who passes all lines of a stage but for some."""
        found = self._others.get((place, changed))
        if found is None:
            found = self._evaluation.all
            for line, planes in enumerate(self._stage(place).lines):
                found = found if line in changed else found & planes.true
            self._others[place, changed] = found
        return found


def _answered(planes: Planes, lack: Plane, truth: Truth) -> Planes:
    """A question that those who lack an answer to it have answered."""
    bare = None if planes.bare is None else planes.bare & ~lack
    if truth is Truth.TRUE:
        return Planes(true=planes.true | lack, false=planes.false, bare=bare)
    return Planes(true=planes.true, false=planes.false | lack, bare=bare)
