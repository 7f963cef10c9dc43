"""The answers of a block of patients as columns: what is usual for their sort, and who answers otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import Codes
from trialwright.patients.facts import Kind, PatientFacts

Numbers = NDArray[np.int64]
"""Numbers of patients within a block, or of questions."""
Sort: TypeAlias = tuple[frozenset[Kind], str | None]
"""What persons without any record differ in: what their source declares complete, and their sex."""


def sort_of(patient: PatientFacts) -> Sort:
    """The sort of a patient."""
    return (patient.coverage, patient.sex)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Answered:
    """One patient's answers: the questions (growing) to which theirs is another than is usual for their sort, and its codes.

    `turn` is the first day after the reference date, as an ordinal, on which time alone may change an answer.
    """

    sort: Sort
    questions: NDArray[np.uint32]
    codes: Codes
    turn: int


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

    def person(self, number: int) -> Codes:
        """The codes of one patient for all questions."""
        mine = np.flatnonzero(self.patients == number)
        own: Codes = self.defaults[self.sorts[number]].copy()
        own[np.searchsorted(self.starts, mine, side="right") - 1] = self.codes[mine]
        return own

    def people(self) -> Iterator[Codes]:
        """The codes of each patient for all questions, one patient after the other."""
        order = np.argsort(self.patients, kind="stable")
        questions = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))[order]
        edges = np.searchsorted(self.patients[order], np.arange(len(self.ids) + 1))
        codes = self.codes[order]
        for number, sort in enumerate(self.sorts):
            own = self.defaults[sort].copy()
            own[questions[edges[number] : edges[number + 1]]] = codes[edges[number] : edges[number + 1]]
            yield own


def block_of(ids: Sequence[str], answered: Sequence[Answered], usual: Callable[[Sort], Codes]) -> Block:
    """The block of some patients, with what is usual for a sort."""
    sorts = {sort: number for number, sort in enumerate(dict.fromkeys(one.sort for one in answered))}
    defaults = np.stack([usual(sort) for sort in sorts]) if sorts else np.zeros((0, 0), dtype=np.uint8)
    counts = [len(one.questions) for one in answered]
    questions = np.concatenate([one.questions for one in answered]) if answered else np.zeros(0, dtype=np.uint32)
    codes = np.concatenate([one.codes for one in answered]) if answered else np.zeros(0, dtype=np.uint8)
    patients = np.repeat(np.arange(len(answered), dtype=np.uint32), counts)
    order = np.argsort(questions, kind="stable")
    return Block(
        ids=tuple(ids),
        sorts=np.array([sorts[one.sort] for one in answered], dtype=np.uint16),
        defaults=defaults,
        starts=np.searchsorted(questions[order], np.arange(defaults.shape[1] + 1)).astype(np.int64),
        patients=patients[order],
        codes=codes[order],
    )
