"""Patients enter, columns leave: the answer of each to every question of a program, as the reference matcher gives it.

Only what a patient's records touch is looked at, and each answer is kept by what was read for it (`views.View.signature`), so
that the reference answers once for all patients of whom it would read the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import Codes, code_of
from trialwright.match.batch.asking import Asker
from trialwright.match.batch.measured import Measured
from trialwright.match.batch.program import Asked
from trialwright.match.batch.treats import Treats
from trialwright.match.batch.views import Contents, View, Way, way_of
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.known import item_of
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.patients.facts import Kind, PatientFacts
from trialwright.protocol.criteria import Compare, Has

Numbers = NDArray[np.int64]
"""Numbers of patients within a block, or of questions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """The answers of some patients: those of a person without records of their sort, but for the exceptions.

    `ids` are the patients'; `sorts` has a row number of `defaults` for each patient, `defaults` a code for each sort (row) and
    question (column). The exceptions of question q are those from `starts[q]` to `starts[q + 1]`: `patients` (growing), `codes`.
    """

    ids: tuple[str, ...]
    sorts: NDArray[np.uint16]
    defaults: Codes
    starts: Numbers
    patients: NDArray[np.uint32]
    codes: Codes

    def column(self, question: int) -> Codes:
        """The code of every patient for one question."""
        found: Codes = self.defaults[self.sorts, question]
        part = slice(self.starts[question], self.starts[question + 1])
        found[self.patients[part]] = self.codes[part]
        return found


@dataclass
class _Kept:
    """The answers to one thing that is asked: each way to one that was met, and the codes by what was found on it."""

    ways: list[tuple[Way, dict[Hashable, int]]]

    def codes_for(self, way: Way) -> dict[Hashable, int]:
        """The codes of one way."""
        for known, codes in self.ways:
            if known == way:
                return codes
        self.ways.append((way, {}))
        return self.ways[-1][1]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Alike:
    """Trials that see the same in a patient: the context of one, what they treat, and their questions by what is asked."""

    context: Context
    diseases: frozenset[tuple[str, ...]]
    questions: dict[int, list[int]]


