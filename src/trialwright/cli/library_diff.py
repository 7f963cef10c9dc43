"""`trialwright library diff`: two versions of a trial on the shelf enter; what changed, in words or JSON, leaves."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from trialwright.cli.diff_json import difference_to_json
from trialwright.cli.diff_text import print_difference
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.library_show import ID_HELP, known
from trialwright.cli.output import as_document, write_text
from trialwright.cli.schema import CHANGES_SCHEMA
from trialwright.cli.screen import indented, one_line, out
from trialwright.errors import UserError
from trialwright.protocol.protocol import Protocol
from trialwright.shelf.change_words import field_words, site_words
from trialwright.shelf.changes import Changes
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial


def library_diff_command(  # noqa: PLR0913 - one parameter is one option
    trial: Annotated[str, typer.Argument(metavar="ID", help=ID_HELP)],
    *,
    shelf: ShelfOption = None,
    old: Annotated[int | None, typer.Option("--from", metavar="N", help="The older version. Default: the one before.")] = None,
    new: Annotated[int | None, typer.Option("--to", metavar="N", help="The newer version. Default: the one shown.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show the criteria that are the same, too.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Return 1 where something changed.")] = False,
) -> None:
    """Show what changed between two versions of a trial: status, dates, enrolment, sites, and the criteria in meaning."""
    with opened(shelf) as kept:
        found = known(kept, trial)
        numbers = _numbers(kept, found, old, new)
        changes = kept.changes(found.key, *numbers)
        protocols = tuple(kept.protocol_of_version(found.key, number) for number in numbers) if changes.criteria else ()
    if as_json:
        write_text(as_document(changes_to_json(changes, protocols)), None)
    else:
        _print(changes, protocols, every=every)
    raise typer.Exit(int(exit_code and not changes.nothing))


def _numbers(kept: Shelf, found: Trial, old: int | None, new: int | None) -> tuple[int, int]:
    newer = new or found.version
    if old is not None:
        return old, newer
    before = [version.number for version in kept.versions(found.key) if version.number < newer]
    if not before:
        raise UserError(f"it has one version only: {newer}", place=found.key, hint="add a later record of it, then ask again")
    return before[-1], newer


def _print(changes: Changes, protocols: tuple[Protocol, ...], *, every: bool) -> None:
    console = out()
    indented(console, Text(f"{one_line(changes.key)}: version {changes.old} → {changes.new}", style="bold"))
    for words in (*(field_words(change) for change in changes.fields), *site_words(changes.sites)):
        indented(console, Text(one_line(words)), 2, hang=2)
    if changes.others:
        indented(console, Text(f"also changed: {', '.join(changes.others)}", style="dim"), 2, hang=2)
    if changes.nothing:
        indented(console, Text("nothing changed"), 2)
    if changes.criteria is not None:
        console.print()
        print_difference(changes.criteria, (protocols[0], protocols[1]), console, every=every)


def changes_to_json(changes: Changes, protocols: tuple[Protocol, ...]) -> dict[str, Any]:
    """All changes as plain values; the criteria as `trialwright diff --json` gives them."""
    return {
        "schema": CHANGES_SCHEMA,
        "trial": changes.key,
        "old": changes.old,
        "new": changes.new,
        "fields": [
            {
                "path": item.path,
                "label": item.label,
                "kind": item.kind.value,
                "item": item.item,
                "part": item.part,
                "old": item.old,
                "new": item.new,
            }
            for item in changes.fields
        ],
        "sites": [
            {
                "kind": item.kind.value,
                "facility": item.facility,
                "city": item.city,
                "country": item.country,
                "oldStatus": item.old_status,
                "newStatus": item.new_status,
            }
            for item in changes.sites
        ],
        "criteria": None if changes.criteria is None else difference_to_json(changes.criteria, *protocols),
        "others": list(changes.others),
    }
