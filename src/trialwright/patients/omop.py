"""OMOP CDM 5.x: a DuckDB file, a folder or zip of CSV or Parquet files, or PostgreSQL in; its people one by one out."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.findings import Finding
from trialwright.patients.complete import Parts, believed, not_complete
from trialwright.patients.facts import Kind
from trialwright.patients.fhir_chart import Chart, Shared, Where
from trialwright.patients.fhir_codes import Codes, own_codes
from trialwright.patients.omop_concepts import Concepts
from trialwright.patients.omop_duckdb import is_duckdb_omop, open_duckdb
from trialwright.patients.omop_postgres import is_postgres, open_postgres
from trialwright.patients.omop_record import (
    Record,
    read_condition,
    read_condition_era,
    read_death,
    read_drug,
    read_drug_era,
    read_episode,
    read_event,
    read_period,
    read_person,
    read_procedure,
    read_visit,
)
from trialwright.patients.omop_sql import Database, Row
from trialwright.patients.omop_tables import INSTEAD, NOT_READ, READ, CdmTable
from trialwright.patients.omop_values import read_measurement, read_observation
from trialwright.patients.understood import Understood, Why
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

Reader = Callable[[Any, Record], None]
_READERS: dict[str, Reader] = {
    "person": read_person,
    "observation_period": read_period,
    "death": read_death,
    "visit_occurrence": read_visit,
    "condition_occurrence": read_condition,
    "condition_era": read_condition_era,
    "episode": read_episode,
    "measurement": read_measurement,
    "observation": read_observation,
    "procedure_occurrence": read_procedure,
    "drug_exposure": read_drug,
    "drug_era": read_drug_era,
}
_DRUGS, _ACTS = frozenset({"drug_exposure", "drug_era"}), frozenset({"procedure_occurrence"})
_DIAGNOSES = frozenset({"condition_occurrence", "condition_era"})
_PARTS: dict[Kind, Parts] = {
    Kind.CONDITIONS: (_DIAGNOSES,),
    Kind.TREATMENTS: (_DRUGS, _ACTS),
    Kind.MEDICATIONS: (_DRUGS,),
    Kind.PROCEDURES: (_ACTS,),
    Kind.MEASUREMENTS: (frozenset({"measurement"}),),
    Kind.BIOMARKERS: (frozenset({"measurement"}),),
    Kind.ALLERGIES: (frozenset({"observation"}), _DIAGNOSES),
}
"""In which tables each kind is written down; radiotherapy is a procedure, an anaphylaxis a condition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OmopOptions:
    """How a database is read: own codes, the kinds it is said to have all of, the people wanted, the schema of its tables."""

    codes: Path | None = None
    complete: frozenset[Kind] = frozenset()
    person: frozenset[str] | None = None
    schema: str | None = None


def looks_like_omop(source: Path | str) -> bool:
    """True for the address of a PostgreSQL database, a DuckDB file, and a folder or zip with a table of people."""
    if isinstance(source, str) and is_postgres(source):
        return True
    path = Path(source)
    try:
        return is_duckdb_omop(path)
    except OSError:
        return False  # the one that reads it says why it cannot


def read_omop(
    source: Path | str, *, options: OmopOptions | None = None, vocabulary: Vocabulary | None = None
) -> Iterator[Understood]:
    """The people of a database in the order of their ids, one at a time.

    What cannot be opened or is no OMOP is a `UserError`; what a row says that is not understood is in `unread`. Nothing is
    complete unless the options say so; and nothing is of a table without a row, nor for a person without a time of observation.
    """
    options = options or OmopOptions()
    words = vocabulary or default_vocabulary()
    own = own_codes(options.codes, words) if options.codes is not None else {}
    people = _numbers(options.person)
    database = _opened(source, options.schema)
    try:
        concepts = Concepts(database=database, codes=Codes(vocabulary=words, own=own))
        yield from _Reading(database, concepts, options).people(people)
    finally:
        database.close()


def _opened(source: Path | str, schema: str | None) -> Database:
    if isinstance(source, str) and is_postgres(source):
        return open_postgres(source, schema=schema)
    return open_duckdb(Path(source), schema=schema)


def _numbers(people: frozenset[str] | None) -> frozenset[int] | None:
    if people is None:
        return None
    wrong = sorted(one for one in people if not one.strip().lstrip("-").isdecimal())
    if wrong:
        raise UserError(f"{wrong[0]!r} is no person_id", place="--person", hint="in OMOP it is a whole number")
    return frozenset(int(one) for one in people)


@cache
def _row_type(table: CdmTable) -> Any:
    return namedtuple(table.name, ("person_id", *table.columns))


