"""The run before enters; what it knew of each patient leaves, as far as it can still be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Answered, Sort, block_of
from trialwright.match.batch.changes import ENGINE, RECORD, TIME, Change, Side, departed
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.store import Run
from trialwright.match.batch.tables import Row, read_patients

_HELD = 3
"""Blocks of the run before that are held in memory."""


class Earlier:
    """What the run before knew, patient by patient.

    Whose record has not changed since answers a question as before until the day on which time alone may change an answer.
    Answers are carried over question by question, so that a new or an amended trial asks only what no trial asked before.
    """

    def __init__(self, run: Run, program: Program, question: dict[str, Any]) -> None:
        self.run = run
        self.question = run.question()
        self.on = dt.date.fromisoformat(self.question["on"])
        self.same_program = self.question["program"] == question["program"]
        kept = [[one[name] for name in ("program", "excluded", "ahead")] for one in (self.question, question)]
        self.same_rows = kept[0] == kept[1]
        """Whether the rows of pairs are of the same stages and lines, as many, and looked ahead for in the same way."""
        self._same_engine = self.question["engine"] == question["engine"]
        self._place: dict[str, tuple[int, int]] = {}
        for number in range(run.blocks()):
            for place, patient in enumerate(read_patients(run.path("answers", number))):
                self._place[patient] = (number, place)
        self._unseen = dict.fromkeys(self._place)
        self.rows = lru_cache(maxsize=_HELD)(run.rows)
        self._usual = lru_cache(maxsize=_HELD)(run.usual)
        self._now = program
        self._program: Program | None = None

    @property
    def program(self) -> Program:
        """The program of the run before; that of now where it is the same."""
        if self._program is None:
            self._program = self._now if self.same_program else program_of(self.run.protocols())
        return self._program

    def take(self, patient: str) -> tuple[int, Row] | None:
        """The block and the row that a patient had; from then on they count as seen."""
        self._unseen.pop(patient, None)
        at = self._place.get(patient)
        return None if at is None else (at[0], self.rows(at[0])[at[1]])

    def usable(self, row: Row, mark: str, on: dt.date) -> bool:
        """Whether the answers of a row are still right."""
        return self._same_engine and row.mark == mark and self.on <= on and on.toordinal() < row.answered.turn

    def causes(self, row: Row, mark: str, on: dt.date) -> tuple[str, ...]:
        """Why the answers of a patient may be others now."""
        found = ((RECORD, row.mark != mark), (TIME, on.toordinal() >= row.answered.turn), (ENGINE, not self._same_engine))
        return tuple(cause for cause, holds in found if holds)

    def usual(self, block: int, sort: Sort) -> Codes | None:
        """What was usual for a sort in a block, where the questions are those of now."""
        return self._usual(block).get(sort) if self.same_program and self._same_engine else None

    def side(self, rows: Sequence[tuple[int, Row]]) -> Side:
        """The answers that patients gave to the program of then."""
        ids = [row.patient for _, row in rows]
        usual = {row.answered.sort: self._usual(block)[row.answered.sort] for block, row in rows}
        return Side(program=self.program, block=block_of(ids, [row.answered for _, row in rows], usual.__getitem__))

    def departed(self, on: dt.date) -> Iterator[Change]:
        """The changes of those who were not taken."""
        by_block: dict[int, list[tuple[int, Row]]] = {}
        for patient in self._unseen:
            block, place = self._place[patient]
            by_block.setdefault(block, []).append((block, self.rows(block)[place]))
        for rows in by_block.values():
            yield from departed(self.side(rows), on)


class Carrying:
    """Answers carried over from the numbers that questions had in one program to those they have in another."""

    def __init__(self, earlier: Program, now: Program) -> None:
        number_of = {question: number for number, question in enumerate(now.questions)}
        places = [number_of.get(question, -1) for question in earlier.questions]
        self._number = np.array(places, dtype=np.int64)
        self.new = frozenset(range(len(now.questions))).difference(places)
        """The questions that were not asked before."""

    def carried(self, answered: Answered) -> Answered:
        """The same answers by their new numbers; those of questions that are no longer asked are dropped."""
        numbers = self._number[answered.questions]
        order = np.argsort(numbers, kind="stable")
        order = order[numbers[order] >= 0]
        return replace(answered, questions=numbers[order].astype(np.uint32), codes=answered.codes[order])


def joined(one: Answered, more: Answered) -> Answered:
    """The answers to some questions and those to others as one."""
    questions = np.concatenate([one.questions, more.questions])
    order = np.argsort(questions, kind="stable")
    codes: Codes = np.concatenate([one.codes, more.codes])[order]
    return replace(one, questions=questions[order], codes=codes, turn=min(one.turn, more.turn))
