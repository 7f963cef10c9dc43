"""`trialwright near-misses`: a cohort and a trial enter; who fails one line only, by how much, and what could mend it, leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.of_cohort import FolderArgument, of_patients
from trialwright.cli.of_patients import CodesOption, CompleteOption, MappingOption, SchemaOption, read_options
from trialwright.cli.output import as_document, write_text
from trialwright.cli.reopening import JsonOption, RecordsOption, StageOption, TrialArgument, line_words, records_of, reopened
from trialwright.cli.screen import indented, one_line, out
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.protocol.protocol import Line

if TYPE_CHECKING:
    from trialwright.match.batch.mending import Mending
    from trialwright.match.batch.program import PlannedStage

MENDS = {
    "time": "time mends it",
    "repeat": "can be measured or done again",
    "change": "may change",
    "never": "not expected to change",
}
_MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """What is shown: the stage with its lines, the reference date and size of the cohort, and the misses."""

    stage: PlannedStage
    lines: dict[str, Line]
    on: str
    patients: int
    misses: Sequence[Mending]


def near_misses_command(  # noqa: PLR0913 - one parameter is one option
    folder: FolderArgument,
    trial: TrialArgument,
    *,
    patients: RecordsOption = None,
    line: Annotated[str | None, typer.Option("--line", metavar="LINE", help="Only those who fail this line.")] = None,
    mend: Annotated[str | None, typer.Option("--mend", metavar="HOW", help=f"Only those: {', '.join(MENDS)}.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="Patients shown of each line; --json has all.")] = _MOST,
    stage: StageOption = None,
    as_json: JsonOption = False,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Show who fails one line of a trial and no other: by how much, and whether time or a repeat could mend it."""
    if mend is not None and mend not in MENDS:
        raise UserError(f"{mend!r} is no way to mend", place="--mend", hint=f"ways: {', '.join(MENDS)}")
    options = read_options(codes, complete, None, (mapping, schema))
    with own_terms(tables):
        cohort = reopened(folder)
        planned = cohort.stage(trial, stage)
        lines = cohort.lines(planned)
        if line is not None and line not in lines:
            raise UserError(f"{planned.trial} has no line {line!r}", place="--line", hint=f"lines: {', '.join(lines)}")
        from trialwright.match.batch.insight import mendings

        found = mendings(cohort, planned, records_of(patients or (), options))
    shown = _Shown(
        stage=planned,
        lines=lines,
        on=cohort.on.isoformat(),
        patients=cohort.patients,
        misses=[one for one in found if line in (None, one.miss.line) and mend in (None, one.mend.value)],
    )
    if as_json:
        write_text(as_document(_json(shown)), None)
        return
    _print(shown, out(), most=most, records=bool(patients))


def miss_json(one: Mending) -> dict[str, Any]:
    """A near miss as data."""
    return {
        "patient": one.miss.patient,
        "line": one.miss.line,
        "otherwise": one.miss.otherwise.value,
        "mend": one.mend.value,
        "words": one.words,
        "from": None if one.on is None else one.on.isoformat(),
        "becomes": None if one.becomes is None else one.becomes.value,
        "why": one.why or None,
        "enough": one.miss.enough,
        "causes": [
            {
                "asked": cause.asked,
                "limit": cause.limit or None,
                "value": None if cause.reading is None else [_number(cause.reading.value.low), _number(cause.reading.value.high)],
                "unit": None if cause.reading is None else cause.reading.unit,
                "missesBy": _number(cause.beyond),
                "told": cause.told,
                "mend": cause.mend.value,
                "words": cause.words,
            }
            for cause in one.causes
        ],
    }


def _number(value: Any) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _json(shown: _Shown) -> dict[str, Any]:
    return {
        "trial": shown.stage.trial,
        "stage": shown.stage.name,
        "on": shown.on,
        "patients": shown.patients,
        "lines": {name: line.text for name, line in shown.lines.items()},
        "misses": [miss_json(one) for one in shown.misses],
    }


def _print(shown: _Shown, console: Console, *, most: int, records: bool) -> None:
    count = len(shown.misses)
    fail = "patient fails" if count == 1 else "patients fail"
    indented(
        console,
        Text(f"{shown.stage.trial}: {count:,} of {shown.patients:,} {fail} one line and no other, on {shown.on}"),
        hang=2,
    )
    for name, group in groupby(shown.misses, key=lambda one: one.miss.line):
        _print_line(name, list(group), (shown, console, most))
    if count and not records:
        remark = "By how much, and from which day: name where the records are with --patients, as for `trialwright cohort`."
        console.print()
        indented(console, Text(remark, style="dim"))


def _print_line(name: str, misses: Sequence[Mending], where: tuple[_Shown, Console, int]) -> None:
    shown, console, most = where
    console.print()
    indented(console, Text(f"{name}  {line_words(shown.lines[name], 200)}", style="bold"), hang=len(name) + 2)
    ways = Counter(one.mend.value for one in misses)
    eligible = sum(one.miss.otherwise.value == "eligible" for one in misses)
    told = "; ".join(f"{words}: {ways[way]:,}" for way, words in MENDS.items() if ways[way])
    indented(console, Text(f"{of_patients(len(misses))}, {eligible:,} eligible without it; {told}"), 2, hang=2)
    for one in misses[:most]:
        text = Text(f"{one_line(one.miss.patient)}  ", style="bold")
        text.append(_told(one), style="none")
        indented(console, text, 4, hang=2)
    if len(misses) > most:
        indented(console, Text(f"and {len(misses) - most:,} more (--most, --json)", style="dim"), 4)


def _told(one: Mending) -> str:
    """What a patient misses, and what mends it, in a sentence."""
    then = {"eligible": ", then eligible", "unknown": ", then may be eligible"}.get(one.becomes.value if one.becomes else "", "")
    return f"{one_line(one.missed)} ({one.words}{then})"
