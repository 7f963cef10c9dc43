"""Any source of patients: a sheet, a FHIR bundle, NDJSON or a folder in; its patients, with what was not understood, out."""

from __future__ import annotations

import io
from pathlib import Path

from trialwright.errors import UserError
from trialwright.patients.fhir import FhirOptions, read_fhir
from trialwright.patients.fhir_files import looks_like_fhir
from trialwright.patients.sheet import read_sheets
from trialwright.patients.understood import Understood
from trialwright.vocabulary.concepts import Vocabulary

_HEAD = 262_144


def read_people(
    source: Path | bytes, *, name: str, options: FhirOptions | None = None, vocabulary: Vocabulary | None = None
) -> tuple[Understood, ...]:
    """The patients of a file, a folder (a FHIR export) or the bytes of a file. What cannot be read is a `UserError`."""
    if _is_fhir(source, name):
        return read_fhir(source, name=name, options=options, vocabulary=vocabulary)
    if isinstance(source, Path):
        return tuple(Understood(patient=patient) for patient in read_sheets(source, name=name, vocabulary=vocabulary))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("the file is not UTF-8 text", place=name, hint="save it as UTF-8") from None
    return tuple(Understood(patient=patient) for patient in read_sheets(text, name=name, vocabulary=vocabulary))


def _is_fhir(source: Path | bytes, name: str) -> bool:
    if isinstance(source, bytes):
        return looks_like_fhir(source)
    if source.is_dir():
        return True
    try:
        with io.BufferedReader(source.open("rb", buffering=0)) as stream:
            return looks_like_fhir(stream.read(_HEAD))
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", place=name) from None
