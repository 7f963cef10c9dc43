"""`trialwright funnel`: the folder of a cohort enters; at which line of a trial the cohort is lost leaves."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from trialwright.cli.of_cohort import FolderArgument, cohort_in, of_patients, stage_of
from trialwright.cli.output import as_document, write_text
from trialwright.cli.screen import out, shortened

_LINE = 70


def funnel_command(
    folder: FolderArgument,
    trial: Annotated[str, typer.Argument(metavar="TRIAL", help="The trial: its number, as `trialwright cohort` shows it.")],
    *,
    stage: Annotated[str | None, typer.Option("--stage", metavar="STAGE", help="The stage. Default: the first.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show at which line of a trial a cohort is lost: each line by itself, all in order, and whom one line alone excludes."""
    kept = cohort_in(folder)
    question = kept.question()
    chosen = stage_of(question, trial, stage)
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
    console.print(Text(f"{trial}: {of_patients(kept.patients())} on {question['on']}\n"))
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
