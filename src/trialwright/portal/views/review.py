"""A review on the shelf enters, what its page shows leaves: each line with our reading, who decided, what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trialwright.errors import UserError
from trialwright.portal.views.words import field_label, word
from trialwright.protocol.carrying import Carried, Fate
from trialwright.protocol.deciding import remarks_on, slip_place, state_mark
from trialwright.protocol.protocol import Line, LineState, Stage
from trialwright.protocol.questions import questions_of
from trialwright.protocol.review import Decided, Decision, LineReview, last_decision, progress_of, supporters
from trialwright.protocol.speech import ENGLISH, Speech
from trialwright.protocol.words import sentence_of

UNCLEAR = (LineState.UNREAD, LineState.AMBIGUOUS, LineState.IN_PART)


def decided_lines(found: Carried | None) -> Mapping[str, Decided]:
    """The decisions that hold for the lines of a trial as they stand, by the line's id; none where nobody has begun a review."""
    held = ((line.id, last_decision(stage, line, kept)) for stage, line, kept in found.review.each()) if found else ()
    return {line: last for line, last in held if last is not None and last.at}


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """An answer that was not kept: the line, what was typed, why. `row`, `column` are the place of a slip, `shown` its row."""

    line: str
    reading: str
    note: str
    late: bool = False
    message: str = ""
    hint: str = ""
    doubts: tuple[str, ...] = ()
    row: int = 0
    column: int = 0
    shown: str = ""


def slipped(line: str, typed: tuple[str, str], error: UserError) -> Refused:
    """A reading (with its note) that the criteria language does not know, with the place of the slip."""
    reading, note = typed
    row, column = slip_place(error) or (0, 0)
    rows = reading.splitlines() or [""]
    shown = rows[min(row, len(rows)) - 1] if row else ""
    return Refused(
        line=line, reading=reading, note=note, message=error.message, hint=error.hint or "", row=row, column=column, shown=shown
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class LineCard:
    """A line to review. `decision` is a code, `mark` what the form sends back so that nobody is overwritten.

    `state` and the names in `fields` are texts to translate.
    """

    id: str
    section: str
    stage: str
    cohort: str
    text: str
    fields: tuple[tuple[str, str], ...]
    was: str
    requires: str
    reading: str
    proposed: str
    state: str
    unclear: bool
    decision: Decision
    last: Decided | None
    history: tuple[Decided, ...]
    people: tuple[str, ...]
    questions: tuple[str, ...]
    remarks: tuple[str, ...]
    mark: str
    source_hash: str
    refused: Refused | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPage:
    """The review of a trial: its lines, unclear ones that are to do first where `first` says so, and how far it is."""

    lines: tuple[LineCard, ...]
    total: int
    todo: int
    lost: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    refused: Refused | None


def review_page(found: Carried, *, refused: Refused | None = None, speech: Speech = ENGLISH) -> ReviewPage:
    """What a review shows, our readings in the language of `speech`; `refused` is an answer just given that was not kept."""
    said = refused.line if refused else ""
    cards = [
        _card(found, entry, refused=refused if entry[1].id == said else None, speech=speech) for entry in found.review.each()
    ]
    progress = progress_of(found.review)
    return ReviewPage(
        lines=tuple(cards),
        total=progress.total,
        todo=progress.todo,
        lost=found.of(Fate.LOST),
        added=found.of(Fate.ADDED),
        gone=tuple(line.text for line in found.gone),
        refused=refused,
    )


def _card(found: Carried, entry: tuple[Stage, Line, LineReview], *, refused: Refused | None, speech: Speech) -> LineCard:
    stage, line, kept = entry
    last = last_decision(stage, line, kept)
    mark = state_mark(stage, line, kept)
    return LineCard(
        id=line.id,
        section=line.section.value,
        stage=stage.label if len(found.review.protocol.stages) > 1 else "",
        cohort=line.cohort or "",
        text=line.text,
        fields=tuple((field_label(field.path), field.value) for field in line.fields),
        was=kept.was,
        requires=sentence_of(line, speech=speech),
        reading=kept.reading,
        proposed=kept.proposed,
        state=word("state", line.state.value),
        unclear=line.state in UNCLEAR,
        decision=last.decision if last is not None else Decision.TODO,
        last=last,
        history=kept.decisions,
        people=supporters(stage, line, kept),
        questions=questions_of(line),
        remarks=tuple(item.message for item in remarks_on(line, found.review.protocol)),
        mark=mark,
        source_hash=last.text if last is not None else "",
        refused=refused,
    )
