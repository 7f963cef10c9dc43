"""Records in; the text of a whole export out, piece by piece as the records come: the one list of the formats of a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum

from trialwright.exports.fhir_r4 import to_fhir_r4
from trialwright.exports.fhir_r5 import to_fhir_r5
from trialwright.exports.medical_trial import to_medical_trial
from trialwright.exports.remarks import Export, Written
from trialwright.exports.ris import to_ris
from trialwright.exports.study_json import to_study
from trialwright.exports.table_csv import COLUMNS, OWN_COLUMNS, csv_head, csv_row
from trialwright.registries.record import TrialRecord


class RecordFormat(StrEnum):
    """The formats that a whole record can be written in."""

    CSV = "csv"
    JSON = "json"
    RIS = "ris"
    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    JSON_LD = "json-ld"


ROWS: Mapping[RecordFormat, Callable[[TrialRecord], Written]] = {RecordFormat.CSV: csv_row, RecordFormat.RIS: to_ris}
"""Formats in which many trials are one text."""

DOCUMENTS: Mapping[RecordFormat, Callable[[TrialRecord], Export]] = {
    RecordFormat.JSON: to_study,
    RecordFormat.FHIR_R4: to_fhir_r4,
    RecordFormat.FHIR_R5: to_fhir_r5,
    RecordFormat.JSON_LD: to_medical_trial,
}
"""Formats in which each trial is a JSON document."""

MEDIA_TYPES: Mapping[RecordFormat, str] = {
    RecordFormat.CSV: "text/csv; charset=utf-8",
    RecordFormat.JSON: "application/json",
    RecordFormat.RIS: "application/x-research-info-systems; charset=utf-8",
    RecordFormat.FHIR_R4: "application/fhir+json; fhirVersion=4.0",
    RecordFormat.FHIR_R5: "application/fhir+json; fhirVersion=5.0",
    RecordFormat.JSON_LD: "application/ld+json",
}
"""What to call each on the web."""


def beginning(form: RecordFormat) -> str:
    """What stands before the first trial of a text of many: the head of a table, else nothing."""
    return csv_head((*COLUMNS, *OWN_COLUMNS)) if form is RecordFormat.CSV else ""


def written(record: TrialRecord, form: RecordFormat) -> Written:
    """One trial in any of the formats, with what that does not say; a document is one line of JSON."""
    if form in ROWS:
        return ROWS[form](record)
    made = DOCUMENTS[form](record)
    line = json.dumps(made.document, ensure_ascii=False, default=str) + "\n"
    return Written(target=made.target, trial=made.trial, text=line, remarks=made.remarks)


def write(records: Iterable[TrialRecord], form: RecordFormat) -> Iterator[str]:
    """A whole export, piece by piece: a table, references, or JSON lines."""
    yield beginning(form)
    for record in records:
        yield written(record, form).text
