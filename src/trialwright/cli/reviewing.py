"""A review in the terminal: lines are shown one by one and keys enter; each decision is saved before the next line is shown.

Keys come from standard input line by line, so that a person and a pipe are served alike.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rich.console import Console
from rich.text import Text

from trialwright.cli.edited import Asked, edited_reading
from trialwright.cli.review_file import ReviewFile
from trialwright.cli.screen import finding_text, indented, one_line, plain, shortened
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.deciding import edit_or_accept, remarks_on
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Stage
from trialwright.protocol.questions import questions_of
from trialwright.protocol.review import (
    Decided,
    Decision,
    LineReview,
    Review,
    decision_on,
    last_decision,
    supporters,
    with_decision,
)
from trialwright.protocol.words import sentence_of
from trialwright.shelf.reviewer import now

_KEYS = {"a": "accept", "e": "edit", "r": "reject", "s": "skip", "q": "quit", "?": "help"}
_HELP = (
    "a  accept   the reading is right",
    "e  edit     write the reading as it should be, in $EDITOR or here",
    "r  reject   the reading is wrong: the line then excludes nobody",
    "s  skip     leave it for later",
    "q  quit     stop here; what was decided is saved",
)


@dataclass(frozen=True, kw_only=True)
class Session:
    """Who reviews, and where it is shown."""

    reviewer: str
    console: Console

    def ask(self, prompt: str) -> str | None:
        """What is typed behind the prompt, None at the end of the input; shown again where it was not typed at a terminal."""
        self.console.file.write(prompt)
        self.console.file.flush()
        answer = sys.stdin.readline()
        if not sys.stdin.isatty():
            self.console.file.write(plain(answer.rstrip("\n")) + "\n")
        return answer.rstrip("\r\n") if answer else None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines are gone through: those named, those that others than `second_by` decided, or those that are to do."""

    names: tuple[str, ...] = ()
    second_by: str | None = None

    def takes(self, stage: Stage, line: Line, kept: LineReview) -> bool:
        """Whether the line is gone through."""
        if self.names:
            return line.id in self.names
        decided = decision_on(stage, line, kept) is not Decision.TODO
        return decided and self.second_by not in supporters(stage, line, kept) if self.second_by is not None else not decided


def go_through(opened: ReviewFile, session: Session, wanted: Wanted) -> ReviewFile:
    """The file after every line was asked for, or until the person or the input stopped."""
    places = [line.id for stage, line, kept in opened.review.each() if wanted.takes(stage, line, kept)]
    protocol = opened.review.protocol
    indented(session.console, Text(f"{one_line(protocol.key)}: {one_line(protocol.title)}", style="bold"))
    if not places:
        session.console.print("nothing to do" if wanted.second_by is None else "nothing to confirm")
    for number, name in enumerate(places, start=1):
        show_line(opened.review, name, f"{number} of {len(places)}", session)
        done = _decided(opened, name, session)
        if done is None:
            break
        opened = done
    session.console.print()
    return opened


def _decided(opened: ReviewFile, name: str, session: Session) -> ReviewFile | None:
    """The file with the decision on one line; None where the person stops."""
    while True:
        answer = session.ask("accept, edit, reject, skip, quit? [a/e/r/s/q/?] ")
        if answer is None:
            return None
        key = next((key for key, word in _KEYS.items() if answer.strip().lower() in (key, word)), "")
        if key in ("s", "q"):
            return opened if key == "s" else None
        made = _made(opened.review, name, key, session) if key in ("a", "e", "r") else None
        if made is not None:
            return opened.saved(made)
        if key in ("", "?"):
            for row in _HELP:
                session.console.print(f"  {row}")


def _made(review: Review, name: str, key: str, session: Session) -> Review | None:
    """The review with the decision; None where the person thought better of it."""
    if key == "a":
        return with_decision(review, name, _by(Decision.ACCEPTED, session))
    if key == "r":
        why = session.ask("why? (may be left empty) ")
        return None if why is None else with_decision(review, name, _by(Decision.REJECTED, session, note=why.strip()))
    line, kept = next((line, kept) for _, line, kept in review.each() if line.id == name)
    text = edited_reading(Asked(line=line, reading=kept.reading), session.ask, session.console)
    if text is None:
        return None
    node = parse_criterion(text)
    _show_reading(line, node, text, session.console)
    return with_decision(review, name, _by(edit_or_accept(kept, node), session), reading=text)


def _by(decision: Decision, session: Session, *, note: str = "") -> Decided:
    return Decided(decision=decision, by=session.reviewer, at=now(), note=note)


def show_line(review: Review, name: str, place: str, session: Session) -> None:
    """A line as a reviewer sees it: the source, the reading in plain words and in the language, questions and remarks."""
    stage, line, kept = next(item for item in review.each() if item[1].id == name)
    console = session.console
    where = f"{line.section.value}" + (f", {one_line(stage.label)}" if len(review.protocol.stages) > 1 else "")
    console.print()
    indented(console, Text().append(f"{line.id}  ", style="bold").append(f"{where} · {place} · {line.state.value}", style="dim"))
    _show("source", one_line(line.text), console)
    for field in line.fields:
        _show("record", one_line(f"{field.path.rpartition('.')[2]}: {field.value}"), console)
    if kept.was:
        _show("was", f"{one_line(kept.was)}", console)
    _show("requires", one_line(sentence_of(line)), console)
    _show_language(kept.reading, console)
    for question in questions_of(line):
        _show("question", one_line(question), console)
    for row in _history(stage, line, kept):
        _show("decided", row, console)
    for finding in remarks_on(line, review.protocol):
        indented(console, finding_text(finding), 2, hang=2)


_LABEL = 10


def _show(label: str, words: str, console: Console) -> None:
    indented(console, Text().append(f"{label:{_LABEL}}", style="dim").append(words), 2, hang=_LABEL)


def _show_language(reading: str, console: Console) -> None:
    for number, row in enumerate(plain(reading).splitlines()):
        label = Text().append(f"  {'reading' if not number else '':{_LABEL}}", style="dim")
        console.print(label.append(row, style="cyan"), soft_wrap=True)


def _show_reading(line: Line, node: Criterion, text: str, console: Console) -> None:
    _show("requires", one_line(sentence_of(replace(line, node=node))), console)
    _show_language(text, console)


def _history(stage: Stage, line: Line, kept: LineReview) -> Iterator[str]:
    last = last_decision(stage, line, kept)
    for item in kept.decisions:
        note = f": {shortened(item.note, 200)}" if item.note else ""
        holds = "" if item is last else " (before it changed)" if last is None else ""
        who = f" by {one_line(item.by)} on {one_line(item.at)[:10]}" if item.by else ""
        yield f"{item.decision.value}{who}{note}{holds}"
