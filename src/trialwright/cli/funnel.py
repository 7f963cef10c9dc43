"""`trialwright funnel`: the folder of a cohort enters; where a trial loses it, and what another limit would gain, leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from trialwright.cli.curves import print_curves
from trialwright.cli.of_cohort import FolderArgument, cohort_in, cohort_modules, of_patients
from trialwright.cli.of_patients import CodesOption, CompleteOption, MappingOption, SchemaOption, read_options
from trialwright.cli.output import as_document, write_text
from trialwright.cli.reopening import JsonOption, RecordsOption, StageOption, TrialArgument, numbers_table, records_of, reopened
from trialwright.cli.screen import err, indented, one_line, out, say_problem, shortened
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.match.batch.chosen import stage_asked
from trialwright.patients.reading import ReadOptions

if TYPE_CHECKING:
    from trialwright.match.batch.recorded import Curves
    from trialwright.match.batch.store import CohortFolder

_LINE = 70


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What is asked of a folder: the trial and stage; the line whose limits are moved; the records."""

    folder: Path
    trial: str
    stage: dict[str, Any]
    curve: str | None
    sources: Sequence[str]
    options: ReadOptions


def funnel_command(  # noqa: PLR0913 - one parameter is one option
    folder: FolderArgument,
    trial: TrialArgument,
    *,
    stage: StageOption = None,
    curve: Annotated[
        str | None,
        typer.Option("--curve", metavar="LINE", help="What another limit in this line would gain; all: every limit."),
    ] = None,
    patients: RecordsOption = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw it: FILE.svg or FILE.png (extra charts).")
    ] = None,
    as_json: JsonOption = False,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Show at which line of a trial a cohort is lost: each line by itself, all in order, whom one line alone excludes, and its
    share; or, with --curve, what another limit would gain."""
    options = read_options(codes, complete, None, (mapping, schema))
    form = None if picture is None else _form(picture)
    kept = cohort_in(folder)
    chosen = stage_asked(kept.question(), trial, stage)
    asked = _Asked(folder=folder, trial=trial, stage=chosen, curve=curve, sources=patients or (), options=options)
    with cohort_modules():
        from trialwright.match.batch.insight import funnel_rows
        from trialwright.match.batch.limits import curve_data, remarks
    rows = funnel_rows(kept, trial, chosen)
    with own_terms(tables):
        found = None if curve is None else _curves(asked)
        if picture is not None and form is not None:
            _write(picture, _picture(kept, asked, rows, (found, form)))
        if as_json:
            body = {
                "trial": trial,
                "stage": chosen["name"],
                "on": kept.question()["on"],
                "patients": kept.patients(),
                "lines": rows,
            }
            if found is not None:
                body["curves"] = [curve_data(one) for one in found.curves]
            write_text(as_document(body), None)
        elif found is not None:
            cohort = reopened(folder)
            out().print(Text(f"{trial}: {of_patients(kept.patients())} on {kept.question()['on']}"))
            print_curves(cohort, cohort.stage(trial, chosen["name"]), found, out())
        else:
            _print(kept, trial, rows)
    for message, mend in remarks(found) if found is not None else ():
        say_problem(str(folder), message, mend, label="note")
    if picture is not None:
        err().print(f"written: {picture}", soft_wrap=True)


def _print(kept: CohortFolder, trial: str, rows: Sequence[dict[str, Any]]) -> None:
    from trialwright.match.batch.insight import line_asked

    console = out()
    console.print(Text(f"{trial}: {of_patients(kept.patients())} on {kept.question()['on']}\n"))
    columns = (
        ("line", "words"),
        ("criterion", "words"),
        *((name, "number") for name in ("pass", "unknown", "fail", "left", "alone", "share")),
    )
    numbers_table(
        console,
        columns,
        [
            (
                row["line"],
                shortened(one_line(line_asked(row)), _LINE),
                *(f"{row[name]:,}" for name in ("pass", "unknown", "fail", "left", "only")),
                f"{row['share']:,.1f}",
            )
            for row in rows
        ],
    )
    console.print()
    remark = (
        "left: who fails neither this line nor one before it; alone: who fails this line and no other (near misses); share: the "
        "line's part of the patients lost, each patient parted among the lines that they fail (Shapley)."
    )
    indented(console, Text(remark))


def _curves(asked: _Asked) -> Curves:
    if not asked.sources:
        hint = "name them with --patients, as for `trialwright cohort`: the folder keeps answers, no values"
        raise UserError("a curve needs the records of the patients", place="--curve", hint=hint)
    cohort = reopened(asked.folder)
    from trialwright.match.batch.limits import ALL, limits_in
    from trialwright.match.batch.recorded import curves_of

    stage = cohort.stage(asked.trial, asked.stage["name"])
    limits = limits_in(cohort, stage, asked.curve or ALL)
    return curves_of(cohort, stage, limits, records_of(asked.sources, asked.options))


def _form(picture: Path) -> str:
    from trialwright.match.batch.picture import form_of

    return form_of(picture.name)


def _picture(kept: CohortFolder, asked: _Asked, rows: Sequence[dict[str, Any]], how: tuple[Curves | None, str]) -> bytes:
    from trialwright.match.batch.insight import line_asked
    from trialwright.match.batch.limits import curve_shown
    from trialwright.match.batch.picture import Caption, curves_picture, funnel_picture

    found, form = how
    below = f"{of_patients(kept.patients())} on {kept.question()['on']}"
    if found is None:
        shown = [{**row, "text": line_asked(row)} for row in rows]
        return funnel_picture(shown, caption=Caption(title=f"{asked.trial}: where patients are lost", below=below), form=form)
    caption = Caption(title=f"{asked.trial}: what another limit would gain", below=f"{below}; dashed: the limit as it is")
    return curves_picture([curve_shown(one) for one in found.curves], caption=caption, form=form)


def _write(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        raise UserError(f"it cannot be written: {error.strerror}", place=str(target), hint="name another file") from None
