"""A trial on the shelf and a person's answer to one of its lines enter; the answer is kept, or what stands against it leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from trialwright.errors import TrialwrightError, UserError
from trialwright.library import review_of_record, updated_review
from trialwright.protocol.carrying import Carried, Fate
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.deciding import doubts_of, edit_or_accept, state_mark
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Stage
from trialwright.protocol.review import Decided, Decision, LineReview, Review, signed, with_decision, with_nodes
from trialwright.protocol.review_form import read_review, write_review
from trialwright.shelf.reviewer import now
from trialwright.shelf.shelf import Shelf

LONGEST_READING, LONGEST_NOTE = 20_000, 2_000
_TURNS = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What somebody (`by`) answers to a line. `seen` is the `state_mark` of the line as they saw it; `reading` is what they wrote
    in its place; `sure` that they mean it although it looks like a slip."""

    line: str
    seen: str
    decision: Decision
    by: str
    reading: str = ""
    note: str = ""
    sure: bool = False


class MeanwhileError(TrialwrightError):
    """The lines are not as the person saw them: somebody has decided meanwhile, or the record has changed. Nothing was kept."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(f"changed meanwhile: {', '.join(lines)}")
        self.lines = lines


class DoubtfulError(TrialwrightError):
    """A new reading looks like a slip; nothing was kept. Answering with `sure` keeps it."""

    def __init__(self, doubts: tuple[str, ...]) -> None:
        super().__init__("; ".join(doubts))
        self.doubts = doubts


def review_on(shelf: Shelf, key: str) -> Carried:
    """The review of a trial as it stands over the present record; where nobody has begun one, one in which nothing is decided."""
    found = shelf.review(key)
    if found is None:
        trial = shelf.trial(key)
        if trial is None:
            raise UserError("there is no such trial on the shelf", place=key)
        review = review_of_record(trial.record)
        found = Carried(review=review, fates={line.id: Fate.OPEN for _, line, _ in review.each()})
    return replace(found, review=_under(found.review, key))


def decide(folder: Path, key: str, answer: Answer) -> str:
    """Keep an answer on the shelf of a folder; the time it was signed with.

    Raises `MeanwhileError`, `DoubtfulError`, and `UserError` for a reading that does not parse or a shelf that another writes to.
    """

    def made(review: Review) -> Review:
        stage, line, kept = _line(review, answer.line)
        if state_mark(stage, line, kept) != answer.seen:
            raise MeanwhileError((line.id,))
        return _answered(review, (stage, line, kept), answer)

    return _changed(folder, key, made, by=answer.by)


def take_up(folder: Path, key: str, text: str, *, by: str) -> tuple[str, ...]:
    """Lay the decisions of a review's file over those on the shelf; the lines that have new ones.

    What was decided here since the file was made is a `MeanwhileError` with the lines: nothing is overwritten. A decision in the
    file that is not on the shelf is the one of `by`, who gave the file; whose name stands there is told in its note.
    """
    file = read_review(text, name="the file")
    found: list[str] = []

    def made(review: Review) -> Review:
        with Shelf.open(folder) as shelf:
            trial, asked = shelf.trial(key), shelf.trial(file.protocol.key)
        if trial is None or asked is None or asked.key != trial.key:
            raise UserError(f"it is the review of {file.protocol.key}, not of {key}", place="the file")
        # Signed first by whom it comes from: laying it over the record may add marks of our own, which are nobody's decision.
        mine = updated_review(signed(file, by=by, at=now()), trial.record).review
        return _taken(review, mine, found, by)

    _changed(folder, key, made, by=by)
    return tuple(found)


def _taken(review: Review, file: Review, found: list[str], by: str) -> Review:
    late: list[str] = []
    lines, nodes = dict(review.lines), dict[str, Criterion]()
    for _, line, theirs in file.each():
        kept = lines[line.id]
        shared = len(kept.decisions)
        if theirs.decisions == kept.decisions[: len(theirs.decisions)]:
            continue
        if theirs.decisions[:shared] != kept.decisions:
            late.append(line.id)
            continue
        fresh = tuple(_owned(item, by) for item in theirs.decisions[shared:])
        lines[line.id] = replace(theirs, decisions=(*kept.decisions, *fresh), comments=kept.comments or theirs.comments)
        nodes[line.id] = line.node
        found.append(line.id)
    if late:
        raise MeanwhileError(tuple(late))
    return replace(review, protocol=with_nodes(review.protocol, nodes), lines=lines)


def _owned(item: Decided, by: str) -> Decided:
    if item.by in ("", by):
        return replace(item, by=by)
    told = f"in an uploaded file, under the name {item.by}"
    return replace(item, by=by, note=f"{item.note} ({told})" if item.note else told)


def _answered(review: Review, entry: tuple[Stage, Line, LineReview], answer: Answer) -> Review:
    _, line, kept = entry
    note = " ".join(answer.note.split())[:LONGEST_NOTE]
    if answer.decision is not Decision.EDITED:
        return with_decision(review, line.id, _by(answer, answer.decision, note))
    if len(answer.reading) > LONGEST_READING:
        raise UserError(f"a reading has at most {LONGEST_READING} characters", place="line 1, column 1")
    text = "\n".join(answer.reading.strip().splitlines())
    node = parse_criterion(text)
    doubts = doubts_of(node, line)
    if doubts and not answer.sure:
        raise DoubtfulError(doubts)
    return with_decision(review, line.id, _by(answer, edit_or_accept(kept, node), note), reading=text)


def _by(answer: Answer, decision: Decision, note: str) -> Decided:
    return Decided(decision=decision, by=answer.by, at=now(), note=note)


def _changed(folder: Path, key: str, make: Callable[[Review], Review], *, by: str) -> str:
    """Read the review, change it and keep it, while nobody else can."""
    with _TURNS, Shelf.open(folder, writable=True) as shelf:
        review = review_on(shelf, key).review
        made = make(review)
        if made != review:
            shelf.put_review(write_review(made), name=f"review of {key}", by=by)
    return now()


def _line(review: Review, name: str) -> tuple[Stage, Line, LineReview]:
    found = next((item for item in review.each() if item[1].id == name), None)
    if found is None:
        raise MeanwhileError((name,))
    return found


def _under(review: Review, key: str) -> Review:
    """The review under the key of its trial: that of its record may lead to another trial too."""
    return replace(review, protocol=replace(review.protocol, key=key))
