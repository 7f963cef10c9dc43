"""Patients enter, their answers leave: made in this process when they are asked for, or beside it by several that each learn."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Protocol

from trialwright.errors import UserError
from trialwright.match.batch.block import Answered
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.program import Program
from trialwright.match.batch.recall import Recall
from trialwright.patients.facts import PatientFacts
from trialwright.vocabulary.concepts import Concept, Vocabulary, default_vocabulary, package_vocabulary, using

Only = Collection[int] | None
"""The questions that are asked; None for all of them."""
Answers = Callable[[], Sequence[Answered]]
"""Waits for answers, or makes them."""
Words = tuple[dict[str, Concept], dict[str, str]]
"""The parts of a vocabulary."""
_AT_ONCE = 64


class Answering(Protocol):
    """Who answers for patients; `asked` is how often the reference matcher was."""

    @property
    def asked(self) -> int: ...

    def ask(self, patients: Sequence[PatientFacts], only: Only = None) -> Answers:
        """Begins to answer for patients, if there are others who can; the answers come in their order."""


class Here:
    """This process answers, when the answers are wanted."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    @property
    def asked(self) -> int:
        return self._columns.recall.answered

    def ask(self, patients: Sequence[PatientFacts], only: Only = None) -> Answers:
        return lambda: [self._columns.answered(patient, only=only) for patient in patients]


class Beside:
    """Several processes answer, some patients at a time; each learns by itself."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._asked: dict[int, int] = {}

    @property
    def asked(self) -> int:
        return sum(self._asked.values())

    def ask(self, patients: Sequence[PatientFacts], only: Only = None) -> Answers:
        parts = [patients[start : start + _AT_ONCE] for start in range(0, len(patients), _AT_ONCE)]
        with all_working():
            begun = [self._pool.submit(_answers, part, only) for part in parts]
        return lambda: [answered for part in begun for answered in self._of(part)]

    def _of(self, part: Future[_Part]) -> Sequence[Answered]:
        with all_working():
            found = part.result()
        self._asked[found.process] = found.asked
        return found.answers


@contextmanager
def all_working() -> Iterator[None]:
    """A worker that ends before its work is done is a `UserError`."""
    try:
        yield
    except BrokenProcessPool:
        hint = "was there too little memory? Take fewer --workers; the run goes on where it was"
        raise UserError("a worker has ended before its work was done", place="--workers", hint=hint) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """The answers of some patients, by which process, and how often it has asked the reference matcher in all."""

    answers: Sequence[Answered]
    process: int
    asked: int


@contextmanager
def answering(columns: Columns, workers: int) -> Iterator[Answering]:
    """Who answers for patients: this process, or so many others, which end with the block, or when this one does."""
    if workers <= 1:
        yield Here(columns)
        return
    recall = columns.recall
    begin = partial(_begin, recall.program, recall.on, own_words())
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin)
    try:
        yield Beside(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def own_words() -> Words | None:
    """The vocabulary in use as another process can be sent it; None for that of the package."""
    words = default_vocabulary()
    return None if words is package_vocabulary() else (dict(words.concepts), dict(words.table_of))


def vocabulary_of(own: Words | None) -> Vocabulary:
    """The vocabulary that was sent."""
    return package_vocabulary() if own is None else Vocabulary(concepts=own[0], table_of=own[1])


class _Worker:
    """What a worker is made of."""

    columns: Columns
    vocabulary: Vocabulary


def _begin(program: Program, on: dt.date, own: Words | None) -> None:
    """Makes a worker of this process."""
    end_with_the_asker()
    _Worker.vocabulary = vocabulary_of(own)
    with using(_Worker.vocabulary):
        _Worker.columns = Columns(Recall(program=program, on=on, vocabulary=_Worker.vocabulary))


def end_with_the_asker() -> None:
    """This process, a worker, ends when the one that asks is gone, however that came about; no interrupt ends it before."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that asks is interrupted, and ends the others
    Thread(target=_watch_the_asker, daemon=True).start()


def _watch_the_asker() -> None:
    asker = parent_process()
    if asker is not None:
        connection.wait([asker.sentinel])
        os._exit(1)


def _answers(patients: Sequence[PatientFacts], only: Only) -> _Part:
    with using(_Worker.vocabulary):
        found = [_Worker.columns.answered(patient, only=only) for patient in patients]
    return _Part(answers=found, process=os.getpid(), asked=_Worker.columns.recall.answered)
