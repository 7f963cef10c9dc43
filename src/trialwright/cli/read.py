"""`trialwright read`: files enter; the records in them leave, as a summary or in the shape of ClinicalTrials.gov API v2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import FILES_HELP, Inputs
from trialwright.cli.output import write_json_each
from trialwright.cli.screen import finding_text, indented, joined, one_line, out, shortened
from trialwright.errors import UserError
from trialwright.findings import Finding
from trialwright.library import outline_of_record
from trialwright.registries.check import check_record
from trialwright.registries.merge import merge
from trialwright.registries.record import Standing, TrialRecord

ON_HELP = "The reference date, as 2026-03-16. Default: today."


def read_command(  # noqa: PLR0913 - one parameter is one option
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=FILES_HELP)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print API v2 JSON with our section `trialwright`.")] = False,
    url: Annotated[
        list[str] | None,
        typer.Option("--url", metavar="URL", help="The address of a page; repeat it, in the order of the files."),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    merged: Annotated[bool, typer.Option("--merge", help="Merge the records, which must be of one trial, into one.")] = False,
    accept_proposed: Annotated[
        bool, typer.Option("--accept-proposed", help="With --merge: also where only the words agree, which you have checked.")
    ] = False,
) -> None:
    """Read trial records or pages: what they state, what they lack, and where they disagree with themselves."""
    day = reference_date(on)
    if url and len(url) > len(files):
        raise UserError(
            f"{len(url)} addresses for {len(files)} files", place="--url", hint="give one for each file, in their order"
        )
    inputs = Inputs(names=files, urls=url or ())
    records = inputs.records()
    if merged:
        found = list(records)
        records = iter([merge(found, accept_proposed=accept_proposed)] if found else [])
    if as_json:
        write_json_each(record_to_json(record, on=day) for record in records)
    else:
        _print_all(records, day)
    raise typer.Exit(inputs.exit_code())


def record_to_json(record: TrialRecord, *, on: dt.date) -> dict[str, Any]:
    """A record in API v2 shape; `trialwright` holds what v2 has no field for (docs/reference/json.md)."""
    body = record.to_json()
    own = body["trialwright"]
    noted = dict(record.provenance.items())
    own["places"] = {path: item.place.to_json() for path, item in noted.items() if item.place is not None}
    own["provenance"] = {
        path: {"standing": item.standing.value, "how": item.how}
        for path, item in noted.items()
        if item.standing is Standing.DERIVED
    }
    own["missing"] = missing_of(record)
    own["eligibility"] = outline_of_record(record).to_json()
    own["findings"] = [finding.to_json() for finding in findings_of(record, on=on)]
    return body


def missing_of(record: TrialRecord) -> list[str]:
    """The fields that the source has no value for, as far as the reader looked for them."""
    return [path for path, item in record.provenance.items() if item.standing is Standing.MISSING]


def findings_of(record: TrialRecord, *, on: dt.date) -> tuple[Finding, ...]:
    """What the reader and the checks remark on, each once."""
    return tuple(dict.fromkeys((*record.findings, *check_record(record, on=on))))


def _print_all(records: Iterable[TrialRecord], on: dt.date) -> None:
    console = out()
    for number, record in enumerate(records):
        if number:
            console.print()
        print_record(record, on, console)


def print_record(record: TrialRecord, on: dt.date, console: Console) -> None:
    """Print a record as a person reads it, with what was found in it."""
    indented(console, Text(one_line(record.title), style="bold"))
    for label, value in _summary(record):
        indented(console, Text(f"{label}: ", style="dim").append(value, style="none"), 2, hang=2)
    for finding in findings_of(record, on=on):
        indented(console, finding_text(finding), 2, hang=2)


def _summary(record: TrialRecord) -> Iterator[tuple[str, str]]:
    yield "trial", joined([record.key])
    yield "source", joined(f"{source.name} ({source.layout})" for source in record.sources)
    for label, path in _FIELDS:
        value = record.get(path)
        if value not in (None, [], ""):
            yield label, joined(str(item) for item in value) if isinstance(value, list | tuple) else one_line(str(value))
    for name, value in record.derived.items():
        yield f"{name} (derived)", shortened(joined(map(str, value)) if isinstance(value, list | tuple) else str(value), 120)
    groups = outline_of_record(record).groups
    yield "criteria", "; ".join(f"{one_line(group.label)} {group.flat_item_count}" for group in groups) or "none shown"
    missing = missing_of(record)
    if missing:
        yield (
            f"not stated ({len(missing)})",
            joined(path.split(".", 1)[-1] for path in missing[:_MOST]) + (" …" if len(missing) > _MOST else ""),
        )


_MOST = 12
_FIELDS = (
    ("status", "statusModule.overallStatus"),
    ("last update", "statusModule.lastUpdatePostDateStruct.date"),
    ("start", "statusModule.startDateStruct.date"),
    ("completion", "statusModule.completionDateStruct.date"),
    ("sponsor", "sponsorCollaboratorsModule.leadSponsor.name"),
    ("type", "designModule.studyType"),
    ("phase", "designModule.phases"),
    ("participants", "designModule.enrollmentInfo.count"),
    ("conditions", "conditionsModule.conditions"),
    ("ages from", "eligibilityModule.minimumAge"),
    ("ages to", "eligibilityModule.maximumAge"),
    ("sex", "eligibilityModule.sex"),
)
