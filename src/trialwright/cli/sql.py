"""`trialwright sql`: trials enter, a statement of SQL for each stage leaves; with patients, the tables that it reads too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import FILES_HELP, Inputs
from trialwright.cli.of_patients import (
    PATIENTS_HELP,
    CodesOption,
    CompleteOption,
    MappingOption,
    PersonOption,
    SchemaOption,
    people_of,
    read_options,
)
from trialwright.cli.output import write_text
from trialwright.cli.protocols import each_once
from trialwright.cli.read import ON_HELP
from trialwright.cli.screen import err
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.patients.reading import ReadOptions
from trialwright.protocol.protocol import LineState, Protocol

if TYPE_CHECKING:
    from trialwright.match.batch.sql.files import TableTerms
    from trialwright.match.batch.sql.said import Said
    from trialwright.match.batch.sql.statement import SqlTerms

INSTALL = "pip install 'trialwright[sql]'"
CREATE = "create.sql"
_NOT_A_FILE = re.compile(r"[^A-Za-z0-9_-]+")


class Warehouse(StrEnum):
    """Where the SQL is run."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"


def sql_command(  # noqa: PLR0913 - one parameter is one option
    trials: Annotated[list[str], typer.Argument(metavar="TRIAL...", help=FILES_HELP)],
    *,
    dialect: Annotated[Warehouse, typer.Option("--dialect", "-d", help="The warehouse.")] = Warehouse.DUCKDB,
    place: Annotated[
        str | None,
        typer.Option("--in", metavar="SCHEMA", help="The schema of the tables in the warehouse: name or database.name."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="A file for each stage. Default: all are printed.")
    ] = None,
    patients: Annotated[list[str] | None, typer.Option("--patients", "-p", metavar="SOURCE", help=PATIENTS_HELP)] = None,
    tables: Annotated[
        Path | None, typer.Option("--tables", metavar="FOLDER", help="A new folder for the tables of these patients.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="The tables as CSV; without it as Parquet.")] = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    person: PersonOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    terms: TermsOption = None,
) -> None:
    """Say trials in SQL, for a data warehouse: a statement for each stage, over tables that are written from your patients."""
    options = read_options(codes, complete, person, (mapping, schema))
    day = reference_date(on)
    if (tables is None) != (not patients):
        missing = "--patients" if patients is None else "--tables"
        raise UserError(
            f"{missing} is missing", hint="tables are made of patients: give both --patients SOURCE and --tables FOLDER"
        )
    inputs = Inputs(names=trials)
    with own_terms(terms):
        protocols = each_once(inputs)
        if not protocols:
            raise typer.Exit(inputs.exit_code())
        try:
            from trialwright.match.batch.program import program_of
            from trialwright.match.batch.sql.dialects import Dialect
            from trialwright.match.batch.sql.files import TableTerms
            from trialwright.match.batch.sql.said import said_of
            from trialwright.match.batch.sql.statement import SqlTerms
        except ImportError as error:
            raise UserError(f"SQL needs a package that is not installed: {error.name}", hint=INSTALL) from error
        said = said_of(program_of(protocols))
        shown = SqlTerms(dialect=Dialect(dialect.value), schema=place)
        if tables is not None:
            _write_tables(said, (patients or [], options), tables, TableTerms(on=day, csv=csv))
        _write_statements(protocols, said, shown, tables if output is None and tables is not None else output)
    _tell(protocols, said)
    raise typer.Exit(inputs.exit_code())


def _write_tables(said: Said, source: tuple[Sequence[str], ReadOptions], folder: Path, terms: TableTerms) -> None:
    from dataclasses import replace

    from trialwright.match.batch.sql.files import write_tables

    with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err(), transient=True) as bar:
        task = bar.add_task("reading patients")
        telling = replace(terms, told=lambda patients: bar.update(task, description=f"{patients:,} patients"))
        written = write_tables(said, (one.facts for one in people_of(*source)), folder, telling)
    rows = ", ".join(f"{name} {count:,}" for name, count in written.rows.items())
    err().print(f"written: {folder} ({written.patients:,} patients; rows: {rows})", highlight=False, soft_wrap=True, markup=False)
    if written.set_aside:
        told = f"{written.set_aside:,} readings are said as findings: a comparison in SQL would have come out otherwise"
        err().print(told, highlight=False, soft_wrap=True)


def _write_statements(protocols: Sequence[Protocol], said: Said, terms: SqlTerms, folder: Path | None) -> None:
    """All to the screen, or each into a file of the folder, with the one that makes the tables."""
    from trialwright.match.batch.sql.create import create_tables
    from trialwright.match.batch.sql.statement import statements

    if folder is None:
        write_text("\n".join(found.text for found in statements(protocols, said, terms)), None)
        return
    write_text("\n".join(create_tables(terms)), str(folder / CREATE))
    taken = {CREATE.removesuffix(".sql")}
    for found in statements(protocols, said, terms):
        write_text(found.text, str(folder / f"{_file_name(f'{found.trial}-{found.stage}', taken)}.sql"))
    err().print(
        f"written: {folder} (statements: {len(taken) - 1:,}, and {CREATE})", highlight=False, soft_wrap=True, markup=False
    )


def _file_name(text: str, taken: set[str]) -> str:
    """A name of a file, unlike those that are taken, also where case does not count."""
    plain = _NOT_A_FILE.sub("_", text)[:80].strip("_") or "trial"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name.lower())
    return name


def _tell(protocols: Sequence[Protocol], said: Said) -> None:
    """What SQL says by itself, and what it cannot."""
    lines = [line.state for protocol in protocols for stage in protocol.stages for line in stage.lines]
    asked = len(said.names) - len(said.fixed)
    held = (
        f"{asked:,} questions: {len(said.held):,} are compared in SQL, the answers to {asked - len(said.held):,} stand in tables"
    )
    err().print(held, highlight=False, soft_wrap=True)
    unread = sum(state in (LineState.UNREAD, LineState.IN_PART) for state in lines)
    if unread:
        told = f"{unread:,} of {len(lines):,} lines are not read, or in part: the statements name them, and leave them open"
        err().print(told, highlight=False, soft_wrap=True)
