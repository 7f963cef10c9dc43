"""OMOP CDM 5.4: patients in; rows of the standard tables, with concepts of our own numbers and names, out.

No standard concept is named but those of sex; LOINC and UCUM stand by their codes: the numbers belong to a vocabulary that a user
has and we may not ship. Local concepts have numbers above two billion, as the CDM's conventions say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.synth.codes import loinc_of
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

Row = Mapping[str, object]
FIRST_LOCAL = 2_000_000_001
_SEX = {"male": 8507, "female": 8532}
_OPERATORS = {None: 4172703, "<": 4171756, "<=": 4171754, ">": 4172704, ">=": 4171755}
_TYPE = 32879
"""Registry, of OMOP's own list of types."""
_SPAN = dt.timedelta(days=3650)
_MEDICINES = frozenset({"drug", "drug class", "regimen"})
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": (
        "person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth", "birth_datetime", "race_concept_id",
        "ethnicity_concept_id", "person_source_value", "gender_source_value",
    ),
    "observation_period": (
        "observation_period_id", "person_id", "observation_period_start_date", "observation_period_end_date",
        "period_type_concept_id",
    ),
    "condition_occurrence": (
        "condition_occurrence_id", "person_id", "condition_concept_id", "condition_start_date", "condition_end_date",
        "condition_type_concept_id", "condition_source_value", "condition_source_concept_id",
    ),
    "measurement": (
        "measurement_id", "person_id", "measurement_concept_id", "measurement_date", "measurement_type_concept_id",
        "operator_concept_id", "value_as_number", "value_as_concept_id", "unit_concept_id", "range_low", "range_high",
        "measurement_source_value", "unit_source_value", "value_source_value",
    ),
    "observation": (
        "observation_id", "person_id", "observation_concept_id", "observation_date", "observation_type_concept_id",
        "value_as_number", "value_as_string", "value_as_concept_id", "observation_source_value", "value_source_value",
    ),
    "procedure_occurrence": (
        "procedure_occurrence_id", "person_id", "procedure_concept_id", "procedure_date", "procedure_end_date",
        "procedure_type_concept_id", "procedure_source_value",
    ),
    "drug_exposure": (
        "drug_exposure_id", "person_id", "drug_concept_id", "drug_exposure_start_date", "drug_exposure_end_date",
        "drug_type_concept_id", "drug_source_value",
    ),
    "concept": (
        "concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_class_id", "standard_concept", "concept_code",
        "valid_start_date", "valid_end_date", "invalid_reason",
    ),
}  # fmt: skip
"""The tables that are written, with their columns."""


@dataclass(slots=True)
class Numbering:
    """The concepts in use, each name of ours with its number; `on` is the day as of which all is known."""

    on: dt.date
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: int = 0

    def concept(self, vocabulary: str, code: str) -> int:
        """The number of a code, the same for the same code."""
        return self.numbers.setdefault((vocabulary, code), FIRST_LOCAL + len(self.numbers))

    def next(self) -> int:
        """The number of another row."""
        self.rows += 1
        return self.rows


def rows_of(patients: Iterable[PatientFacts], numbering: Numbering) -> Iterator[tuple[str, Row]]:
    """The rows of every table, patient by patient, then the concepts. What the CDM does not say is left out (`said`)."""
    for number, patient in enumerate(patients, start=1):
        yield "person", _person(patient, number)
        yield "observation_period", _period(patient, number, numbering.on)
        for fact in patient.facts:
            if fact.present and fact.concept is not None:
                table = _table_of(fact)
                if table is not None:
                    yield table, _MAKERS[table](fact, number, numbering)
    for (vocabulary, code), number in numbering.numbers.items():
        yield "concept", _concept(vocabulary, code, number)


def said(fact: Fact) -> bool:
    """Whether the rows say all of a fact: without the words that narrow it, known to the day, and not recorded as absent."""
    dates = [date for date in (fact.date, fact.start, fact.end) if date is not None]
    if not fact.present or fact.concept is None or _table_of(fact) is None or not dates:
        return False
    if _table_of(fact) == "drug_exposure" and fact.end is None:
        return False
    if fact.value is not None and _table_of(fact) != "measurement":
        return False
    narrowed = {name for name in fact.qualifiers if not name.endswith(" concept")}
    return not narrowed and all(date.exact for date in dates)


