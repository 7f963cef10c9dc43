"""`trialwright library merges`: what may be one trial is listed with its reasons; a person's decisions enter and are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.output import as_document, write_text
from trialwright.cli.screen import indented, one_line, out, shortened
from trialwright.errors import UserError
from trialwright.shelf.merging import Decision, Proposal, Side
from trialwright.shelf.reviewer import reviewer_name
from trialwright.shelf.shelf import Shelf

_PAIR_HELP = "the two sources, by the numbers that the list shows, as 12,34"


def merges_command(  # noqa: PLR0913 - one parameter is one option
    *,
    shelf: ShelfOption = None,
    accept: Annotated[str | None, typer.Option("--accept", metavar="A,B", help=f"Make one trial of {_PAIR_HELP}.")] = None,
    refuse: Annotated[str | None, typer.Option("--refuse", metavar="A,B", help=f"They are two trials: {_PAIR_HELP}.")] = None,
    part: Annotated[
        int | None, typer.Option("--part", metavar="A", help="Take this source out of the trial that it is in.")
    ] = None,
    undo: Annotated[int | None, typer.Option("--undo", metavar="N", help="Take back decision N of --decided.")] = None,
    decided: Annotated[bool, typer.Option("--decided", help="List what was decided, by whom and when.")] = False,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="Why, to be kept with the decision.")] = "",
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", metavar="NAME", help="Who decides. Default: git's user.name.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the sources that may be of one trial, and why; accept, refuse, part, or undo what was decided."""
    asked = [item for item in (accept, refuse, part, undo) if item is not None]
    if len(asked) > 1:
        raise UserError("one decision at a time", hint="give one of --accept, --refuse, --part, --undo")
    with opened(shelf, writable=bool(asked)) as kept:
        if not asked:
            _list(kept, decided=decided, as_json=as_json)
            return
        by = reviewer_name(reviewer)
        if undo is not None:
            kept.undo_decision(undo, by=by)
            told = f"decision {undo} is taken back"
        elif part is not None:
            told = f"decision {kept.unmerge(part, by=by, note=note)}: source {part} is a trial of its own"
        elif accept is not None:
            told = f"decision {kept.merge(*_pair(accept), by=by, note=note)}: they are one trial"
        else:
            told = f"decision {kept.refuse(*_pair(refuse or ''), by=by, note=note)}: they are two trials"
        out().print(told, soft_wrap=True)


def _pair(text: str) -> tuple[int, int]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise UserError(f"{text!r} is no pair of sources", hint=_PAIR_HELP)
    return int(parts[0]), int(parts[1])


def _list(kept: Shelf, *, decided: bool, as_json: bool) -> None:
    if as_json:
        body = {
            "proposals": [_proposal(item) for item in kept.proposals()],
            "decisions": [_decision(item) for item in kept.decisions()],
        }
        write_text(as_document(body), None)
    elif decided:
        _print_decisions(kept.decisions(), out())
    else:
        _print_proposals(list(kept.proposals()), out())


def _print_proposals(found: Sequence[Proposal], console: Console) -> None:
    for item in found:
        indented(
            console, Text(f"{item.one.id},{item.other.id}  ", style="bold").append("; ".join(item.reasons), style="none"), hang=2
        )
        for side in (item.one, item.other):
            told = f"{one_line(side.key)}  {shortened(side.title, 100)}  "
            indented(console, Text(told).append(f"{one_line(side.origin)}", style="dim"), 2, hang=2)
    console.print(f"{len(found)} pairs may be one trial" if found else "nothing waits for a decision")


def _print_decisions(found: Sequence[Decision], console: Console) -> None:
    for item in found:
        sources = "; ".join(f"{one_line(one)} and {one_line(other)}" for one, other in item.sources)
        told = f"{'one trial' if item.same else 'different trials'}: {sources}"
        text = Text(f"{item.act}  ", style="bold").append(told, style="none")
        text.append(f"  by {one_line(item.by)} on {item.at:%Y-%m-%d}", style="dim")
        text.append(f"  {one_line(item.note)}" if item.note else "", style="none")
        if item.undone is not None:
            text.append(f"  taken back by {one_line(item.undone[0])} on {item.undone[1]:%Y-%m-%d}", style="yellow")
        indented(console, text, hang=2)
    if not found:
        console.print("nothing was decided yet")


def _proposal(item: Proposal) -> dict[str, Any]:
    return {"sources": [_side(item.one), _side(item.other)], "reasons": list(item.reasons)}


def _side(side: Side) -> dict[str, Any]:
    return {"id": side.id, "key": side.key, "title": side.title, "origin": side.origin, "mark": side.mark}


def _decision(item: Decision) -> dict[str, Any]:
    undone = None if item.undone is None else {"by": item.undone[0], "at": item.undone[1].isoformat()}
    return {
        "number": item.act,
        "same": item.same,
        "sources": [list(pair) for pair in item.sources],
        "by": item.by,
        "at": item.at.isoformat(),
        "note": item.note,
        "undone": undone,
    }
