"""Synthetic patients as files: the patients and a folder in; sheets, bundles, OMOP or plain tables there, with their truth."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from trialwright.errors import UserError
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.synth import fhir_bundle, omop_tables, wide
from trialwright.synth.patient import Intended, SyntheticPatient
from trialwright.synth.sheets import sheet_text

TRUTH = "truth.csv"
"""Not a name of FHIR's files: the folder is given as a source as it is."""


class Format(StrEnum):
    """How patients are written: a sheet or a bundle for each, the tables of an OMOP database, or a wide and a long table."""

    SHEET = "sheet"
    FHIR = "fhir"
    OMOP = "omop"
    TABLE = "table"


def write_people(people: Iterable[SyntheticPatient], form: Format, folder: Path, on: dt.date) -> tuple[int, int]:
    """Write patients and `truth.csv` into a folder; how many patients and how many verdicts there were.

    A folder that holds anything already is a `UserError`: nothing of it is mixed with what is written.
    """
    _prepare(folder)
    counts = [0, 0]
    with _opened(folder / TRUTH) as stream:
        truth = csv.DictWriter(stream, _TRUTH_COLUMNS, lineterminator="\n")
        truth.writeheader()

        def told() -> Iterator[PatientFacts]:
            for one in people:
                counts[0] += 1
                counts[1] += len(one.truth)
                truth.writerows(truth_rows(one, form))
                yield one.facts

        _WRITERS[form](told(), folder, on)
    return counts[0], counts[1]


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        full = any(folder.iterdir())
    except OSError as error:
        raise UserError(f"it cannot be written to: {error.strerror}", place=str(folder), hint="name another folder") from None
    if full:
        raise UserError("the folder is not empty", place=str(folder), hint="name a new folder")


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


def truth_rows(one: SyntheticPatient, form: Format) -> Iterator[dict[str, Any]]:
    """The verdicts of a patient. `said` is false where a format cannot say all that a verdict rests on: a fact, or that a list is
    complete; the patient as read from there may then be `unknown` instead."""
    unsaid = {fact.place for fact in one.facts.facts if not _SAID[form](fact)}
    for aim in one.truth:
        complete = not aim.complete or form in (Format.SHEET, Format.TABLE)
        yield _row(one.facts.id, aim) | {"said": "true" if complete and not unsaid & set(aim.rests_on) else "false"}


def _row(patient: str, aim: Intended) -> dict[str, Any]:
    return {
        "patient": patient,
        "trial": aim.trial,
        "stage": aim.stage,
        "line": aim.line,
        "verdict": aim.verdict,
        "kind": aim.kind,
        "case": aim.case,
        "how": aim.how,
        "rests_on": ";".join(aim.rests_on),
        "complete": ";".join(kind.value for kind in aim.complete),
    }


_TRUTH_COLUMNS = (
    "patient", "trial", "stage", "line", "verdict", "kind", "case", "how", "rests_on", "complete", "said",
)  # fmt: skip


def _everything(fact: Fact) -> bool:
    return fact is not None


_SAID: Mapping[Format, Callable[[Fact], bool]] = {
    Format.SHEET: _everything,
    Format.FHIR: fhir_bundle.said,
    Format.OMOP: omop_tables.said,
    Format.TABLE: wide.said,
}


def _sheets(people: Iterator[PatientFacts], folder: Path, on: dt.date) -> None:
    for one in people:
        (folder / f"{one.id}.yaml").write_text(f"# An invented patient, as known on {on}.\n{sheet_text(one)}", "utf-8")


def _bundles(people: Iterator[PatientFacts], folder: Path, on: dt.date) -> None:
    for one in people:
        bundle = fhir_bundle.bundle_of(one).bundle | {"timestamp": f"{on}T00:00:00Z"}
        (folder / f"{one.id}.json").write_text(json.dumps(bundle, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _omop(people: Iterator[PatientFacts], folder: Path, on: dt.date) -> None:
    with ExitStack() as stack:
        writers = {}
        for table, columns in omop_tables.COLUMNS.items():
            writers[table] = csv.DictWriter(stack.enter_context(_opened(folder / f"{table}.csv")), columns, lineterminator="\n")
            writers[table].writeheader()
        for table, row in omop_tables.rows_of(people, omop_tables.Numbering(on=on)):
            writers[table].writerow(dict(row))


def _tables(people: Iterator[PatientFacts], folder: Path, _on: dt.date) -> None:
    patients = list(people)
    for name, (head, body) in (("patients.csv", wide.wide_table(patients)), ("facts.csv", wide.long_table(patients))):
        with _opened(folder / name) as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(body)


_WRITERS: Mapping[Format, Callable[[Iterator[PatientFacts], Path, dt.date], None]] = {
    Format.SHEET: _sheets,
    Format.FHIR: _bundles,
    Format.OMOP: _omop,
    Format.TABLE: _tables,
}