def _table_of(fact: Fact) -> str | None:
    kind = default_vocabulary().kind(fact.concept or "")
    if fact.kind in (Kind.MEASUREMENTS, Kind.BIOMARKERS):
        return "measurement" if fact.value is not None else None
    if fact.kind in (Kind.TREATMENTS, Kind.MEDICATIONS):
        return "drug_exposure" if kind in _MEDICINES else "procedure_occurrence"
    return {Kind.CONDITIONS: "condition_occurrence", Kind.PROCEDURES: "procedure_occurrence"}.get(fact.kind)


def _person(patient: PatientFacts, number: int) -> Row:
    born = patient.birth_date.first if patient.birth_date is not None and patient.birth_date.exact else None
    return {
        "person_id": number,
        "gender_concept_id": _SEX.get(patient.sex or "", 0),
        "year_of_birth": born.year if born else "",
        "month_of_birth": born.month if born else "",
        "day_of_birth": born.day if born else "",
        "birth_datetime": f"{born} 00:00:00" if born else "",
        "race_concept_id": 0,
        "ethnicity_concept_id": 0,
        "person_source_value": patient.id,
        "gender_source_value": patient.sex or "",
    }


def _period(patient: PatientFacts, number: int, on: dt.date) -> Row:
    dates = [date.first for fact in patient.facts for date in (fact.date, fact.start) if date is not None]
    return {
        "observation_period_id": number,
        "person_id": number,
        "observation_period_start_date": min([*dates, on - _SPAN]) - dt.timedelta(days=366),
        "observation_period_end_date": on,
        "period_type_concept_id": _TYPE,
    }


def _day(date: PartialDate | None) -> object:
    return "" if date is None else date.first


def _condition(fact: Fact, person: int, numbering: Numbering) -> Row:
    return {
        "condition_occurrence_id": numbering.next(),
        "person_id": person,
        "condition_concept_id": numbering.concept("trialwright", fact.concept or ""),
        "condition_start_date": _day(fact.date or fact.start),
        "condition_end_date": _day(fact.end),
        "condition_type_concept_id": _TYPE,
        "condition_source_value": fact.what,
        "condition_source_concept_id": 0,
    }


def _measurement(fact: Fact, person: int, numbering: Numbering) -> Row:
    number = fact.value if isinstance(fact.value, Decimal) else None
    words = "" if number is not None else str(fact.value)
    loinc = loinc_of(fact.concept or "")
    concept = numbering.concept("LOINC", loinc) if loinc else numbering.concept("trialwright", fact.concept or "")
    return {
        "measurement_id": numbering.next(),
        "person_id": person,
        "measurement_concept_id": concept,
        "measurement_date": _day(fact.moment),
        "measurement_type_concept_id": _TYPE,
        "operator_concept_id": "" if number is None else _OPERATORS.get(fact.comparator, 0),
        "value_as_number": "" if number is None else number,
        "value_as_concept_id": numbering.concept("trialwright", words) if words else "",
        "unit_concept_id": numbering.concept("UCUM", fact.unit) if fact.unit else "",
        "range_low": "" if fact.lln is None else fact.lln,
        "range_high": "" if fact.uln is None else fact.uln,
        "measurement_source_value": fact.what,
        "unit_source_value": fact.unit or "",
        "value_source_value": words,
    }


def _procedure(fact: Fact, person: int, numbering: Numbering) -> Row:
    return {
        "procedure_occurrence_id": numbering.next(),
        "person_id": person,
        "procedure_concept_id": numbering.concept("trialwright", fact.concept or ""),
        "procedure_date": _day(fact.date or fact.start or fact.end),
        "procedure_end_date": _day(fact.end),
        "procedure_type_concept_id": _TYPE,
        "procedure_source_value": fact.what,
    }


def _drug(fact: Fact, person: int, numbering: Numbering) -> Row:
    return {
        "drug_exposure_id": numbering.next(),
        "person_id": person,
        "drug_concept_id": numbering.concept("trialwright", fact.concept or ""),
        "drug_exposure_start_date": _day(fact.start or fact.date),
        "drug_exposure_end_date": _day(fact.end) or numbering.on,  # the CDM wants one: of what goes on, the last day known
        "drug_type_concept_id": _TYPE,
        "drug_source_value": fact.what,
    }


def _concept(vocabulary: str, code: str, number: int) -> Row:
    return {
        "concept_id": number,
        "concept_name": code,
        "domain_id": "",
        "vocabulary_id": vocabulary,
        "concept_class_id": "",
        "standard_concept": "",
        "concept_code": code,
        "valid_start_date": "1970-01-01",
        "valid_end_date": "2099-12-31",
        "invalid_reason": "",
    }


_MAKERS = {
    "condition_occurrence": _condition,
    "measurement": _measurement,
    "procedure_occurrence": _procedure,
    "drug_exposure": _drug,
}
