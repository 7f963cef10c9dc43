"""`trialwright library export`: trials on a shelf enter; one text in another format leaves, written as they are read."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.inputs import STDIN
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.library_show import ID_HELP, known
from trialwright.cli.screen import err
from trialwright.errors import UserError
from trialwright.exports.records import RecordFormat, write
from trialwright.exports.study_json import to_study
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf


class ShelfFormat(StrEnum):
    """The formats of an export of a shelf."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    RIS = "ris"
    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    SCHEMA_ORG = "schema-org"


_RECORD_FORMATS = {
    ShelfFormat.CSV: RecordFormat.CSV,
    ShelfFormat.JSONL: RecordFormat.JSON,
    ShelfFormat.RIS: RecordFormat.RIS,
    ShelfFormat.FHIR_R4: RecordFormat.FHIR_R4,
    ShelfFormat.FHIR_R5: RecordFormat.FHIR_R5,
    ShelfFormat.SCHEMA_ORG: RecordFormat.JSON_LD,
}


def library_export_command(
    trials: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help=f"{ID_HELP} Default: all.")] = None,
    *,
    form: Annotated[
        ShelfFormat, typer.Option("--format", help="json: one page of API v2; jsonl, FHIR and schema.org: a line a trial.")
    ],
    shelf: ShelfOption = None,
    output: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write. Default: standard output.")
    ] = None,
) -> None:
    """Write trials on the shelf as CSV, API v2 JSON, RIS, FHIR R4 or R5 ResearchStudy, or schema.org MedicalTrial."""
    with opened(shelf) as kept:
        records = _records(kept, trials)
        pieces = _page(records) if form is ShelfFormat.JSON else write(records, _RECORD_FORMATS[form])
        _write(pieces, output)


def _records(kept: Shelf, trials: list[str] | None) -> Iterator[TrialRecord]:
    if trials:
        found = [known(kept, name) for name in trials]  # all of them before anything is written
        return (trial.record for trial in found)
    return (trial.record for trial in kept.trials())


def _page(records: Iterable[TrialRecord]) -> Iterator[str]:
    """One document, as a page of the API: `{"studies": [...]}`."""
    yield '{"studies": ['
    for number, record in enumerate(records):
        yield ("," if number else "") + "\n" + json.dumps(to_study(record).document, ensure_ascii=False, default=str)
    yield "\n]}\n"


def _write(pieces: Iterator[str], output: str | None) -> None:
    """Piece by piece; a file that could not be written to its end is not left under its name."""
    if output is None or output == STDIN:
        sys.stdout.writelines(pieces)
        return
    path = Path(output)
    spare = path.with_name(f".{path.name}.part")
    try:
        with ExitStack() as stack:
            stack.callback(spare.unlink, missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            with spare.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(pieces)
            spare.replace(path)
    except OSError as error:
        raise UserError(f"it cannot be written: {error.strerror}", place=output, hint="name another file") from None
    err().print(f"written: {output}", soft_wrap=True)
