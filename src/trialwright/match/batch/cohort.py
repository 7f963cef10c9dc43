"""Protocols and any number of patients enter; the folder of their verdicts leaves, block by block, in bounded memory."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.ahead import Ahead, looked_ahead
from trialwright.match.batch.answers import Codes
from trialwright.match.batch.arrow import BLOCK
from trialwright.match.batch.block import Answered, block_of
from trialwright.match.batch.changes import ADDED, AMENDED, ARRIVED, REMOVED, Causes, Change, Side, changes_between
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.earlier import Carrying, Earlier, joined
from trialwright.match.batch.funnel import funnel
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.screening import Screening
from trialwright.match.batch.store import BlockResult, CohortFolder, NextRun, mark_of
from trialwright.match.batch.tables import Kept, Row
from trialwright.match.batch.workers import Answering, Answers, answering
from trialwright.match.context import Context
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is: patients seen, how many of them are as they were, and how often the reference matcher was asked."""

    patients: int = 0
    before: int = 0
    answered: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortTerms:
    """How a cohort is held against trials: on which day, how many patients at once, and whether excluded pairs are kept too.

    With `ahead` it is also looked for the day on which time alone changes a verdict, which takes milliseconds for each pair that
    is not excluded, or by one line alone.

    `engine` tells the version of what answers (program, vocabulary): answers of another are not used again. `workers` is how many
    processes answer for patients; what is kept is the same. `said` is called after each block.
    """

    on: dt.date
    block: int = BLOCK
    excluded: bool = False
    ahead: bool = False
    engine: str = ""
    workers: int = 1
    said: Callable[[Progress], None] = lambda progress: None


def screen_cohort(
    protocols: Sequence[Protocol], patients: Iterable[PatientFacts], folder: CohortFolder, terms: CohortTerms
) -> Progress:
    """Holds every patient against every trial, and keeps the verdicts in the folder, with what has changed since the run before.

    Of a patient of whom the same is known as in the run before, only what a new trial asks is answered, until the day on which
    time alone may change an answer. A run that was stopped goes on. A folder of something else, of a later day, or into which
    another run is writing is a `UserError`.
    """
    with folder.held():
        return _screened(protocols, patients, folder, terms)


def _screened(
    protocols: Sequence[Protocol], patients: Iterable[PatientFacts], folder: CohortFolder, terms: CohortTerms
) -> Progress:
    program = program_of(protocols)
    question = question_of(protocols, program, terms)
    if folder.begun():
        _check(folder.question(), question, folder)
    run = folder.begin(question, protocols)
    earlier = Earlier(folder, program, question) if folder.begun() else None
    columns = Columns(Recall(program=program, on=terms.on))
    with answering(columns, terms.workers) as those:
        night = _Night(
            run, terms, earlier, _Engine(columns=columns, answering=those, protocols={one.key: one for one in protocols})
        )
        done, progress = 0, Progress()
        for size, before in night.blocks(patients):
            done += 1
            progress = Progress(patients=progress.patients + size, before=progress.before + before, answered=those.asked)
            terms.said(progress)
    run.cut(done)
    if earlier is not None:
        run.put_departed(tuple(earlier.departed(terms.on)), done)
    folder.finish(run)
    return progress


def _check(before: dict[str, Any], now: dict[str, Any], folder: CohortFolder) -> None:
    """A folder goes forward in time, and keeps to its trials, though some may come and go."""
    place = str(folder.folder)
    if now["on"] < before["on"]:
        message = f"the folder is already at {before['on']}, later than {now['on']}"
        raise UserError(message, place=place, hint="name a new folder for an earlier day")
    mine, theirs = ([trial["key"] for trial in one["trials"]] for one in (now, before))
    if set(mine).isdisjoint(theirs):
        shown = ", ".join(theirs[:3]) + (" …" if len(theirs) > 3 else "")
        raise UserError(f"the folder is of other trials ({shown})", place=place, hint="name a new folder, or remove this one")


