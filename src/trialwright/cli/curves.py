"""The curves of a stage of a cohort enter; a table for each limit leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from trialwright.cli.reopening import line_words, numbers_table
from trialwright.cli.screen import indented

if TYPE_CHECKING:
    from trialwright.match.batch.program import PlannedStage
    from trialwright.match.batch.recorded import Curves
    from trialwright.match.batch.reopened import Reopened


def print_curves(cohort: Reopened, stage: PlannedStage, found: Curves, console: Console) -> None:
    """A table for each limit: how many more it would not exclude, and how many more would be eligible, wherever it lay."""
    from trialwright.match.batch.limits import curve_data, value_words

    lines = cohort.lines(stage)
    for one in found.curves:
        limit, now = one.limit, one.now
        console.print()
        indented(console, Text(f"{limit.line}  {line_words(lines[limit.line], 120)}", style="bold"), hang=len(limit.line) + 2)
        if not one.values():
            console.print(Text(f"{limit.variable} {value_words(limit, now.value)}: no other value would change anything"))
            continue
        rows = [
            (
                f"{limit.variable} {point['words']}{'  (now)' if point['value'] == str(now.value) else ''}",
                f"{point['left']:,}",
                _more(point["moreLeft"]),
                f"{point['eligible']:,}",
                _more(point["moreEligible"]),
            )
            for point in curve_data(one)["points"]
        ]
        columns = (("limit", "words"), ("not excluded", "number"), ("", "number"), ("eligible", "number"), ("", "number"))
        numbers_table(console, columns, rows)
    console.print()
    remark = "Who has no value stays as they are, wherever the limit lies; so do all other lines and limits."
    indented(console, Text(remark, style="dim"))


def _more(number: int) -> str:
    return f"{number:+,}" if number else ""
