"""`trialwright library list | show | remove`: names enter; what the shelf has of these trials leaves."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.dates import reference_date
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.output import as_document, write_json_each, write_text
from trialwright.cli.read import ON_HELP, print_record, record_to_json
from trialwright.cli.screen import indented, joined, one_line, out, say_error, shortened
from trialwright.errors import UserError
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial, Version

_JSON_HELP = "Print JSON."
ID_HELP = "A trial by its key, any of its numbers, or a name."


def list_command(
    *,
    shelf: ShelfOption = None,
    most: Annotated[int | None, typer.Option("--most", min=1, metavar="N", help="Show the first N only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """List the trials on the shelf, by key."""
    with opened(shelf) as kept:
        trials = islice(kept.trials(), most)
        if as_json:
            write_json_each(_brief(trial) for trial in trials)
            return
        console = out()
        for trial in trials:
            console.print(Text(f"{trial.key}  ", style="bold").append(_line(trial), style="none"), soft_wrap=True)
        left = len(kept) - (most or len(kept))
        if left > 0:
            console.print(f"… and {left} more")


def _line(trial: Trial) -> str:
    status = trial.record.get("statusModule.overallStatus")
    return f"{one_line(str(status)) if status else 'no status'}  {shortened(trial.record.title, 100)}"


def _brief(trial: Trial) -> dict[str, Any]:
    return {
        "key": trial.key,
        "title": trial.record.title,
        "status": trial.record.get("statusModule.overallStatus"),
        "version": trial.version,
        "changed": trial.changed.isoformat(),
        "ids": [{"registry": item.registry, "number": item.number, "how": item.how} for item in trial.ids],
    }


def show_command(
    trial: Annotated[str, typer.Argument(metavar="ID", help=ID_HELP)],
    *,
    shelf: ShelfOption = None,
    number: Annotated[int | None, typer.Option("--version", metavar="N", help="An earlier version.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print API v2 JSON with our section `trialwright`.")] = False,
) -> None:
    """Show what the shelf has of a trial: the record, its numbers, the sources it is made of and why, its versions."""
    day = reference_date(on)
    with opened(shelf) as kept:
        found = known(kept, trial)
        record = found.record if number is None else kept.version(found.key, number)
        versions = kept.versions(found.key)
    if as_json:
        write_text(as_document(_whole(found, record, versions, day)), None)
        return
    console = out()
    print_record(record, day, console)
    _print_shelf(found, versions, console)


def known(kept: Shelf, name: str) -> Trial:
    """The one trial of that name; none or several is a `UserError`."""
    found = kept.trial(name)
    if found is not None:
        return found
    keys = kept.named(name)
    if keys:
        raise UserError(f"{len(keys)} trials have that name: {', '.join(keys[:8])}", place=name, hint="name one of these keys")
    raise UserError("there is no such trial on the shelf", place=name, hint="trialwright library list shows what is there")


def _print_shelf(trial: Trial, versions: tuple[Version, ...], console: Console) -> None:
    numbers = joined(f"{item.number} ({item.registry or 'name'}, {item.how})" for item in trial.ids)
    _row(console, "numbers", numbers)
    for item in trial.merged:
        told = f"{item.origin} {item.mark}, version {item.version} of {item.versions}"
        _row(console, "source", told + (f"; here because {item.why}" if item.why else ""))
    for version in versions:
        stated = f", dated {version.stated}" if version.stated else ""
        shown = " (shown)" if version.number == trial.version else ""
        _row(console, "version", f"{version.number}  {version.at:%Y-%m-%d %H:%M} UTC  {version.why}{stated}{shown}")


def _row(console: Console, label: str, words: str) -> None:
    indented(console, Text(f"{label}: ", style="dim").append(one_line(words), style="none"), 2, hang=2)


def _whole(trial: Trial, record: TrialRecord, versions: tuple[Version, ...], day: dt.date) -> dict[str, Any]:
    body = record_to_json(record, on=day)
    body["trialwright"]["shelf"] = {
        **_brief(trial),
        "added": trial.added.isoformat(),
        "sources": [
            {"id": item.id, "origin": item.origin, "mark": item.mark, "version": item.version, "why": item.why}
            for item in trial.merged
        ],
        "versions": [
            {"number": item.number, "at": item.at.isoformat(), "stated": item.stated, "why": item.why} for item in versions
        ],
    }
    return body


def remove_command(
    trials: Annotated[list[str], typer.Argument(metavar="ID...", help=ID_HELP)], *, shelf: ShelfOption = None
) -> None:
    """Take trials off the shelf, with all their versions and reviews."""
    gone = 0
    with opened(shelf, writable=True) as kept:
        for name in trials:
            try:
                out().print(f"removed: {kept.remove(name)}", soft_wrap=True)
                gone += 1
            except UserError as error:
                say_error(error)
    raise typer.Exit(0 if gone == len(trials) else 1 if gone else 2)
