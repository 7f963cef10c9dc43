"""The questions of a program enter, the reference's answers leave: each asked once of all patients of whom it reads the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

from trialwright.match.answer import Answer, decided
from trialwright.match.asked import in_its_own_words
from trialwright.match.batch.answers import FALSE, TRUE, code_of
from trialwright.match.batch.landmarks import Landmarks, OneDay
from trialwright.match.batch.program import Asked, Begun, Program, Question
from trialwright.match.batch.readers import Akin, Likeness, Readers
from trialwright.match.batch.reads import DAYS, Watched, watched
from trialwright.match.batch.treats import Treats
from trialwright.match.batch.views import Contents, Noting, View, Way, way_of
from trialwright.match.context import Context
from trialwright.match.evaluate import answer_to, has_begun
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare, Has
from trialwright.protocol.protocol import Stage
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary


@dataclass
class Kept:
    """The answers to one thing that is asked: each way to one that was met, and the codes by what was found on it.

    What is read first is the same for everybody; so the ways are parted by what that read gives (`View.told_first`).
    """

    first: int | None = None
    ways: dict[Hashable, list[tuple[Way, dict[Hashable, int]]]] = field(default_factory=dict)

    def codes_for(self, way: Way, told: Hashable) -> dict[Hashable, int]:
        """The codes of one way, for those of whom the first read gives what is told."""
        ways = self.ways.setdefault(told, [])
        for known, codes in ways:
            if known is way:
                return codes
        ways.append((way, {}))
        return ways[-1][1]


class Worded:
    """The questions that have words of their own, by the facts that may repeat these."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._numbers: dict[str, list[int]] = {}
        for number, question in enumerate(questions):
            for words, _ in question.words:
                self._numbers.setdefault(words, []).append(number)
        self._like = Likeness(self._numbers)
        self._found: dict[str, frozenset[int]] = {}

    def by(self, what: str) -> frozenset[int]:
        """The questions whose own words a fact of these words may repeat."""
        found = self._found.get(what)
        if found is None:
            found = frozenset(number for text in self._like.of(what) for number in self._numbers[text])
            self._found[what] = found
        return found


@dataclass
class Recall:
    """The questions of a program on one reference date, and every answer that the reference gave to one."""

    program: Program
    on: dt.date
    vocabulary: Vocabulary = field(default_factory=default_vocabulary)

    def __post_init__(self) -> None:
        asked: dict[Asked, list[int]] = {}
        for number, question in enumerate(self.program.questions):
            asked.setdefault(question.asked, []).append(number)
        self.asked = list(asked)
        self.questions = list(asked.values())
        day = OneDay(self.on)
        self.landmarks = [day.landmarks(item) for item in self.asked]
        questions = self.program.questions
        self.contents = Contents()
        self.treats = Treats(
            context=self.context(), diseases=frozenset(disease for question in questions for disease in question.diseases)
        )
        self._place_of = {number: place for place, numbers in enumerate(self.questions) for number in numbers}
        self._kept = [Kept() for _ in asked]
        self.akin = Akin(self.vocabulary)
        self.readers = Readers(know(PatientFacts(id=""), self.context()), self.akin)
        """What is asked, by all that was read for any answer."""
        self._worded = Worded(questions)
        self._names = [_names_in(one) for one in asked]
        self.answered = 0
        """How often the reference was asked: less than was answered."""

    def context(self, question: Question | None = None) -> Context:
        """The reference date with what the trial of a question treats."""
        if question is None:
            return Context(on=self.on, vocabulary=self.vocabulary)
        return Context(
            on=self.on, vocabulary=self.vocabulary, diseases=question.diseases, begins=question.begins, text=question.text
        )

    def _answer(self, number: int, known: Known) -> tuple[Answer, Watched]:
        """The reference's answer to a question of the program, with what was read for it.

        The words that the trial uses are left aside (`worded`), so that the answer is that of all trials that ask it.
        """
        question = self.program.questions[number]
        noted = watched(known, self.context(replace(question, text="")))
        asked = question.asked
        if isinstance(asked, Begun):
            stage = Stage(name="", label="", lines=(), begins=asked.concept)
            return decided(has_begun(stage, noted), asked.concept), noted
        return answer_to(asked, noted), noted

    def worded(self, number: int, code: int, known: Known) -> int:
        """The code of a question by the words that its trial uses for it, where `code` (words left aside) is unknown."""
        question = self.program.questions[number]
        if code in (TRUE, FALSE) or not isinstance(question.place, Has):
            return code
        said = in_its_own_words(question.place, replace(known, context=self.context(question)))
        return code if said is None else code_of(said)

    def worded_by(self, what: str) -> frozenset[int]:
        """The questions whose own words a fact of these words may repeat."""
        return self._worded.by(what)

    def place_of(self, number: int) -> int:
        """The place, among all that is asked, of a question of the program."""
        return self._place_of[number]

    def landmarks_of(self, number: int) -> Landmarks:
        """The days that a question of the program names."""
        return self.landmarks[self._place_of[number]]

    def minds_the_trial(self, number: int) -> bool:
        """Whether any answer that was given to what a question asks looked at the trial that asks."""
        ways = self._kept[self._place_of[number]].ways.values()
        return any(way.of_trial for some in ways for way, _ in some)

    def view(self, known: Known, first: View | None = None) -> View:
        """A patient as known, ready to be asked; `first` is a view of the same patient as other trials see them."""
        return View(known, self.contents, self.treats, first)

    def code(self, number: int, view: View) -> tuple[int, Way]:
        """The code of a question for a patient, and the way to it; the reference is asked when no known way leads there."""
        question, place = self.program.questions[number], self._place_of[number]
        landmarks, trial = self.landmarks[place], (question.diseases, question.begins, self._names[place])
        kept = self._kept[place]
        for way, codes in kept.ways.get(view.told_first(kept.first), ()):
            code = codes.get(view.signature(way, landmarks, trial))
            if code is not None:
                return code, way
        code, way = self.ask(number, view)
        kept.first = way.first
        kept.codes_for(way, view.told_first(kept.first))[view.signature(way, landmarks, trial)] = code
        return code, way

    def ask(self, number: int, view: Noting) -> tuple[int, Way]:
        """The reference's answer to a question for a patient, as a code, and the way to it.

        A comparison looks at values themselves: all particulars count there.
        """
        self.answered += 1
        if not isinstance(self.program.questions[number].asked, Has):
            answer, seen = self._answer(number, view.known)
            way = way_of(seen.log, None)
        else:
            view.notes.fields = {}
            answer, seen = self._answer(number, view.noted)
            way = way_of(seen.log, frozenset(view.notes.fields))
        for read in (*way.reads, DAYS) if way.by_the_day or way.edges else way.reads:
            self.readers.add(read, self._place_of[number])
        return code_of(answer), self.contents.way(way)


def _names_in(asked: Asked) -> frozenset[str]:
    """The values of the restrictions in what is asked: one may name a disease that the trial treats."""
    targets = [asked.target] if isinstance(asked, Has) else []
    if isinstance(asked, Compare):
        targets = [target for target in (asked.quantity.of, asked.quantity.until) if target is not None]
    found: set[str] = set()
    while targets:
        target = targets.pop()
        targets += target.exceptions
        found.update(value for qualifier in target.qualifiers for value in qualifier.values)
    return frozenset(found)
