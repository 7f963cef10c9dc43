"""`trialwright export`: trials enter; each leaves as a document of another standard, with the list of what that cannot say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import chain
from typing import Annotated

import typer

from trialwright.cli.exporting import Told, write_documents, write_texts
from trialwright.cli.inputs import FILES_HELP, Inputs
from trialwright.cli.protocols import of_trials, protocols_of
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.records import DOCUMENTS, ROWS, RecordFormat, beginning, written
from trialwright.exports.remarks import Export
from trialwright.exports.usdm import to_usdm
from trialwright.protocol.protocol import Protocol

OUT_HELP = (
    "Where to write: a file that ends in .json, for one trial; else a folder, with a file for each; "
    "for a table or references the one file. Default: standard output."
)
REPORT_HELP = "Write what the documents do not say to this JSON file, instead of to standard error."


class Target(StrEnum):
    """The standards that there are."""

    FHIR = "fhir"
    CTML = "ctml"
    USDM = "usdm"


_EXPORTS: Mapping[Target, Callable[[Protocol], Export]] = {Target.FHIR: to_fhir, Target.CTML: to_ctml, Target.USDM: to_usdm}


def export_command(  # noqa: PLR0913 - one parameter is one option
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=FILES_HELP)],
    *,
    to: Annotated[
        Target | None, typer.Option("--to", help="The criteria in a standard: FHIR R5, CTML of MatchMiner, or USDM v4.")
    ] = None,
    form: Annotated[
        RecordFormat | None,
        typer.Option("--format", help="The whole record: a table, API v2 JSON, RIS, FHIR R4 or R5, or schema.org JSON-LD."),
    ] = None,
    output: Annotated[str | None, typer.Option("--out", "-o", metavar="OUT", help=OUT_HELP)] = None,
    report: Annotated[str | None, typer.Option("--report", metavar="FILE", help=REPORT_HELP)] = None,
    terms: TermsOption = None,
) -> None:
    """Write the criteria of trials in another standard, or their whole records, and name what each of them cannot say."""
    inputs = Inputs(names=files)
    if form is not None and to is None:
        _export_records(inputs, form, output, report)
        raise typer.Exit(inputs.exit_code())
    if to is None or form is not None:
        hint = "--to fhir|ctml|usdm for the criteria, --format csv|json|ris|fhir-r4|fhir-r5|json-ld for the whole record"
        raise UserError("give one of --to and --format", hint=hint)
    with own_terms(terms):
        told = Told(target=to.value, report=report)
        write_documents(
            told.one_by_one(_EXPORTS[to](protocol) for _, protocol in protocols_of(of_trials(inputs.trials(), inputs), inputs)),
            output,
        )
    told.write_report()
    raise typer.Exit(inputs.exit_code())


def _export_records(inputs: Inputs, form: RecordFormat, output: str | None, report: str | None) -> None:
    """The whole records: a document each, or one text of all."""
    told = Told(target=form.value, report=report)
    if form in ROWS:
        rows = told.in_all(written(record, form) for record in of_trials(inputs.records(), inputs))
        write_texts(chain([beginning(form)], rows), output)
    else:
        write_documents(told.one_by_one(DOCUMENTS[form](record) for record in of_trials(inputs.records(), inputs)), output)
    told.write_report()
