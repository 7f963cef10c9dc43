"""`trialwright spark`: trials and a folder of patients in Parquet enter; their verdicts, made on a cluster, leave as Parquet."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import FILES_HELP, Inputs
from trialwright.cli.protocols import each_once
from trialwright.cli.read import ON_HELP
from trialwright.cli.screen import err, one_line, out, shortened
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.protocol.protocol import Protocol

INSTALL = "pip install 'trialwright[spark]'"
_TITLE = 46


def spark_command(  # noqa: PLR0913 - one parameter is one option
    trials: Annotated[list[str], typer.Argument(metavar="TRIAL...", help=FILES_HELP)],
    *,
    patients: Annotated[
        str,
        typer.Option("--patients", "-p", metavar="PATH", help="The folder that `trialwright patients` wrote, as Spark names it."),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="PATH", help="A new folder, as Spark names it.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    excluded: Annotated[bool, typer.Option("--excluded", help="Keep a row for each excluded pair too, with its lines.")] = False,
    master: Annotated[
        str | None, typer.Option("--master", metavar="URL", help="The cluster. Default: Spark's own settings, else this machine.")
    ] = None,
    partitions: Annotated[
        int | None, typer.Option("--partitions", min=1, metavar="N", help="Parts that the patients are dealt out in.")
    ] = None,
    tables: TermsOption = None,
) -> None:
    """Hold a cohort against trials on a cluster of Apache Spark, with the very verdicts of `trialwright cohort`."""
    inputs = Inputs(names=trials)
    day = reference_date(on)
    with own_terms(tables):
        protocols = each_once(inputs)
        if not protocols:
            raise typer.Exit(inputs.exit_code())
        try:
            from trialwright.match.batch.arrow import screen_of
            from trialwright.match.batch.spark import lines_on_spark, said_plainly, screen_on_spark, session_for
        except ImportError as error:
            raise UserError(f"Spark needs a package that is not installed: {error.name}", hint=INSTALL) from error
        screen = screen_of(protocols, day, excluded=excluded, terms=tables or ())
        session = session_for(master)
        with said_plainly():
            pairs = screen_on_spark(session, patients, screen, partitions=partitions)
            pairs.write.parquet(f"{output}/pairs")
            lines_on_spark(session, screen).coalesce(1).write.parquet(f"{output}/criteria")
            counts = session.read.parquet(f"{output}/pairs").groupBy("trial", "stage", "verdict").count().collect()
    _print_counts(protocols, [tuple(row) for row in counts], excluded=excluded)
    err().print(f"written: {output} (one row a pair in {output}/pairs)", soft_wrap=True)
    raise typer.Exit(inputs.exit_code())


def _print_counts(protocols: list[Protocol], counts: list[tuple[Any, ...]], *, excluded: bool) -> None:
    found = {tuple(row[:3]): int(row[3]) for row in counts}
    verdicts = ("eligible", "unknown", *(("ineligible",) if excluded else ()))
    table = Table(box=None, pad_edge=False)
    for name in ("trial", "title"):
        table.add_column(name)
    for name in ("eligible", "may be", "excluded")[: len(verdicts)]:
        table.add_column(name, justify="right")
    for trial in protocols:
        for stage in trial.stages:
            name = f"{trial.key} {stage.name}" if len(trial.stages) > 1 else trial.key
            cells = (f"{found.get((trial.key, stage.name, verdict), 0):,}" for verdict in verdicts)
            table.add_row(*(Text(cell) for cell in (one_line(name), shortened(trial.title, _TITLE), *cells)))
    out().print(table)