class Columns:
    """Answers questions for patients, one block after another, and keeps what it learns for the next."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self._contents = Contents()
        self._kept = [_Kept(ways=[]) for _ in asker.asked]
        questions = asker.program.questions
        self._treated = list(dict.fromkeys(question.diseases for question in questions))
        self._by_treated: dict[tuple[str, ...], dict[int, list[int]]] = {diseases: {} for diseases in self._treated}
        for place, numbers in enumerate(asker.questions):
            for number in numbers:
                self._by_treated[questions[number].diseases].setdefault(place, []).append(number)
        self._treats = Treats(
            context=asker.context(), diseases=frozenset(disease for diseases in self._treated for disease in diseases)
        )
        self._measured = [_measured(asked) for asked in asker.asked]
        self._names = [_names_in(asked) for asked in asker.asked]
        self._seen_alike: dict[Hashable, tuple[_Alike, ...]] = {}
        self.answered = 0
        """How often the reference was asked: less than it answered for."""

    def block(self, patients: Iterable[PatientFacts]) -> Block:
        """The answers of some patients."""
        ids, sorts, found = [], [], _Exceptions()
        for number, patient in enumerate(patients):
            ids.append(patient.id)
            sorts.append(self.asker.nobody(patient).number)
            found.add(number, self.exceptions(patient))
        defaults = np.stack([nobody.codes for nobody in self.asker.sorts]) if ids else np.zeros((0, 0), dtype=np.uint8)
        starts, numbers, codes = found.by_question(len(self.asker.program.questions))
        return Block(
            ids=tuple(ids),
            sorts=np.array(sorts, dtype=np.uint16),
            defaults=defaults,
            starts=starts,
            patients=numbers,
            codes=codes,
        )

    def exceptions(self, patient: PatientFacts) -> dict[int, int]:
        """The code of each question that a patient answers otherwise than a person of their sort without records."""
        nobody = self.asker.nobody(patient)
        found: dict[int, int] = {}
        for alike in self._trials(patient):
            known = know(patient, alike.context)
            view = View(known, self._contents, self._treats)
            asked, worded = nobody.touched(view, self._contents)
            for place in asked:
                self._answer(place, view, alike.questions.get(place, ()), found)
            for number in worded:
                if self.asker.program.questions[number].diseases in alike.diseases:
                    found[number] = code_of(self.asker.answer(number, known, worded=True)[0])
        return {number: code for number, code in found.items() if code != nobody.codes[number]}

    def _answer(self, place: int, view: View, numbers: Sequence[int], found: dict[int, int]) -> None:
        """The answers to all questions that ask one thing of a patient who is seen alike by all of their trials."""
        if not numbers:
            return
        measured = self._measured[place]
        fact = None if measured is None else view.one_reading(measured.name, measured.node.window)
        if measured is not None and fact is not None:
            code, was_asked = measured.code(fact)
            self.answered += was_asked
            found.update(dict.fromkeys(numbers, code))
            return
        kept, code, of_trial = self._kept[place], -1, False
        for number in numbers:
            if code < 0 or of_trial:
                code, of_trial = self._one(number, place, kept, view)
            found[number] = code

    def _one(self, number: int, place: int, kept: _Kept, view: View) -> tuple[int, bool]:
        """The code of a question, and whether it depends on the trial that asks it."""
        question = self.asker.program.questions[number]
        landmarks, trial = self.asker.landmarks[place], (question.diseases, question.begins, self._names[place])
        for way, codes in kept.ways:
            code = codes.get(view.signature(way, landmarks, trial))
            if code is not None:
                return code, way.of_trial
        code, way = self._ask(number, view)
        kept.codes_for(way)[view.signature(way, landmarks, trial)] = code
        return code, way.of_trial

    def _ask(self, number: int, view: View) -> tuple[int, Way]:
        """The reference's answer, and the way to it. A comparison looks at values themselves: all particulars count there."""
        self.answered += 1
        if not isinstance(self.asker.program.questions[number].asked, Has):
            answer, seen = self.asker.answer(number, view.known, worded=False)
            return code_of(answer), way_of(seen.log, None)
        view.notes.fields = {}
        answer, seen = self.asker.answer(number, view.noted, worded=False)
        return code_of(answer), way_of(seen.log, frozenset(view.notes.fields))

    def _trials(self, patient: PatientFacts) -> tuple[_Alike, ...]:
        """The trials by what they see in a patient."""
        context = self.asker.context()
        conditions = (item_of(fact) for fact in patient.facts if fact.kind is Kind.CONDITIONS)
        named = frozenset(cancers for item in conditions if (cancers := cancers_named(item, context)))
        found = self._seen_alike.get(named)
        if found is None:
            found = self._seen_alike[named] = tuple(self._group(named))
        return found

    def _group(self, named: frozenset[tuple[str, ...]]) -> Iterator[_Alike]:
        groups: dict[tuple[bool, ...], list[tuple[str, ...]]] = {}
        ordered = sorted(named)
        for diseases in self._treated:
            context = Context(on=self.asker.on, vocabulary=self.asker.vocabulary, diseases=diseases)
            groups.setdefault(tuple(of_another_disease(cancers, context) for cancers in ordered), []).append(diseases)
        for group in groups.values():
            questions: dict[int, list[int]] = {}
            for diseases in group:
                for place, numbers in self._by_treated[diseases].items():
                    questions.setdefault(place, []).extend(numbers)
            context = Context(on=self.asker.on, vocabulary=self.asker.vocabulary, diseases=group[0])
            yield _Alike(context=context, diseases=frozenset(group), questions=questions)


def _measured(asked: Asked) -> Measured | None:
    """A comparison of a variable that one value answers; the age is none."""
    if not isinstance(asked, Compare) or asked.quantity.variable in (None, "age"):
        return None
    return Measured(node=asked, name=asked.quantity.variable or "")


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


class _Exceptions:
    """The exceptions of a block, gathered patient by patient, given question by question."""

    def __init__(self) -> None:
        self._questions: list[NDArray[np.uint32]] = []
        self._codes: list[Codes] = []
        self._patients: list[NDArray[np.uint32]] = []

    def add(self, patient: int, found: dict[int, int]) -> None:
        self._questions.append(np.fromiter(found.keys(), dtype=np.uint32, count=len(found)))
        self._codes.append(np.fromiter(found.values(), dtype=np.uint8, count=len(found)))
        self._patients.append(np.full(len(found), patient, dtype=np.uint32))

    def by_question(self, count: int) -> tuple[Numbers, NDArray[np.uint32], Codes]:
        """Where each question's exceptions start, whose they are, and their codes."""
        if not self._questions:
            return np.zeros(count + 1, dtype=np.int64), np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8)
        questions = np.concatenate(self._questions)
        order = np.argsort(questions, kind="stable")
        starts = np.searchsorted(questions[order], np.arange(count + 1)).astype(np.int64)
        return starts, np.concatenate(self._patients)[order], np.concatenate(self._codes)[order]
