"""`trialwright cohort` and `trialwright funnel`: trials and a hospital's patients enter; who may join, and who is lost where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import Inputs
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
from trialwright.cli.protocols import protocols_of
from trialwright.cli.read import FILES_HELP, ON_HELP
from trialwright.cli.screen import err, one_line, out, shortened
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.patients.facts import PatientFacts
from trialwright.patients.reading import ReadOptions, people_in

INSTALL = "pip install 'trialwright[cohort]'"
_TITLE = 46
_LINE = 70


def cohort_command(  # noqa: PLR0913 - one parameter is one option
    trials: Annotated[list[str], typer.Argument(metavar="TRIAL...", help=FILES_HELP)],
    *,
    patients: Annotated[list[str], typer.Option("--patients", "-p", metavar="SOURCE", help=PATIENTS_HELP)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where the verdicts are kept; a run that was stopped goes on."),
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    block: Annotated[int, typer.Option("--block", min=1, max=1_000_000, metavar="N", help="Patients held at once.")] = 2048,
    excluded: Annotated[bool, typer.Option("--excluded", help="Keep a row for each excluded pair too, with its lines.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    person: PersonOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Hold a whole cohort of patients against trials: for each trial who is eligible, who may be, and who is excluded."""
    options = read_options(codes, complete, person, (mapping, schema))
    inputs = Inputs(names=trials)
    day = reference_date(on)
    with own_terms(tables):
        protocols = [protocol for _, protocol in protocols_of(inputs.trials(), inputs)]
        if not protocols:
            raise typer.Exit(inputs.exit_code())
        try:
            from trialwright.match.batch.cohort import CohortTerms, Progress, screen_cohort
            from trialwright.match.batch.store import CohortFolder
        except ImportError as error:
            raise UserError(f"a cohort needs a package that is not installed: {error.name}", hint=INSTALL) from error
        folder = CohortFolder(output)
        with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err(), transient=True) as bar:
            task = bar.add_task("reading patients")

            def said(progress: Progress) -> None:
                before = f", {progress.before:,} of them done before" if progress.before else ""
                bar.update(task, description=f"{progress.patients:,} patients{before}")

            terms = CohortTerms(on=day, block=block, excluded=excluded, said=said)
            found = screen_cohort(protocols, _people(patients, options), folder, terms)
    counts = [
        {"trial": row.trial, "stage": row.stage, "eligible": row.eligible, "excluded": row.ineligible, "judged": row.judged}
        for row in folder.counts()
    ]
    if as_json:
        write_text(as_document({"on": day.isoformat(), "patients": found.patients, "stages": counts}), None)
    else:
        _print_counts(folder.question(), counts, found.patients, out())
        err().print(f"written: {output} (one row a pair in {output / 'pairs'}/*.parquet)", soft_wrap=True)
    raise typer.Exit(inputs.exit_code())


def _people(sources: Sequence[str], options: ReadOptions) -> Iterator[PatientFacts]:
    """The patients of all sources; an id that stands in two of them is two people or one told twice, and so an error."""
    seen: set[str] = set()
    for source in sources:
        for key, facts, _ in people_in(source, options=options):
            if key in seen:
                raise UserError(f"patient {key!r} stands there twice", place=source, hint="give each patient in one source only")
            seen.add(key)
            yield facts


def _print_counts(question: dict[str, Any], counts: Sequence[dict[str, Any]], patients: int, console: Console) -> None:
    titles = {trial["key"]: trial["title"] for trial in question["trials"]}
    several = {trial["key"] for trial in question["trials"] if len(trial["stages"]) > 1}
    table = Table(box=None, pad_edge=False)
    for name in ("trial", "title"):
        table.add_column(name)
    for name in ("eligible", "may be", "excluded"):
        table.add_column(name, justify="right")
    for row in counts:
        open_ = row["judged"] - row["eligible"] - row["excluded"]
        name = f"{row['trial']} {row['stage']}" if row["trial"] in several else row["trial"]
        cells = (
            one_line(name),
            shortened(titles[row["trial"]], _TITLE),
            *(f"{n:,}" for n in (row["eligible"], open_, row["excluded"])),
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.print(Text(f"{patients:,} patients on {question['on']}\n"))
    console.print(table)


def funnel_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that `trialwright cohort` made.")],
    trial: Annotated[str, typer.Argument(metavar="TRIAL", help="The trial: its number, as `trialwright cohort` shows it.")],
    *,
    stage: Annotated[str | None, typer.Option("--stage", metavar="STAGE", help="The stage. Default: the first.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show at which line of a trial a cohort is lost: each line by itself, all in order, and whom one line alone excludes."""
    try:
        from trialwright.match.batch.store import CohortFolder
    except ImportError as error:
        raise UserError(f"a cohort needs a package that is not installed: {error.name}", hint=INSTALL) from error
    kept = CohortFolder(folder)
    question = kept.question()
    chosen = _stage_of(question, trial, stage)
    texts = {line["id"]: line for line in chosen["lines"]}
    rows = kept.funnel(trial, chosen["name"])
    if as_json:
        lines = [
            {"line": row.line, "text": texts[row.line]["text"], "pass": row.passed, "fail": row.failed, "unknown": row.unknown,
             "left": row.left, "only": row.only}
            for row in rows
        ]  # fmt: skip
        write_text(as_document({"trial": trial, "stage": chosen["name"], "on": question["on"], "lines": lines}), None)
        return
    console = out()
    console.print(Text(f"{trial}: {kept.patients():,} patients on {question['on']}\n"))
    table = Table(box=None, pad_edge=False)
    for name in ("line", "criterion"):
        table.add_column(name)
    for name in ("pass", "unknown", "fail", "left", "alone"):
        table.add_column(name, justify="right")
    for row in rows:
        numbers = (row.passed, row.unknown, row.failed, row.left, row.only)
        words = f"{'not: ' if texts[row.line]['section'] == 'exclusion' else ''}{texts[row.line]['text']}"
        table.add_row(*(Text(cell) for cell in (row.line, shortened(words, _LINE), *(f"{number:,}" for number in numbers))))
    console.print(table)
    console.print(
        Text("\nleft: who fails neither this line nor one before it; alone: who fails this line and no other (near misses).")
    )


def _stage_of(question: dict[str, Any], trial: str, stage: str | None) -> dict[str, Any]:
    """A stage of a trial of the folder. What it does not have is a `UserError` that names what it has."""
    keys = {found["key"]: found for found in question["trials"]}
    if trial not in keys:
        known = ", ".join(list(keys)[:8]) + (" …" if len(keys) > 8 else "")
        raise UserError(f"the folder has no trial {trial!r}", place="TRIAL", hint=f"its trials: {known}")
    stages: list[dict[str, Any]] = keys[trial]["stages"]
    for found in stages:
        if stage in (None, found["name"]):
            return found
    raise UserError(
        f"{trial} has no stage {stage!r}", place="--stage", hint=f"stages: {', '.join(one['name'] for one in stages)}"
    )
