"""`trialwright review`: a record, a page or a review's file enters; the file with each line's reading and decision leaves."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.review_file import ReviewFile, open_review
from trialwright.cli.reviewing import Session, Wanted, go_through
from trialwright.cli.screen import err, indented, one_line, out, say_problem, shortened
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.protocol.carrying import Carried, Fate
from trialwright.protocol.review import Decision, Review, decision_on, progress_of, signed, unsigned
from trialwright.shelf.reviewer import now, reviewer_name

_STILL_TO_DO = 1
_FEW = 12


def review_command(  # noqa: PLR0913 - one parameter is one option
    trial: Annotated[
        str, typer.Argument(metavar="TRIAL", help="A review (*.trial.yaml), a record or page of one trial, or its NCT number.")
    ],
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="The file to make. Default: KEY.trial.yaml.")
    ] = None,
    which: Annotated[
        str | None, typer.Option("--trial", metavar="KEY", help="Which trial, where the file holds several.")
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", metavar="NAME", help="Who decides. Default: git's user.name, else the account.")
    ] = None,
    make: Annotated[
        bool, typer.Option("--make", help="Make or update the file, sign what was decided in it, ask nothing.")
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="Only tell how far it is; exit code 1 while lines are to do.")] = False,
    second: Annotated[bool, typer.Option("--second", help="Go through the lines that others decided and you did not.")] = False,
    line: Annotated[
        list[str] | None, typer.Option("--line", metavar="ID", help="Go to this line, decided or not; repeat it.")
    ] = None,
    terms: TermsOption = None,
) -> None:
    """Check the reading of a trial's criteria line by line: accept it, edit it, or reject it."""
    with own_terms(terms):
        opened = open_review(trial, output=output, trial=which)
        if status:
            _say_status(opened, out())
            raise typer.Exit(_STILL_TO_DO if progress_of(opened.review).todo else 0)
        session = Session(reviewer=reviewer_name(reviewer), console=out())
        wanted = _wanted(opened.review, session, second=second, names=line or [])
        opened = _brought_up_to_date(opened)
        opened = _signed(opened, session)
        _say_status(opened if make else _gone_through(opened, session, wanted), session.console, briefly=True)


def _gone_through(opened: ReviewFile, session: Session, wanted: Wanted) -> ReviewFile:
    """The file after the session; an interrupt is passed on when it has been told what is saved."""
    try:
        return go_through(opened, session, wanted)
    except KeyboardInterrupt:
        session.console.print()
        _say_status(open_review(str(opened.path)), session.console, briefly=True)
        raise


def _wanted(review: Review, session: Session, *, second: bool, names: list[str]) -> Wanted:
    known = {line.id.upper(): line.id for _, line, _ in review.each()}
    for name in names:
        if name.upper() not in known:
            raise UserError(f"there is no line {name}", place="--line", hint=f"lines: {', '.join(known.values())}")
    return Wanted(names=tuple(known[name.upper()] for name in names), second_by=session.reviewer if second else None)


def _brought_up_to_date(opened: ReviewFile) -> ReviewFile:
    """The file written, where it is new or the trial's text has changed."""
    new = opened.text is None
    done = opened.saved(opened.review)
    if new:
        err().print(f"written: {opened.path}", soft_wrap=True)
    if opened.carried is not None:
        _say_carried(opened.carried)
    return done


def _signed(opened: ReviewFile, session: Session) -> ReviewFile:
    """The file with a name and a time on the decisions made by hand."""
    by_hand = unsigned(opened.review)
    if by_hand:
        err().print(f"signed as {session.reviewer}: {_listed(by_hand)}", soft_wrap=True)
    return opened.saved(signed(opened.review, by=session.reviewer, at=now()))


def _say_carried(found: Carried) -> None:
    """What the trial's present text did to the review."""
    console = err()
    counts = [f"{len(found.of(Fate.KEPT))} decisions kept"]
    counts += [f"{len(found.of(Fate.LOST))} to do again: {_listed(found.of(Fate.LOST))}"] if found.of(Fate.LOST) else []
    counts += [f"{len(found.of(Fate.ADDED))} new: {_listed(found.of(Fate.ADDED))}"] if found.of(Fate.ADDED) else []
    console.print(f"updated: {'; '.join(counts)}", soft_wrap=True)
    for line in found.gone:
        say_problem(line.id, f"the line is gone, and what was decided of it: {shortened(line.text, 120)}", None, label="note")
    if found.reread:
        message = f"we would read these otherwise today; the reading that was decided on stays: {_listed(found.reread)}"
        say_problem(None, message, "look at `ours` in the file; decide again: --line ID", label="note")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")


def _say_status(opened: ReviewFile, console: Console, *, briefly: bool = False) -> None:
    """How far the review is, in one sentence, and what is to do."""
    progress = progress_of(opened.review)
    counts = [f"{progress.counts[decision]} {decision.value}" for decision in Decision if progress.counts.get(decision)]
    said = ", ".join(counts).replace("todo", "to do") or "no lines"
    twice = f"; {progress.confirmed} by two people" if progress.confirmed else ""
    console.print(Text(f"{one_line(str(opened.path))}: {progress.total} lines: {said}{twice}", style="bold"), soft_wrap=True)
    by_hand = unsigned(opened.review)
    if by_hand and not briefly:
        indented(console, Text(f"not signed: {_listed(by_hand)}"), 2)
    todo = tuple(line.id for stage, line, kept in opened.review.each() if decision_on(stage, line, kept) is Decision.TODO)
    if todo:
        indented(console, Text(f"to do: {_listed(todo)}"), 2)
