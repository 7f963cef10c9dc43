"""`trialwright export`: trials enter; each leaves as a document of another standard, with the list of what that cannot say."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from trialwright.cli.inputs import STDIN, Inputs
from trialwright.cli.output import as_document, write_json_each, write_text
from trialwright.cli.protocols import protocols_of
from trialwright.cli.read import FILES_HELP
from trialwright.cli.schema import EXPORT_SCHEMA
from trialwright.cli.screen import err, indented, one_line, shortened
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.remarks import Export, counted
from trialwright.exports.usdm import to_usdm
from trialwright.protocol.protocol import Protocol

OUT_HELP = (
    "Where to write: a file that ends in .json, for one trial; else a folder, with a file for each. Default: standard output."
)
REPORT_HELP = "Write what the documents do not say to this JSON file, instead of to standard error."
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class Target(StrEnum):
    """The standards that there are."""

    FHIR = "fhir"
    CTML = "ctml"
    USDM = "usdm"


_EXPORTS: Mapping[Target, Callable[[Protocol], Export]] = {Target.FHIR: to_fhir, Target.CTML: to_ctml, Target.USDM: to_usdm}


def export_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=FILES_HELP)],
    *,
    to: Annotated[Target, typer.Option("--to", help="FHIR R5, CTML of MatchMiner, or USDM v4.")],
    output: Annotated[str | None, typer.Option("--out", "-o", metavar="OUT", help=OUT_HELP)] = None,
    report: Annotated[str | None, typer.Option("--report", metavar="FILE", help=REPORT_HELP)] = None,
    terms: TermsOption = None,
) -> None:
    """Write the criteria of trials in FHIR R5, CTML or USDM v4, and name what each of them cannot say."""
    inputs = Inputs(names=files)
    kept: list[dict[str, Any]] = []

    def remarked() -> Iterator[Export]:
        for _, protocol in protocols_of(inputs.trials(), inputs):
            export = _EXPORTS[to](protocol)
            kept.append(_reported(export))
            if report is None:
                _say(export)
            yield export

    with own_terms(terms):
        _write(remarked(), output)
    if report is not None:
        write_text(as_document({"schema": EXPORT_SCHEMA, "target": to.value, "trials": kept}), report)
    raise typer.Exit(inputs.exit_code())


def _write(exports: Iterator[Export], output: str | None) -> None:
    if output is None or output == STDIN:
        write_json_each(export.document for export in exports)
    elif Path(output).suffix.lower() == ".json":
        _to_file(list(exports), output)
    else:
        _to_folder(exports, output)


def _reported(export: Export) -> dict[str, Any]:
    counts = {effect.value: number for effect, number in counted(export.remarks).items()}
    return {"trial": export.trial, "counts": counts, "remarks": [remark.to_json() for remark in export.remarks]}


def _to_file(exports: list[Export], output: str) -> None:
    if len(exports) > 1:
        raise UserError(f"{len(exports)} trials for one file", place=output, hint="name a folder, which gets a file for each")
    for export in exports:
        write_text(as_document(export.document), output)


def _to_folder(exports: Iterator[Export], output: str) -> None:
    """A file for each trial, named after it: a name from outside cannot lead out of the folder, nor two trials into one file."""
    taken: set[str] = set()
    for export in exports:
        name = file_name(export.trial, export.target, taken)
        taken.add(name.lower())
        write_text(as_document(export.document), str(Path(output) / name))


def file_name(trial: str, target: str, taken: Container[str] = ()) -> str:
    """The name of a trial's file, of plain letters only, that is not `taken` yet in any case of letters.

    >>> file_name("../../etc/passwd", "fhir")
    'etc-passwd.fhir.json'
    """
    stem = _NOT_A_NAME.sub("-", trial).strip("-.")[:100] or "trial"
    number, name = 2, f"{stem}.{target}.json"
    while name.lower() in taken:
        name, number = f"{stem}-{number}.{target}.json", number + 1
    return name


def _say(export: Export) -> None:
    """What a document does not say, on standard error."""
    console = err()
    total = ", ".join(f"{number} {effect.value}" for effect, number in counted(export.remarks).items())
    console.print(Text(f"{one_line(export.trial)} in {export.target.upper()}: {total or 'all is said'}", style="bold"))
    for remark in export.remarks:
        line = Text(f"{one_line(remark.line)}  " if remark.line else "")
        line.append(remark.effect.value, style="yellow")
        line.append(f"  {shortened(remark.part, 100)}" if remark.part else "", style="none")
        line.append(f" – {one_line(remark.why)}", style="dim")
        indented(console, line, 2, hang=4)
