"""Tables and statements enter; what they say in DuckDB and in PostgreSQL leaves, by patient, trial, stage and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from trialwright.match.batch.sql.create import create_tables
from trialwright.match.batch.sql.dialects import Dialect
from trialwright.match.batch.sql.said import Said
from trialwright.match.batch.sql.shape import TABLES
from trialwright.match.batch.sql.statement import SqlTerms, Statement, statements
from trialwright.protocol.protocol import Protocol

Verdicts = dict[tuple[str, str, str, str], str]
NOT_JUDGED = "not judged"
_OUTCOMES = {True: "pass", False: "fail", None: "unknown"}
Run = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def in_duckdb(folder: Path) -> Iterator[Run]:
    """A database in memory with the tables of a folder."""
    with duckdb.connect() as connection:
        for statement in create_tables(SqlTerms(dialect=Dialect.DUCKDB)):
            connection.execute(statement)
        for table in TABLES:
            if any((folder / table.name).glob("*.parquet")):
                connection.execute(f"INSERT INTO {table.name} FROM read_parquet('{folder}/{table.name}/*.parquet')")
        yield lambda text: connection.execute(text).fetchall()


@contextmanager
def in_postgres(address: str, schema: str, run: Run) -> Iterator[Run]:
    """A schema of a server with the tables that another database has."""
    with psycopg.connect(address) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        for statement in create_tables(SqlTerms(dialect=Dialect.POSTGRES, schema=schema)):
            connection.execute(statement)
        for table in TABLES:
            with connection.cursor().copy(f"COPY {schema}.{table.name} FROM STDIN") as copy:
                for row in run(f"SELECT * FROM {table.name}"):
                    copy.write_row(row)
        connection.execute("ANALYZE")
        yield lambda text: connection.execute(text).fetchall()


def of_sql(trials: Sequence[Protocol], said: Said, terms: SqlTerms, run: Run) -> Verdicts:
    """What the statements say; the line "" is the stage itself."""
    found: Verdicts = {}
    people = [patient for (patient,) in run(f"SELECT patient FROM {terms.table('tw_person').sql(terms.dialect.value)}")]
    for statement in statements(trials, said, terms):
        found |= dict(_of_statement(statement, run(statement.text)))
        for patient in people:
            found.setdefault((patient, statement.trial, statement.stage, ""), NOT_JUDGED)
    return found


def _of_statement(statement: Statement, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[tuple[str, str, str, str], str]]:
    for trial, stage, patient, verdict, *lines in rows:
        assert (trial, stage) == (statement.trial, statement.stage)
        yield (patient, trial, stage, ""), verdict
        for (line, _), truth in zip(statement.columns, lines, strict=True):
            yield (patient, trial, stage, line), _OUTCOMES[truth]
