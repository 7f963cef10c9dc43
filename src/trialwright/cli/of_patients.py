"""The options of every command that reads patients enter; how a FHIR source is read leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from trialwright.errors import UserError
from trialwright.patients.facts import Kind
from trialwright.patients.fhir import FhirOptions
from trialwright.patients.sheet import COMPLETE

PATIENTS_HELP = (
    "A patient: a sheet (YAML, JSON), a FHIR bundle or NDJSON, packed or not, or a folder of a FHIR export; repeat it; "
    "- for standard input."
)
CodesOption = Annotated[
    Path | None,
    typer.Option("--codes", metavar="FILE", help="FHIR: a table of your own codes: system, code, concept; tab-separated."),
]
CompleteOption = Annotated[
    list[str] | None,
    typer.Option("--complete", metavar="KIND", help=f"FHIR: the source has all of these: {', '.join(COMPLETE)}; repeat it."),
]


def fhir_options(codes: Path | None, complete: Sequence[str] | None) -> FhirOptions:
    """The options as the reader takes them; a kind that cannot be complete is a `UserError`."""
    wrong = [kind for kind in complete or () if kind not in COMPLETE]
    if wrong:
        raise UserError(f"{wrong[0]!r} is no kind", place="--complete", hint=f"kinds: {', '.join(COMPLETE)}")
    return FhirOptions(codes=codes, complete=frozenset(Kind(kind) for kind in complete or ()))
