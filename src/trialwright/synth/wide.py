"""Tables: patients in; a wide table (a row a patient) and a long one (a row a fact) out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.synth.sheets import sheet_of

LONG = (
    "patient", "what", "value", "unit", "lln", "uln", "date", "start", "end", "present", "stage", "histology", "count", "status",
    "method", "score", "dose", "intent", "line", "grade", "site", "laterality", "severity", "ongoing", "symptomatic",
    "distribution",
)  # fmt: skip
"""The columns of the long table: those of a fact sheet, after the patient."""
Table = tuple[Sequence[str], Iterable[Sequence[object]]]


def long_table(patients: Sequence[PatientFacts]) -> Table:
    """A row a fact, in the words of the fact sheet; what a column has no cell for is empty."""
    rows: list[Sequence[object]] = []
    for patient in patients:
        facts = sheet_of(patient)["facts"]
        assert isinstance(facts, list)
        rows.extend([patient.id, *(_cell(fact.get(name)) for name in LONG[1:])] for fact in facts)
    return LONG, rows


def _cell(value: object) -> object:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def wide_table(patients: Sequence[PatientFacts]) -> Table:
    """A row a patient: who they are, the kinds declared complete, the stage, and a column for each quantity in each unit (its
    newest value, with its date beside it). A condition, a treatment or a result is a column of its own too."""
    cells = [_cells(patient) for patient in patients]
    names = sorted({name for one in cells for name in one})
    head = ("patient", "birth_date", "age", "sex", "complete", *names)
    body = [_row(patient, one, names) for patient, one in zip(patients, cells, strict=True)]
    return head, body


def _row(patient: PatientFacts, cells: dict[str, object], names: Sequence[str]) -> list[object]:
    complete = ";".join(sorted(kind.value for kind in patient.coverage))
    who = [patient.id, patient.birth_date or "", "" if patient.age is None else patient.age, patient.sex or "", complete]
    return [*who, *(cells.get(name, "") for name in names)]


def _cells(patient: PatientFacts) -> dict[str, object]:
    newest: dict[str, Fact] = {}
    for fact in patient.facts:
        name = _column(fact)
        known = newest.get(name)
        if known is None or _day(fact) >= _day(known):
            newest[name] = fact
    found: dict[str, object] = {}
    for name, fact in newest.items():
        found[name] = _shown(fact)
        if fact.moment is not None:
            found[f"{name}, date"] = fact.moment
        for limit, value in (("uln", fact.uln), ("lln", fact.lln)):
            if value is not None:
                found[f"{name}, {limit}"] = value
        if "stage" in fact.qualifiers:
            found["stage"] = fact.qualifiers["stage"]
    return found


def _column(fact: Fact) -> str:
    """The column of a fact: that of its concept; what is denied with a word that narrows it ("no active infection") keeps its."""
    name = fact.what if fact.qualifiers and not fact.present else fact.concept or fact.what
    return f"{name} [{fact.unit}]" if fact.unit else name


def _day(fact: Fact) -> str:
    return "" if fact.moment is None else fact.moment.last.isoformat()


def _shown(fact: Fact) -> object:
    if fact.value is not None and not isinstance(fact.value, bool):
        return f"{fact.comparator or ''}{fact.value}"
    yes = fact.present and fact.value is not False
    return "yes" if yes else "no"


def said(fact: Fact) -> bool:
    """Whether the long table says all of a fact: every field of it has a column."""
    return all(name in LONG or name.endswith(" concept") for name in fact.qualifiers) or fact.kind is Kind.BIOMARKERS
