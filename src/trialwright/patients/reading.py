"""Any source of patients: a sheet, FHIR, an OMOP database, a table, our Parquet in; its patients one by one, with what was
not understood, out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from trialwright.errors import UserError
from trialwright.patients.facts import Kind, PatientFacts
from trialwright.patients.fhir import FhirOptions, read_fhir
from trialwright.patients.fhir_files import FHIR_NAMES, looks_like_fhir
from trialwright.patients.omop import OmopOptions, looks_like_omop, read_omop
from trialwright.patients.parquet import looks_like_patients, read_patients
from trialwright.patients.sheet import read_sheets
from trialwright.patients.table import read_table
from trialwright.patients.table_files import looks_like_table
from trialwright.patients.understood import Understood
from trialwright.vocabulary.concepts import Vocabulary

_HEAD = 262_144
_SHEETS = (".yaml", ".yml")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadOptions:
    """How sources are read.

    `codes` is a user's own mapping of codes; `complete` the kinds that the source is said to have all of; `person` the ids of the
    people that are wanted (None: everybody); `schema` where the tables of a database are, if there are several; `mapping` tells
    what the columns of a table mean (without it: the file beside the table, named as it is with .map.yaml behind).
    """

    codes: Path | None = None
    complete: frozenset[Kind] = frozenset()
    person: frozenset[str] | None = None
    schema: str | None = None
    mapping: Path | None = None

    @property
    def omop(self) -> OmopOptions:
        """The part of it that OMOP's reader takes."""
        return OmopOptions(codes=self.codes, complete=self.complete, person=self.person, schema=self.schema)

    @property
    def fhir(self) -> FhirOptions:
        """The part of it that FHIR's reader takes."""
        return FhirOptions(codes=self.codes, complete=self.complete)


class Person(NamedTuple):
    """One person of a source: the id, the facts, and all that was understood and was not (`understood.patient` is `facts`)."""

    id: str
    facts: PatientFacts
    understood: Understood


def people_in(
    source: Path | bytes | str,
    *,
    name: str | None = None,
    options: ReadOptions | None = None,
    vocabulary: Vocabulary | None = None,
) -> Iterator[Person]:
    """Every person of any source, one after the other: THE way in for cohorts.

    `source` is a path (a file or a folder), the bytes of a file, or an address (`postgresql://…`); what it is, is seen from what
    it holds. People of an OMOP database, and of a table sorted by person, come in the order of their ids with bounded memory:
    nothing of a person is kept once the next one is asked for. Each id comes once. A source that cannot be read is a `UserError`,
    at the first `next` or in the midst; what is not understood of one person is in `understood.unread` and is no error.

    >>> sheet = b"id: P-1\\nage: 62\\nfacts: [{what: hemoglobin, value: 10.2, unit: g/dL}]"
    >>> [(id, len(facts.facts)) for id, facts, understood in people_in(sheet)]
    [('P-1', 1)]
    """
    options = options or ReadOptions()
    place = name or ("source" if isinstance(source, bytes) else str(source))
    missing = set(options.person or ())
    for one in _all_of(source, place, options, vocabulary):
        if options.person is None or one.patient.id in options.person:
            missing.discard(one.patient.id)
            yield Person(one.patient.id, one.patient, one)
    if missing:
        raise UserError(f"there is no person {min(missing)}", place=place, hint="--person takes the id that the source has")


def _all_of(source: Path | bytes | str, place: str, options: ReadOptions, vocabulary: Vocabulary | None) -> Iterator[Understood]:
    if not isinstance(source, bytes) and looks_like_patients(source):
        yield from read_patients(Path(source), vocabulary=vocabulary)
    elif not isinstance(source, bytes) and looks_like_omop(source):
        yield from read_omop(source, options=options.omop, vocabulary=vocabulary)
    elif not isinstance(source, bytes) and looks_like_table(source):
        yield from read_table(Path(source), mapping=options.mapping, complete=options.complete, vocabulary=vocabulary)
    elif not isinstance(source, bytes) and (sheets := _sheets_in(Path(source))):
        for sheet in sheets:
            yield from read_people(sheet, name=str(sheet), vocabulary=vocabulary)
    else:
        yield from read_people(
            Path(source) if isinstance(source, str) else source, name=place, options=options.fhir, vocabulary=vocabulary
        )


def _sheets_in(folder: Path) -> tuple[Path, ...]:
    """The sheets of a folder, in the order of their names. One that holds FHIR's files too is a `UserError`."""
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    sheets = tuple(path for path in files if path.suffix.lower() in _SHEETS)
    other = next((path for path in files if path.name.lower().endswith(FHIR_NAMES)), None)
    if sheets and other is not None:
        message = f"the folder holds sheets ({sheets[0].name}) and other files of patients ({other.name})"
        raise UserError(message, place=str(folder), hint="put them into folders of their own")
    return sheets


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
