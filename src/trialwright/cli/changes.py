"""`trialwright changes`: the folder of a cohort enters; whose verdict is another than before, on which trial, and why, leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.dates import day_of
from trialwright.cli.of_cohort import FolderArgument, cohort_in, stage_name
from trialwright.cli.output import as_document, write_text
from trialwright.cli.screen import SIGNS, STYLES, indented, one_line, out, shortened
from trialwright.errors import UserError
from trialwright.match.batch.chosen import stage_asked, trial_asked

if TYPE_CHECKING:
    from trialwright.match.batch.changes import Change
    from trialwright.match.batch.store import CohortFolder

_LINE = 90
_GROUPS = (
    ("eligible", "now eligible"),
    ("unknown", "now undecided: no line fails, and one at least is unknown"),
    ("ineligible", "now excluded"),
    (None, "no longer judged"),
)
_WORDS = {"eligible": "eligible", "unknown": "undecided", "ineligible": "excluded", None: "not judged"}
_MARKS = {"pass": "pass", "fail": "fail", "unknown": "unknown", None: "not asked"}


def changes_command(  # noqa: PLR0913 - one parameter is one option
    folder: FolderArgument,
    *,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="What is different from that day. Default: from the run before."),
    ] = None,
    trial: Annotated[str | None, typer.Option("--trial", metavar="TRIAL", help="Only this trial.")] = None,
    patient: Annotated[str | None, typer.Option("--patient", metavar="ID", help="Only this patient.")] = None,
    ahead: Annotated[bool, typer.Option("--ahead", help="What time alone will change; the cohort needs --ahead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell who became eligible, undecided or excluded, on which trial, through which lines, and why; or who will."""
    kept = cohort_in(folder)
    question = kept.question()
    if trial is not None:
        trial_asked(question, trial)
    if ahead:
        _tell_ahead(kept, question, (trial, patient), as_json=as_json)
        return
    found = kept.last_changes() if since is None else kept.changes_since(day_of(since, "--since"))
    chosen = [one for one in found if trial in (None, one.trial) and patient in (None, one.patient)]
    if as_json:
        write_text(as_document({"on": question["on"], "since": since, "changes": [_to_json(one) for one in chosen]}), None)
        return
    _print(chosen, question, out(), since=since)
    if not (kept.folder / "changes").is_dir():
        out().print(Text("the folder holds one run: give `trialwright cohort` again, with a later --on, to compare with it"))


def _tell_ahead(kept: CohortFolder, question: dict[str, Any], only: tuple[str | None, str | None], *, as_json: bool) -> None:
    """What time alone will change, the nearest day first."""
    if not question["ahead"]:
        hint = "give `trialwright cohort` the option --ahead"
        raise UserError("the cohort was run without looking ahead", place=str(kept.folder), hint=hint)
    trial, patient = only
    found = [one for one in kept.ahead() if trial in (None, one.trial) and patient in (None, one.patient)]
    found.sort(key=lambda one: one.changes_on)
    if as_json:
        rows = [{name: getattr(one, name) for name in ("patient", "trial", "stage", "verdict", "becomes")} for one in found]
        dated = [{**row, "changes_on": one.changes_on.isoformat()} for row, one in zip(rows, found, strict=True)]
        write_text(as_document({"on": question["on"], "ahead": dated}), None)
        return
    known = {one["key"]: one for one in question["trials"]}
    console = out()
    console.print(
        Text(f"{len(found):,} verdict{'' if len(found) == 1 else 's'} will change by time alone, seen from {question['on']}")
    )
    for one in found:
        words = f"{_WORDS[one.verdict]} now, {_WORDS[one.becomes]} then"
        name = stage_name(known[one.trial], one.stage)
        indented(console, Text(f"{one.changes_on}  {one_line(one.patient)}  {name}: {words}"), 2, hang=2)
    console.print(Text("\nLooked at: pairs that are not excluded, and those excluded by one line alone; five years ahead."))


def _to_json(change: Change) -> dict[str, Any]:
    lines = [{"line": line, "before": before, "after": after} for line, before, after in change.lines]
    about = {name: getattr(change, name) for name in ("patient", "trial", "stage", "before", "after")}
    return {"on": change.on.isoformat(), **about, "causes": list(change.causes), "lines": lines}


def _print(changes: Sequence[Change], question: dict[str, Any], console: Console, *, since: str | None) -> None:
    known = {trial["key"]: trial for trial in question["trials"]}
    span = f"since {since}, on {question['on']}" if since else f"on {question['on']}, against the run before"
    console.print(Text(f"{len(changes):,} verdict{'' if len(changes) == 1 else 's'} changed {span}"))
    for after, title in _GROUPS:
        group = [one for one in changes if one.after == after]
        if group:
            console.print(Text(f"\n{title} ({len(group):,})", style="bold"))
        for one in group:
            name = stage_name(known[one.trial], one.stage) if one.trial in known else one_line(one.trial)
            was = "" if {"new patient", "new trial"} & set(one.causes) else f"was {_WORDS[one.before]}; "
            indented(console, Text(f"{one_line(one.patient)}  {name}: {was}{', '.join(one.causes)}"), 2, hang=2)
            _print_lines(one, question if one.trial in known else None, console)


def _print_lines(change: Change, question: dict[str, Any] | None, console: Console) -> None:
    texts = {} if question is None else _texts(question, change.trial, change.stage)
    for line, before, after in change.lines:
        sign = SIGNS.get(after or "", "·")
        text = Text(f"{sign} ", style=STYLES.get(after or "", "dim"))
        text.append(f"{line} {_MARKS[before]} → {_MARKS[after]}", style="none")
        if line in texts:
            text.append(f": {texts[line]}", style="none")
        indented(console, text, 4, hang=2)


def _texts(question: dict[str, Any], trial: str, stage: str) -> dict[str, str]:
    names = {one["name"] for one in trial_asked(question, trial)["stages"]}
    lines: Iterable[dict[str, Any]] = stage_asked(question, trial, stage)["lines"] if stage in names else ()
    return {line["id"]: shortened(line["text"], _LINE) for line in lines}
