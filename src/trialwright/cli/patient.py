"""`trialwright patient`: sources of patients enter; each fact with its place, and what was not understood, leave."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from trialwright.cli.inputs import STDIN, STDIN_NAME
from trialwright.cli.of_patients import (
    PATIENTS_HELP,
    CodesOption,
    CompleteOption,
    MappingOption,
    PersonOption,
    SchemaOption,
    read_options,
)
from trialwright.cli.output import as_document, write_text
from trialwright.cli.patient_form import patient_to_json
from trialwright.cli.patient_text import print_patients
from trialwright.cli.screen import out
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.patients.reading import ReadOptions, people_in
from trialwright.patients.understood import Understood


class Shown(StrEnum):
    """Which facts are printed: all of them, or of what was measured again and again the newest alone."""

    ALL = "all"
    LATEST = "latest"


def patient_command(  # noqa: PLR0913 - one parameter is one option
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=PATIENTS_HELP)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; `--json OUT.json` writes it to that file.")] = False,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the answer to this file.")] = None,
    shown: Annotated[Shown, typer.Option("--facts", help="Of values measured several times: all, or the newest.")] = Shown.ALL,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    person: PersonOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Show what is understood of patients: each fact with where it came from, and what was not understood, counted."""
    if files.count(STDIN) > 1:
        raise UserError("standard input can be read once", place=STDIN, hint="name - once")
    with own_terms(tables):
        found = _read(files, read_options(codes, complete, person, (mapping, schema)))
        if as_json:
            write_text(as_document({"patients": [patient_to_json(one, latest=shown is Shown.LATEST) for one in found]}), output)
            return
        console = out()
        if output in (None, STDIN):
            print_patients(found, console, latest=shown is Shown.LATEST)
            return
        with console.capture() as captured:
            print_patients(found, console, latest=shown is Shown.LATEST)
        write_text(captured.get(), output)


def _read(files: Sequence[str], options: ReadOptions) -> tuple[Understood, ...]:
    found: list[Understood] = []
    for name in files:
        source = sys.stdin.read().encode() if name == STDIN else name
        found.extend(one.understood for one in people_in(source, name=STDIN_NAME if name == STDIN else name, options=options))
    return tuple(found)
