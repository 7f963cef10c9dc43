"""`trialwright patients`: sources of patients enter; a folder of Parquet, to be screened again and again, leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.of_patients import (
    PATIENTS_HELP,
    CodesOption,
    CompleteOption,
    MappingOption,
    PersonOption,
    SchemaOption,
    people_of,
    read_options,
)
from trialwright.cli.screen import out
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.patients.parquet import PER_FILE, write_patients
from trialwright.patients.understood import Understood


def patients_command(  # noqa: PLR0913 - one parameter is one option
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=PATIENTS_HELP)],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="A new folder for the Parquet files.")],
    per_file: Annotated[int, typer.Option("--per-file", min=1, metavar="N", help="Patients in a file.")] = PER_FILE,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    person: PersonOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Read patients once, and keep all that was understood of them as Parquet, which every command then reads quickly."""
    facts = left = 0

    def counted() -> Iterator[Understood]:
        nonlocal facts, left
        for one in people_of(sources, read_options(codes, complete, person, (mapping, schema))):
            facts += len(one.facts.facts)
            left += sum(item.count for item in one.understood.unread)
            yield one.understood

    with own_terms(tables):
        people, files = write_patients(counted(), output, per_file=per_file)
    said = f"written: {output} (patients: {people:,}; facts: {facts:,}; files: {files:,})"
    out().print(said, highlight=False, soft_wrap=True, markup=False)
    if left:
        told = f"not understood or left out: {left:,}; `trialwright patient {output}` lists it"
        out().print(told, highlight=False, soft_wrap=True, markup=False)
