"""`trialwright diff`: two versions of a trial enter; what changed in meaning, line by line with both readings, leaves."""

from __future__ import annotations

from typing import Annotated

import typer

from trialwright.cli.diff_json import difference_to_json
from trialwright.cli.diff_text import print_difference
from trialwright.cli.inputs import STDIN, Inputs
from trialwright.cli.output import as_document, write_text
from trialwright.cli.protocols import protocols_of
from trialwright.cli.screen import out, say_problem
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.protocol.difference import differences
from trialwright.protocol.protocol import Protocol

_VERSION_HELP = "A record, a page, or a review (*.trial.yaml); - for standard input."


def diff_command(  # noqa: PLR0913 - one parameter is one option
    old: Annotated[str, typer.Argument(metavar="OLD", help=_VERSION_HELP)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_VERSION_HELP)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show the lines that are the same, too.")] = False,
    trial: Annotated[str | None, typer.Option("--trial", metavar="KEY", help="Which trial, where a file holds several.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Return 1 where the meaning may have changed.")] = False,
    terms: TermsOption = None,
) -> None:
    """Show what changed in meaning between two versions of a trial's criteria, not in spelling."""
    if old == new == STDIN:
        raise UserError("standard input can be read once", place="-", hint="name - once")
    with own_terms(terms):
        before, after = _protocol(old, trial), _protocol(new, trial)
        if before.key != after.key:
            say_problem(None, f"these are two trials by their names: {before.key} and {after.key}", None, label="note")
        found = differences(before, after)
        if as_json:
            write_text(as_document(difference_to_json(found, before, after)), None)
        else:
            print_difference(found, (before, after), out(), every=every)
    raise typer.Exit(int(exit_code and not (found.same and found.complete)))


def _protocol(name: str, trial: str | None) -> Protocol:
    inputs = Inputs(names=[name])
    read = [protocol for _, protocol in protocols_of(inputs.trials(), inputs)]
    if inputs.problems and not inputs.read:
        raise typer.Exit(inputs.exit_code())
    found = [protocol for protocol in read if trial is None or protocol.key.upper() == trial.upper()]
    if len(found) == 1:
        return found[0]
    keys = ", ".join(protocol.key for protocol in read[:8]) + (" …" if len(read) > 8 else "")
    if found:
        raise UserError(f"there are {len(read)} trials: {keys}", place=name, hint=f"name one: --trial {found[0].key}")
    about = f"there is no trial {trial}" if read else "there is no trial to compare"
    raise UserError(about, place=name, hint=f"there are: {keys}" if read else "name a record, a page or a review of a trial")
