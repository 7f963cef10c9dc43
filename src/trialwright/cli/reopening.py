"""The folder of a cohort, named on a command line, enters; the cohort as it was answered and records of its patients leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trialwright.cli.of_cohort import cohort_modules
from trialwright.cli.of_patients import people_of
from trialwright.cli.screen import shortened
from trialwright.patients.facts import PatientFacts
from trialwright.patients.reading import ReadOptions
from trialwright.patients.several import facts_of
from trialwright.protocol.protocol import Line, Section

if TYPE_CHECKING:
    from trialwright.match.batch.reopened import Reopened

TrialArgument = Annotated[str, typer.Argument(metavar="TRIAL", help="The trial: its number, as `trialwright cohort` shows it.")]
StageOption = Annotated[str | None, typer.Option("--stage", metavar="STAGE", help="The stage. Default: the first.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RecordsOption = Annotated[
    list[str] | None,
    typer.Option("--patients", "-p", metavar="SOURCE", help="The patients' records, as they were given to `cohort`; repeat it."),
]


def reopened(folder: Path) -> Reopened:
    """The cohort of a folder."""
    with cohort_modules():
        from trialwright.match.batch.reopened import Reopened
    return Reopened(folder)


def records_of(sources: Sequence[str], options: ReadOptions) -> Callable[[Collection[str]], Iterator[PatientFacts]]:
    """What gives the records of patients of a cohort by their ids, from the sources that it was made of."""

    everybody = replace(options, person=None)
    return lambda ids: facts_of(people_of(sources, everybody), ids)


def line_words(line: Line, size: int) -> str:
    """A line as it is shown in a row of a table."""
    return shortened(f"{'not: ' if line.section is Section.EXCLUSION else ''}{line.text}", size)


def numbers_table(console: Console, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
    """A table without lines: each column by its name and what it holds: "number", "words", which are folded where the window is
    narrow, or "title", which is cut there."""
    table = Table(box=None, pad_edge=False)
    for name, holds in columns:
        table.add_column(
            name,
            justify="right" if holds == "number" else "left",
            no_wrap=holds != "words",
            overflow="ellipsis" if holds == "title" else "fold",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
