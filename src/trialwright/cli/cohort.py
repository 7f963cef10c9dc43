"""`trialwright cohort`: trials and a hospital's patients enter; who may join which trial leaves, and is kept in a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import FILES_HELP, Inputs, one_stdin
from trialwright.cli.left_out import LeftOut
from trialwright.cli.of_cohort import cohort_modules, of_patients, stage_name
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
from trialwright.cli.output import as_document, write_text
from trialwright.cli.protocols import each_once
from trialwright.cli.read import ON_HELP
from trialwright.cli.screen import err, out, shortened
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.match.batch.engine import engine_version

if TYPE_CHECKING:
    from trialwright.match.batch.cohort import Progress
    from trialwright.match.batch.store import CohortFolder


def cohort_command(  # noqa: PLR0913 - one parameter is one option
    trials: Annotated[list[str], typer.Argument(metavar="TRIAL...", help=FILES_HELP)],
    *,
    patients: Annotated[list[str], typer.Option("--patients", "-p", metavar="SOURCE", help=PATIENTS_HELP)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where the verdicts are kept; the next run goes on from them."),
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    block: Annotated[int, typer.Option("--block", min=1, max=1_000_000, metavar="N", help="Patients held at once.")] = 2048,
    excluded: Annotated[bool, typer.Option("--excluded", help="Keep a row for each excluded pair too, with its lines.")] = False,
    ahead: Annotated[bool, typer.Option("--ahead", help="Look for the day on which time alone changes a verdict; slow.")] = False,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=256, metavar="N", help="Processes that answer for patients.")
    ] = 1,
    database: Annotated[
        Path | None, typer.Option("--duckdb", metavar="FILE", help="Write all tables into a new DuckDB file too.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    person: PersonOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Hold a whole cohort of patients against trials: for each trial who is eligible, who may be, and who is excluded.

    Run it again every night with the same folder: only what is new is looked at, and `trialwright changes` tells what
    is different.
    """
    options = read_options(codes, complete, person, (mapping, schema))
    one_stdin(patients, trials)
    inputs, day = Inputs(names=trials), reference_date(on)
    with own_terms(tables):
        protocols = each_once(inputs)
        if not protocols:
            raise typer.Exit(inputs.exit_code())
        with cohort_modules():
            from trialwright.match.batch.cohort import CohortTerms, screen_cohort
            from trialwright.match.batch.database import must_be_new, write_database
            from trialwright.match.batch.store import CohortFolder
        folder, left = CohortFolder(output), LeftOut()
        if database is not None:
            must_be_new(database)
        with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err(), transient=True) as bar:
            task = bar.add_task("reading patients")

            def said(progress: Progress) -> None:
                before = f", {progress.before:,} of them as they were" if progress.before else ""
                bar.update(task, description=f"{of_patients(progress.patients)}{before}")

            engine = engine_version()
            terms = CohortTerms(on=day, block=block, excluded=excluded, ahead=ahead, engine=engine, workers=workers, said=said)
            found = screen_cohort(protocols, left.noting(people_of(patients, options)), folder, terms)
    if database is not None:
        write_database(folder, database)
    _tell(folder, found, output, as_json=as_json)
    err().print(*left.lines(patients), sep="\n", end="\n" if left.told else "", soft_wrap=True)
    raise typer.Exit(inputs.exit_code())


def _tell(folder: CohortFolder, found: Progress, output: Path, *, as_json: bool) -> None:
    """What came of a run: the counts of each trial, and how much has changed."""
    counts = [
        {"trial": row.trial, "stage": row.stage, "eligible": row.eligible, "excluded": row.ineligible, "judged": row.judged}
        for row in folder.counts()
    ]
    changed = Counter(one.after for one in folder.last_changes())
    if as_json:
        document = {"on": folder.question()["on"], "patients": found.patients, "as_before": found.before, "stages": counts}
        write_text(as_document(document | {"changes": sum(changed.values())}), None)
    else:
        _print_counts(folder.question(), counts, found.patients, out())
        err().print(f"written: {output} (one row a pair in {output / 'pairs'}/*.parquet)", soft_wrap=True)
        if changed:
            told = f"changed since the run before: {sum(changed.values()):,}; `trialwright changes {output}` tells them"
            err().print(told, soft_wrap=True)


def _print_counts(question: dict[str, Any], counts: Sequence[dict[str, Any]], patients: int, console: Console) -> None:
    """The table of trials; its titles take what is left of the width."""
    trials = {trial["key"]: trial for trial in question["trials"]}
    names = [stage_name(trials[row["trial"]], row["stage"]) for row in counts]
    taken = max((len(name) for name in names), default=0) + 3 * 10
    table = Table(box=None, pad_edge=False)
    for name in ("trial", "title"):
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    for name in ("eligible", "may be", "excluded"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, row in zip(names, counts, strict=True):
        open_ = row["judged"] - row["eligible"] - row["excluded"]
        title = shortened(trials[row["trial"]]["title"], max(console.width - taken - 2, 12))
        cells = (name, title, *(f"{number:,}" for number in (row["eligible"], open_, row["excluded"])))
        table.add_row(*(Text(cell) for cell in cells))
    console.print(Text(f"{of_patients(patients)} on {question['on']}\n"))
    console.print(table)
