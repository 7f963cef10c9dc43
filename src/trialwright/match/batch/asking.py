"""The questions of a program enter; what one person's records touch of them, and their answers, leave.

A question is touched by a person when something that is read for its answer is different from what it is for a person of the same
sex and coverage of whom nothing is recorded; all others have that person's answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from trialwright.match.answer import Answer, decided
from trialwright.match.batch.answers import Codes, code_of
from trialwright.match.batch.program import Asked, Begun, Program, Question
from trialwright.match.batch.reads import (
    AGES,
    BORN,
    DAYS,
    OF_THE_PERSON,
    OF_THE_TRIAL,
    Read,
    Watched,
    alike,
    result,
    watched,
)
from trialwright.match.batch.views import Contents, View
from trialwright.match.context import Context
from trialwright.match.evaluate import answer_to, has_begun
from trialwright.match.knowing import know
from trialwright.match.known import Item, Known
from trialwright.match.statements import wording
from trialwright.match.windows import after, before
from trialwright.patients.facts import Kind, PatientFacts
from trialwright.protocol.criteria import Compare, Has
from trialwright.protocol.protocol import Stage
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

Sort = tuple[frozenset[Kind], str | None]
"""What persons without any record differ in: what their source declares complete, and their sex."""
_BY_CONCEPT = frozenset({"of", "akin", "denying", "denied"})


@dataclass
class Asker:
    """All that is kept of questions for one reference date."""

    program: Program
    on: dt.date
    vocabulary: Vocabulary = field(default_factory=default_vocabulary)

    def __post_init__(self) -> None:
        asked: dict[Asked, list[int]] = {}
        for number, question in enumerate(self.program.questions):
            asked.setdefault(question.asked, []).append(number)
        self.asked = list(asked)
        self.questions = list(asked.values())
        self.landmarks = [_landmarks(item, self.on) for item in self.asked]
        self._nobody: dict[Sort, Nobody] = {}

    def context(self, question: Question | None = None) -> Context:
        """The reference date with what the trial of a question treats."""
        if question is None:
            return Context(on=self.on, vocabulary=self.vocabulary)
        return Context(
            on=self.on, vocabulary=self.vocabulary, diseases=question.diseases, begins=question.begins, text=question.text
        )

    def answer(self, number: int, known: Known, *, worded: bool) -> tuple[Answer, Watched]:
        """The reference's answer to a question of the program, with what was read for it.

        Without `worded`, the words that the trial uses are left aside, so that the answer is that of all trials that ask it.
        """
        question = self.program.questions[number]
        context = self.context(question if worded else replace(question, text=""))
        noted = watched(known, context)
        asked = question.place if worded else question.asked
        if isinstance(asked, Begun):
            stage = Stage(name="", label="", lines=(), begins=asked.concept)
            return decided(has_begun(stage, noted), asked.concept), noted
        return answer_to(asked, noted), noted

    def nobody(self, patient: PatientFacts) -> Nobody:
        """The person of the same sort of whom nothing is recorded."""
        sort = (patient.coverage, patient.sex)
        found = self._nobody.get(sort)
        if found is None:
            found = self._nobody[sort] = Nobody(self, sort, len(self._nobody))
        return found

    @property
    def sorts(self) -> list[Nobody]:
        """Those that were needed, in the order of their numbers."""
        return list(self._nobody.values())


class Nobody:
    """A person of whom nothing is recorded: the answers to all questions, and what a record must touch to change one."""

    def __init__(self, asker: Asker, sort: Sort, number: int) -> None:
        self.number = number
        self._asker = asker
        coverage, sex = sort
        self.known = know(PatientFacts(id="", sex=sex, coverage=coverage), asker.context())
        self.codes: Codes = np.zeros(len(asker.program.questions), dtype=np.uint8)
        self._readers: dict[Read, list[int]] = {}
        for place in range(len(asker.asked)):
            for read in self._ask(place):
                self._readers.setdefault(read, []).append(place)
        items = [read for read in self._readers if _reads_items(read)]
        self._of_the_rest = [read for read in items if read[0] not in _BY_CONCEPT]
        self._of_concepts = {
            True: [read for read in items if read[0] == "akin"],
            False: [read for read in items if read[0] in ("denying", "denied")],
        }
        self._like = _Likeness(read[1] for read in self._readers if read[0] == "like")
        self._worded: dict[str, list[int]] = {}
        for index, question in enumerate(asker.program.questions):
            for words, _ in question.words:
                self._worded.setdefault(words, []).append(index)
        self._alike_words = _Likeness(self._worded)
        self._by_concept: dict[Hashable, frozenset[int]] = {}
        self._by_rest: dict[Hashable, frozenset[int]] = {}
        self._by_words: dict[str, tuple[frozenset[int], frozenset[int]]] = {}

    def _ask(self, place: int) -> set[Read]:
        """Answers one thing that is asked, for each of its questions where the trial was looked at; gives all that was read."""
        reads: set[Read] = set()
        code = -1
        for number in self._asker.questions[place]:
            if code < 0 or reads & OF_THE_TRIAL:
                answer, noted = self._asker.answer(number, self.known, worded=False)
                code = code_of(answer)
                reads |= noted.log.keys()
            self.codes[number] = code
        return reads

    def touched(self, view: View, contents: Contents) -> tuple[set[int], set[int]]:
        """What a patient touches: things asked (by their place), and questions whose own words a fact may repeat."""
        asked: set[int] = set()
        worded: set[int] = set()
        known = view.known
        for number in set(view.numbers) ^ {contents.of_item(item) for item in self.known.items}:
            asked |= self._of(contents.items[number], number)
        for fact in known.patient.facts:
            plain, own = self._said(fact.what)
            asked |= plain
            worded |= own
        if known.patient.age_range(self._asker.on) is not None:
            asked.update(self._readers.get(AGES, ()))
        if known.patient.birth_date is not None:
            asked.update(self._readers.get(BORN, ()))
        return asked, worded

    def _of(self, item: Item, number: int) -> frozenset[int]:
        found = self._by_rest.get(number)
        if found is None:
            key = (item.concepts, item.present)
            named = self._by_concept.get(key)
            if named is None:
                named = self._by_concept[key] = self._reading(item, (*self._above(item), *self._of_concepts[item.present]))
            found = self._by_rest[number] = named | self._reading(item, self._of_the_rest)
        return found

    def _above(self, item: Item) -> Iterator[Read]:
        """The reads by the name of a concept that the item is."""
        words = self._asker.vocabulary
        for concept in item.concepts:
            for name in words.ancestors(concept) if concept in words else (concept,):
                if ("of", name, item.present) in self._readers:
                    yield "of", name, item.present

    def _reading(self, item: Item, reads: Iterable[Read]) -> frozenset[int]:
        """The places of what is asked that would find this item by one of the reads."""
        alone = replace(self.known, items=(item,))
        return frozenset(place for read in reads if result(read, alone) for place in self._readers[read])

    def _said(self, what: str) -> tuple[frozenset[int], frozenset[int]]:
        found = self._by_words.get(what)
        if found is None:
            asked = frozenset(place for text in self._like.of(what) for place in self._readers["like", text])
            worded = frozenset(number for text in self._alike_words.of(what) for number in self._worded[text])
            found = self._by_words[what] = (asked, worded)
        return found


def _reads_items(read: Read) -> bool:
    return read not in OF_THE_TRIAL and read not in OF_THE_PERSON and read != DAYS and read[0] not in ("like", "covered")


class _Likeness:
    """Texts, found by a fact that may repeat them: every stem of the fact's is in the text."""

    def __init__(self, texts: Iterable[object]) -> None:
        self._texts: dict[str, set[str]] = {}
        for text in map(str, texts):
            for stem in wording(text).stems:
                self._texts.setdefault(stem, set()).add(text)

    def of(self, what: str) -> Iterator[str]:
        """The texts that a fact of these words may repeat (`reads.alike`)."""
        stems = wording(what).stems
        if not stems:
            return
        sets = [self._texts.get(stem, set()) for stem in stems]
        for text in set.intersection(*sets):
            if alike(what, text):
                yield text


def _landmarks(asked: Asked, on: dt.date) -> tuple[int, ...]:
    """The days that a question names, as ordinals: the reference date and the edges of its window."""
    window = asked.window if isinstance(asked, (Has, Compare)) else None
    days = [on] if window is None else [on, before(on, window.amount), after(on, window.amount)]
    return tuple(day.toordinal() for day in days)
