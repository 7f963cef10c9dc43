"""The tables' shapes enter, the statements that make them in a warehouse leave."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from trialwright.match.batch.sql.dialects import Dialect, decimal_type, remark
from trialwright.match.batch.sql.shape import TABLES, Table
from trialwright.match.batch.sql.statement import SqlTerms

_TYPES = {"text": "TEXT", "truth": "BOOLEAN", "date": "DATE"}


def create_tables(terms: SqlTerms) -> Iterator[str]:
    """A statement for each table, with what it holds as remarks."""
    for table in TABLES:
        text = _create(table, terms).sql(dialect=terms.dialect.value, pretty=True)
        yield f"/* A row is {remark(table.row)}. */\n{text};\n"


def _create(table: Table, terms: SqlTerms) -> exp.Create:
    columns = []
    for column in table.columns:
        made = exp.ColumnDef(this=exp.to_identifier(column.name), kind=_type(column.sort, terms.dialect))
        made.add_comments([f" {remark(column.holds)} "])
        columns.append(made)
    return exp.Create(this=exp.Schema(this=terms.table(table.name), expressions=columns), kind="TABLE")


def _type(sort: str, dialect: Dialect) -> exp.DataType:
    return decimal_type(dialect) if sort == "number" else exp.DataType.build(_TYPES[sort])
