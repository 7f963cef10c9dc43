"""Where SQL is run: names of warehouses in; what they write otherwise, and text that is safe in any of them, out."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

from sqlglot import exp

from trialwright.match.batch.sql.numbers import PLACES, PRECISION

_LINE = 160
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


class Dialect(StrEnum):
    """The warehouses that are known, by sqlglot's names."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"


def decimal_type(dialect: Dialect) -> exp.DataType:
    """The type of numbers; BigQuery's plain one has too few places."""
    if dialect is Dialect.BIGQUERY:
        return exp.DataType.build("BIGNUMERIC", dialect="bigquery")
    return exp.DataType.build(f"DECIMAL({PRECISION}, {PLACES})")


def number(value: Decimal, dialect: Dialect) -> exp.Expr:
    """A number, exact: BigQuery would take a plain one with a point for a binary fraction."""
    text = format(value, "f")
    if dialect is Dialect.BIGQUERY and "." in text:
        return exp.cast(exp.Literal.string(text), decimal_type(dialect))
    return exp.Literal.number(text)


def string(text: str) -> exp.Expr:
    """A text as a literal. Control characters, which some warehouses refuse, are left out."""
    return exp.Literal.string("".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs")))


def remark(text: str, *, most: int = _LINE) -> str:
    """A text that may stand in a comment: on one line, and nothing in it ends the comment, opens another or names a variable."""
    plain = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    plain = " ".join(plain.split())
    for found, apart in (("*/", "* /"), ("/*", "/ *"), ("--", "- -"), ("${", "$ {"), ("{{", "{ {"), ("{%", "{ %")):
        while found in plain:
            plain = plain.replace(found, apart)
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"


def column_name(text: str, taken: set[str]) -> str:
    """A name of a column that no warehouse has to have quoted, unlike those that are taken; it is taken from now on."""
    plain = f"line_{_NOT_A_NAME.sub('_', text.lower()).strip('_')}"[:60]
    name, number_ = plain, 1
    while name in taken:
        number_ += 1
        name = f"{plain}_{number_}"
    taken.add(name)
    return name