class _Rows:
    """The rows of one table, sorted by person: those of the next person can be taken."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    @property
    def person(self) -> int | None:
        """Whose rows come next; None at the end."""
        return None if self._next is None else self._next[0]

    def of(self, person: int) -> Iterator[Row]:
        """The rows of that person, who comes next."""
        while self._next is not None and self._next[0] == person:
            row, self._next = self._next, next(self._rows, None)
            yield row


class _Reading:
    """A database while it is read: all tables side by side, each sorted by person."""

    def __init__(self, database: Database, concepts: Concepts, options: OmopOptions) -> None:
        self.database, self.concepts, self.options = database, concepts, options
        self.filled = {table.name for table in (*READ, *INSTEAD.values()) if database.has_rows(table.name)}
        instead = (INSTEAD.get(table, table) if table.name not in self.filled else table for table in READ)
        self.tables = tuple(table for table in instead if table.name in self.filled)
        self.unread = {table: names for table in self.tables if (names := database.not_read(table))}
        self.uncounted = (*NOT_READ, *database.strangers())
        self.sites = database.sites()
        self.shared = Shared(codes=concepts.codes)

    def people(self, wanted: Collection[int] | None) -> Iterator[Understood]:
        if self.database.prefetches:  # one question for all of them
            self.concepts.prefetch(self.database.used(self.tables, wanted))
        rows = {
            table: _Rows(_nobody_refused(self.database.rows(table, wanted), table.name, self.database)) for table in self.tables
        }
        events = _Rows(self.database.events(wanted))
        unread = {name: _Rows(self.database.counts(name, wanted)) for name in self.uncounted}
        passed = {table: _Rows(self.database.filled(table, wanted)) for table in self.unread}
        missing = set(wanted or ())
        while (person := min((key for item in rows.values() if (key := item.person) is not None), default=None)) is not None:
            missing.discard(person)
            record = Record(chart=Chart(id=str(person), shared=self.shared), concepts=self.concepts)
            for row in _skipping_to(events, person):
                read_event(row, record)
            for table, found in rows.items():
                make, read = _row_type(table)._make, _READERS[table.name]
                for row in found.of(person):
                    self._take(read, make(row), record)
            for name, counted in unread.items():
                for row in _skipping_to(counted, person):
                    record.count(name, row[1])
                    record.chart.left.add(Why.KIND, f"({row[1]})", name, self.database.name)
            for table, rows_of in passed.items():
                for row in _skipping_to(rows_of, person):
                    _list_columns(table.name, zip(self.unread[table], row[1:], strict=True), record)
            if record.chart.seen or record.chart.resources.keys() - {"observation_period"}:
                yield self._understood(record)  # some databases observe people whom they do not have
        if missing:
            raise UserError(f"there is no person {min(missing)}", place=self.database.name, hint="--person takes a person_id")

    def _take(self, read: Reader, row: Any, record: Record) -> None:
        """One row. A broken one must not lose the others: it is listed, and nothing of it is kept."""
        facts, stages = len(record.chart.facts), len(record.chart.of_cancer)
        try:
            read(row, record)
        except Exception as error:  # noqa: BLE001 - see above
            del record.chart.facts[facts:], record.chart.of_cancer[stages:]
            table = type(row).__name__
            record.chart.leave(Why.BROKEN, type(error).__name__, Where(resource=table, place=f"{table}/{row[1]}"))

    def _understood(self, record: Record) -> Understood:
        record.settle()
        complete, findings = self._complete(record)
        found = record.chart.understood(self.database.name, complete, findings)
        sites = tuple(self.sites.get(key, f"care_site {key}") for key in record.sites)
        return replace(found, observed=tuple(record.periods), sites=sites)

    def _complete(self, record: Record) -> tuple[frozenset[Kind], tuple[Finding, ...]]:
        """The kinds that can be complete: a table without a row knows nothing, nor does one of a person never observed."""
        if not self.options.complete:
            return frozenset(), ()
        kept, told = believed(self.options.complete, _PARTS, self.filled, self.database.name)
        if "observation_period" in self.filled and not record.periods:
            message = f"{self.database.name}: person {record.chart.id} has no time of observation"
            return frozenset(), (*told, not_complete(message, *sorted(kept)))
        return kept, told


def _list_columns(table: str, counts: Iterable[tuple[str, int]], record: Record) -> None:
    """Columns that are not read, and in how many rows of a person each holds something."""
    for name, count in counts:
        if count:
            record.chart.left.add_all(count, Why.PART, f"column {name}", table)


def _skipping_to(rows: _Rows, person: int) -> Iterator[Row]:
    """The rows of a person; those of people before, of whom no table that is read tells, are passed over."""
    while (key := rows.person) is not None and key < person:
        list(rows.of(key))
    yield from rows.of(person)


def _nobody_refused(rows: Iterator[Row], table: str, database: Database) -> Iterator[Row]:
    for row in rows:
        if row[0] is None:
            raise UserError(f"a row of {table} has no whole number as its person_id", place=database.name, hint="mend the row")
        yield row
