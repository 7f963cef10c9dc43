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
from trialwright.match.batch.block import Block, Numbers
from trialwright.match.batch.measured import Measured
from trialwright.match.batch.nobody import Nobodies
from trialwright.match.batch.program import Asked
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.views import View
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.known import item_of
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.patients.facts import Kind, PatientFacts
from trialwright.protocol.criteria import Compare


@dataclass(frozen=True, kw_only=True, slots=True)
class _Alike:
    """Trials that see the same in a patient: the context of one, what they treat, and their questions by what is asked."""

    context: Context
    diseases: frozenset[tuple[str, ...]]
    questions: dict[int, list[int]]


class Columns:
    """Answers questions for patients, one block after another, and keeps what it learns for the next."""

    def __init__(self, recall: Recall) -> None:
        self.recall = recall
        self._nobodies = Nobodies(recall)
        questions = recall.program.questions
        self._treated = list(dict.fromkeys(question.diseases for question in questions))
        self._by_treated: dict[tuple[str, ...], dict[int, list[int]]] = {diseases: {} for diseases in self._treated}
        for place, numbers in enumerate(recall.questions):
            for number in numbers:
                self._by_treated[questions[number].diseases].setdefault(place, []).append(number)
        self._measured = [_measured(asked) for asked in recall.asked]
        self._seen_alike: dict[Hashable, tuple[_Alike, ...]] = {}

    def block(self, patients: Iterable[PatientFacts]) -> Block:
        """The answers of some patients."""
        ids, sorts, found = [], [], _Exceptions()
        for number, patient in enumerate(patients):
            ids.append(patient.id)
            sorts.append(self._nobodies.like(patient).number)
            found.add(number, self.exceptions(patient))
        defaults = np.stack([nobody.codes for nobody in self._nobodies]) if ids else np.zeros((0, 0), dtype=np.uint8)
        starts, numbers, codes = found.by_question(len(self.recall.program.questions))
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
        nobody = self._nobodies.like(patient)
        found: dict[int, int] = {}
        for alike in self._trials(patient):
            known = know(patient, alike.context)
            view = self.recall.view(known)
            asked, worded = nobody.touched(view)
            for place in asked:
                self._answer(place, view, alike.questions.get(place, ()), found)
            for number in worded:
                if self.recall.program.questions[number].diseases in alike.diseases:
                    found[number] = code_of(self.recall.answer(number, known, worded=True)[0])
        return {number: code for number, code in found.items() if code != nobody.codes[number]}

    def _answer(self, place: int, view: View, numbers: Sequence[int], found: dict[int, int]) -> None:
        """The answers to all questions that ask one thing of a patient who is seen alike by all of their trials."""
        if not numbers:
            return
        measured = self._measured[place]
        fact = None if measured is None else view.one_reading(measured.name, measured.node.window)
        if measured is not None and fact is not None:
            code, was_asked = measured.code(fact)
            self.recall.answered += was_asked
            found.update(dict.fromkeys(numbers, code))
            return
        code, of_trial = -1, False
        for number in numbers:
            if code < 0 or of_trial:
                code, way = self.recall.code(number, view)
                of_trial = way.of_trial
            found[number] = code

    def _trials(self, patient: PatientFacts) -> tuple[_Alike, ...]:
        """The trials by what they see in a patient."""
        context = self.recall.context()
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
            context = Context(on=self.recall.on, vocabulary=self.recall.vocabulary, diseases=diseases)
            groups.setdefault(tuple(of_another_disease(cancers, context) for cancers in ordered), []).append(diseases)
        for group in groups.values():
            questions: dict[int, list[int]] = {}
            for diseases in group:
                for place, numbers in self._by_treated[diseases].items():
                    questions.setdefault(place, []).extend(numbers)
            context = Context(on=self.recall.on, vocabulary=self.recall.vocabulary, diseases=group[0])
            yield _Alike(context=context, diseases=frozenset(group), questions=questions)


def _measured(asked: Asked) -> Measured | None:
    """A comparison of a variable that one value answers; the age is none."""
    if not isinstance(asked, Compare) or asked.quantity.variable in (None, "age"):
        return None
    return Measured(node=asked, name=asked.quantity.variable or "")


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