def question_of(protocols: Sequence[Protocol], program: Program, terms: CohortTerms) -> dict[str, Any]:
    """What is asked, to be kept beside the answers: it tells whether a run can go on, and what has changed since another."""
    return {
        "on": terms.on.isoformat(),
        "block": terms.block,
        "excluded": terms.excluded,
        "ahead": terms.ahead,
        "engine": terms.engine,
        "program": program_mark(program),
        "trials": [
            {
                "key": protocol.key,
                "title": protocol.title,
                "asks": _mark((protocol.stages, protocol.conditions, protocol.criteria_shown)),
                "stages": [
                    {
                        "name": stage.name,
                        "label": stage.label,
                        "lines": [{"id": line.id, "section": line.section.value, "text": line.text} for line in stage.lines],
                    }
                    for stage in protocol.stages
                ],
            }
            for protocol in protocols
        ],
    }


def program_mark(program: Program) -> str:
    """A mark of the questions of a program: answers that were kept under another one have other numbers."""
    return _mark(program)


def _mark(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Engine:
    """What is usual for a sort of patients, who answers for one of them, and the trials by their keys."""

    columns: Columns
    answering: Answering
    protocols: Mapping[str, Protocol]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """A patient of a block with a mark of what is known of them, and the block and row of the run before; `same` when its
    answers are still right."""

    patient: str
    mark: str
    earlier: tuple[int, Row] | None
    same: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Begun:
    """A block that is being answered for: `answers` for those who are new or other than before, `more` what the others are
    asked besides. One without patients to answer for is there already."""

    number: int
    mark: str
    size: int
    seen: Sequence[_Seen] = ()
    answers: Answers = tuple
    more: Answers = tuple
    patients: Sequence[PatientFacts] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Met:
    """A patient of a block: their answers now, and the block and row of the run before; `same` when those are still right."""

    row: Row
    earlier: tuple[int, Row] | None
    same: bool


class _Night:
    """One run: each block is answered for, held against the trials, compared with the run before, and kept."""

    def __init__(self, run: NextRun, terms: CohortTerms, earlier: Earlier | None, engine: _Engine) -> None:
        self._engine = engine
        self._program = engine.columns.recall.program
        self._run = run
        self._terms = terms
        self._protocols = engine.protocols
        self._earlier = earlier
        self._carrying = None if earlier is None else Carrying(earlier.program, self._program)
        self._trials = {} if earlier is None else _amended(earlier.question, run.question())

    def blocks(self, patients: Iterable[PatientFacts]) -> Iterator[tuple[int, int]]:
        """Makes one block after the other; of each how many patients it has, and how many of them are as they were.

        While a block is kept, others may answer for the next one.
        """
        waiting: deque[_Begun] = deque()
        for number, block in enumerate(_blocks(patients, self._terms.block)):
            waiting.append(self._begin(number, block))
            if len(waiting) > (self._terms.workers > 1):
                yield self._end(waiting.popleft())
        while waiting:
            yield self._end(waiting.popleft())

    def _begin(self, number: int, patients: Sequence[PatientFacts]) -> _Begun:
        """Sees what is known of the patients of a block, and has those answered for of whom it is not."""
        marks = [mark_of(patient) for patient in patients]
        mark = hashlib.blake2b("".join(marks).encode(), digest_size=16).hexdigest()
        seen = [self._seen(patient.id, own) for patient, own in zip(patients, marks, strict=True)]
        begun = _Begun(number=number, mark=mark, size=len(patients), seen=seen, patients=patients if self._terms.ahead else ())
        if self._run.mark(number) == mark:
            return replace(begun, seen=())
        pairs = list(zip(patients, seen, strict=True))
        answers = self._engine.answering.ask([patient for patient, one in pairs if not one.same])
        if self._carrying is None or not self._carrying.new:
            return replace(begun, answers=answers)
        more = self._engine.answering.ask([patient for patient, one in pairs if one.same], self._carrying.new)
        return replace(begun, answers=answers, more=more)

    def _end(self, begun: _Begun) -> tuple[int, int]:
        """Makes a block, unless it is there; how many patients it has, and how many of them are as they were."""
        if not begun.seen:
            return begun.size, begun.size
        answers, more = iter(begun.answers()), iter(begun.more())
        met = [self._met(one, answers, more) for one in begun.seen]
        same = sum(one.same for one in met)
        earlier = self._earlier
        if earlier is not None and same == len(met) and earlier.same_rows and earlier.run.mark(begun.number) == begun.mark:
            self._run.take(begun.number, earlier.run)
        else:
            self._run.put(begun.number, begun.mark, self._result(begun, met))
        return begun.size, same

    def _seen(self, patient: str, mark: str) -> _Seen:
        found = None if self._earlier is None else self._earlier.take(patient)
        same = self._earlier is not None and found is not None and self._earlier.usable(found[1], mark, self._terms.on)
        return _Seen(patient=patient, mark=mark, earlier=found, same=same)

    def _met(self, one: _Seen, answers: Iterator[Answered], more: Iterator[Answered]) -> _Met:
        """A patient with their answers: the new ones, or those of before with what is asked besides."""
        if one.earlier is None or self._carrying is None or not one.same:
            answered = next(answers)
        else:
            answered = self._carrying.carried(one.earlier[1].answered)
            if self._carrying.new:
                answered = joined(answered, next(more))
        return _Met(row=Row(patient=one.patient, mark=one.mark, answered=answered), earlier=one.earlier, same=one.same)

    def _result(self, begun: _Begun, met: Sequence[_Met]) -> BlockResult:
        rows = [one.row for one in met]
        usual = {one.row.answered.sort: self._usual(one) for one in met}
        block = block_of([row.patient for row in rows], [row.answered for row in rows], usual.__getitem__)
        screening = Screening(self._program, block)
        kept = self._kept(begun.number, met)
        excluded = self._terms.excluded
        return BlockResult(
            rows=rows,
            usual=usual,
            pairs=screening.columns(excluded=excluded, but=kept.patients if kept is not None else frozenset()),
            kept=kept,
            counts=screening.counts(),
            funnels=[(stage.trial, stage.name, funnel(screening.evaluation, stage)) for stage in self._program.stages],
            changes=self._changes(met, Side(program=self._program, block=block)),
            ahead=self._ahead(begun, screening, kept) if self._terms.ahead else (),
        )

    def _ahead(self, begun: _Begun, screening: Screening, kept: Kept | None) -> tuple[Ahead, ...]:
        """What time alone will change; of those who are as they were it is known."""
        known = frozenset() if kept is None else kept.patients
        before = self._earlier.run.ahead(begun.number) if self._earlier is not None and known else ()
        context = Context(on=self._terms.on, vocabulary=self._engine.columns.recall.vocabulary)
        patients = {patient.id: patient for patient in begun.patients}
        pairs = screening.pairs(excluded=True, but=known)
        found = (*(one for one in before if one.patient in known), *looked_ahead(pairs, patients, self._protocols, context))
        place = {one.patient: number for number, one in enumerate(begun.seen)}
        return tuple(sorted(found, key=lambda one: place[one.patient]))

    def _usual(self, one: _Met) -> Codes:
        found = None
        if self._earlier is not None and one.earlier is not None:
            found = self._earlier.usual(one.earlier[0], one.row.answered.sort)
        return self._engine.columns.usual(one.row.answered.sort) if found is None else found

    def _kept(self, number: int, met: Sequence[_Met]) -> Kept | None:
        """The rows of pairs of the run before that stand, where they are in the same block."""
        if self._earlier is None or not self._earlier.same_rows:
            return None
        same = frozenset(one.row.patient for one in met if one.same and one.earlier is not None and one.earlier[0] == number)
        return Kept(path=self._earlier.run.path("pairs", number), patients=same) if same else None

    def _changes(self, met: Sequence[_Met], now: Side) -> tuple[Change, ...]:
        if self._earlier is None:
            return ()
        before = self._earlier.side([one.earlier for one in met if one.earlier is not None])
        patients = {
            one.row.patient: (ARRIVED,)
            if one.earlier is None
            else self._earlier.causes(one.earlier[1], one.row.mark, self._terms.on)
            for one in met
        }
        return tuple(changes_between(before, now, Causes(patients=patients, trials=self._trials), self._terms.on))


def _amended(before: dict[str, Any], now: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The trials that ask something else than before, or are there only now or only then."""
    asked, asks = ({trial["key"]: trial["asks"] for trial in one["trials"]} for one in (before, now))
    found = {key: AMENDED if key in asked and key in asks else ADDED if key in asks else REMOVED for key in (*asked, *asks)}
    return {key: (cause,) for key, cause in found.items() if asked.get(key) != asks.get(key)}


def _blocks(patients: Iterable[PatientFacts], size: int) -> Iterator[list[PatientFacts]]:
    source = iter(patients)
    while block := list(islice(source, size)):
        yield block
