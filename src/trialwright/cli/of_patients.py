"""The options and sources of every command that reads patients enter; how a source is read, and the people of all, leave."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.inputs import STDIN, STDIN_NAME
from trialwright.errors import UserError
from trialwright.patients.facts import Kind
from trialwright.patients.reading import Person, ReadOptions
from trialwright.patients.several import each_once
from trialwright.patients.sheet import COMPLETE

PATIENTS_HELP = (
    "Patients: a sheet (YAML, JSON) or a folder of them; FHIR (a bundle, NDJSON, a folder of an export); an OMOP database "
    "(a DuckDB file, a folder or zip of CSV or Parquet, postgresql://…); a table (CSV, Parquet, Excel) with its mapping; "
    "a folder that `trialwright patients` wrote; repeat it; - for standard input."
)
CodesOption = Annotated[
    Path | None,
    typer.Option("--codes", metavar="FILE", help="FHIR, OMOP: a table of your own codes: system, code, concept; tab-separated."),
]
CompleteOption = Annotated[
    list[str] | None,
    typer.Option("--complete", metavar="KIND", help=f"The source has all of these: {', '.join(COMPLETE)}; repeat it."),
]
PersonOption = Annotated[
    list[str] | None, typer.Option("--person", metavar="ID", help="Only the person of this id in the source; repeat it.")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="A table: what its columns mean; `trialwright map` drafts it.")
]
SchemaOption = Annotated[str | None, typer.Option("--schema", metavar="NAME", help="A database: the schema of its tables.")]


def read_options(
    codes: Path | None = None,
    complete: Sequence[str] | None = None,
    person: Sequence[str] | None = None,
    place: tuple[Path | None, str | None] = (None, None),
) -> ReadOptions:
    """The options as the readers take them; `place` is the mapping and the schema. A wrong kind is a `UserError`."""
    wrong = [kind for kind in complete or () if kind not in COMPLETE]
    if wrong:
        raise UserError(f"{wrong[0]!r} is no kind", place="--complete", hint=f"kinds: {', '.join(COMPLETE)}")
    mapping, schema = place
    return ReadOptions(
        codes=codes,
        complete=frozenset(Kind(kind) for kind in complete or ()),
        person=frozenset(person) if person else None,
        mapping=mapping,
        schema=schema,
    )


def people_of(sources: Sequence[str], options: ReadOptions) -> Iterator[Person]:
    """The people of all sources, one by one; "-" is standard input.

    A source that cannot be read, and an id that stands twice, is a `UserError`: it is two people, or one told twice.
    """
    if list(sources).count(STDIN) > 1:
        raise UserError("standard input can be read once", place=STDIN, hint="name - once")
    named = ((STDIN_NAME, sys.stdin.read().encode()) if name == STDIN else (name, name) for name in sources)
    yield from each_once(named, options)
