"""Tables in files: CSV (any separator, packed or not), Parquet or Excel in; the head, and row after row as texts, out."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

from trialwright.errors import UserError

ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet", ".xlsx")
_SEPARATORS = "\t;|,"
_AT_ONCE = 5_000
_MOST_COLUMNS = 20_000
_LONGEST = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table that is open: its columns in their order, and its rows with the number that a person sees in the file."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[str, ...]]]
    sheets: tuple[str, ...] = ()
    """Of a workbook: the sheet that is read, and the others that hold something."""


def looks_like_table(source: Path | str) -> bool:
    """True for the name of a file of CSV, Parquet or Excel."""
    path = Path(source)
    return path.name.lower().endswith(ENDINGS) and path.is_file()


@contextmanager
def opened(path: Path, *, sheet: str | None = None, decimal: str = ".") -> Iterator[Table]:
    """The table of a file. What cannot be read is a `UserError` that names the file and the row.

    `sheet` is one of a workbook (default: the first that holds something); `decimal` is the sign with which its numbers are
    given, as texts are.
    """
    name = path.name.lower()
    try:
        if name.endswith(".parquet"):
            rows = _parquet(path)
        elif name.endswith(".xlsx"):
            rows = _excel(path, sheet, decimal)
        else:
            rows = _csv(path)
        numbered = iter(enumerate(rows, start=1))
        first = next(((number, row) for number, row in numbered if any(row)), None)
        if first is None:
            raise UserError("the table is empty", place=str(path), hint="its first row names the columns")
        columns = tuple(cell.strip() for cell in first[1])
        _check(columns, path)
        sheets = _sheets(path, sheet) if name.endswith(".xlsx") else ()
        yield Table(name=str(path), columns=columns, rows=_even(numbered, len(columns), path), sheets=sheets)
    except UnicodeDecodeError:
        raise UserError("the file is not UTF-8 text", place=str(path), hint="save it as CSV UTF-8") from None
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        hint = "save it again from the program that made it, or as CSV UTF-8"
        raise UserError(f"the file cannot be read: {error}", place=str(path), hint=hint) from None
    except csv.Error as error:
        raise UserError(f"it is no CSV: {error}", place=str(path), hint="is a quotation mark left open?") from None


def _check(columns: tuple[str, ...], path: Path) -> None:
    if len(columns) > _MOST_COLUMNS:
        raise UserError(f"the table has {len(columns)} columns", place=str(path), hint=f"at most {_MOST_COLUMNS}")
    seen: set[str] = set()
    for number, column in enumerate(columns, start=1):
        if column and column in seen:
            raise UserError(f"the column {column!r} stands twice", place=f"{path}, row 1, column {number}", hint="rename one")
        seen.add(column)


def _even(rows: Iterator[tuple[int, tuple[str, ...]]], width: int, path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows as wide as the head; cells beyond it would be lost, so they are an error. Empty rows are passed over."""
    for number, row in rows:
        if not any(row):
            continue
        if len(row) > width and any(row[width:]):
            hint = "is a text with the separator in it not quoted?"
            raise UserError(f"the row has {len(row)} cells, the head {width}", place=f"{path}, row {number}", hint=hint)
        yield number, (*row[:width], *[""] * (width - len(row)))


def _csv(path: Path) -> Iterator[tuple[str, ...]]:
    packed = path.name.lower().endswith(".gz")
    with gzip.open(path, "rb") if packed else path.open("rb") as raw:
        buffered = io.BufferedReader(raw) if packed else raw
        mark = buffered.peek(4)[:2]
        encoding = "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        with io.TextIOWrapper(buffered, encoding=encoding, newline="") as text:
            first = text.readline(_LONGEST)
            separator = max(_SEPARATORS, key=first.count)
            for row in csv.reader(chain((first,), text), delimiter=separator):
                yield tuple(cell.strip() for cell in row)


def _parquet(path: Path) -> Iterator[tuple[str, ...]]:
    if find_spec("duckdb") is None:
        raise UserError("duckdb is not installed", place=str(path), hint='pip install "trialwright[omop]"')
    import duckdb

    quoted = str(path).replace("'", "''")
    with duckdb.connect(":memory:") as connection:
        try:
            found = connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('{quoted}')")  # noqa: S608 # nosec B608 - quoted above
            yield tuple(item[0] for item in found.description or ())
            while rows := found.fetchmany(_AT_ONCE):
                yield from (tuple("" if cell is None else str(cell).strip() for cell in row) for row in rows)
        except duckdb.Error as error:
            raise UserError(f"it is no Parquet: {str(error).splitlines()[0]}", place=str(path)) from None


@contextmanager
def _book(path: Path) -> Iterator[Any]:
    """The workbook of a file."""
    if find_spec("openpyxl") is None:
        raise UserError("openpyxl is not installed", place=str(path), hint='pip install "trialwright[omop]"')
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (ValueError, KeyError, AttributeError) as error:  # the last of a sheet that is a chart, in some books
        hint = "save its table alone as a workbook, or as CSV UTF-8"
        raise UserError(f"it is no Excel workbook that can be read: {error}", place=str(path), hint=hint) from None
    try:
        yield book
    finally:
        book.close()


def _excel(path: Path, sheet: str | None, decimal: str) -> Iterator[tuple[str, ...]]:
    with _book(path) as book:
        if sheet is not None and sheet not in book.sheetnames:
            raise UserError(f"there is no sheet {sheet!r}", place=str(path), hint=f"sheets: {', '.join(book.sheetnames)}")
        found = book[sheet or _first(book)]
        if not _is_chart(found):
            for row in found.iter_rows(values_only=True):
                yield tuple(_cell(value, decimal) for value in row)


def _sheets(path: Path, sheet: str | None) -> tuple[str, ...]:
    """The sheet that is read, and those beside it that hold something."""
    with _book(path) as book:
        names: list[str] = book.sheetnames
        read = sheet or _first(book)
        full = [name for name in names if name != read and _holds_something(book[name])]
        return (read, *full)


def _first(book: Any) -> str:
    """The first sheet of a workbook that holds something."""
    names: list[str] = book.sheetnames
    return next((name for name in names if _holds_something(book[name])), names[0])


def _holds_something(sheet: Any) -> bool:
    return not _is_chart(sheet) and any(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row)


def _is_chart(sheet: Any) -> bool:
    """A sheet that is a chart has no rows."""
    return not hasattr(sheet, "iter_rows")


def _cell(value: Any, decimal: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return str(value).replace(".", decimal)
        case _:
            return str(value).strip()


def by_person(table: Table, column: int) -> Iterator[tuple[str, list[tuple[int, tuple[str, ...]]]]]:
    """The rows of each person together, people in the order in which they first appear; memory holds the rows of one.

    A row without an id is a `UserError` that names it. Rows wait on disk, since those of a person need not stand together.
    """
    with tempfile.TemporaryDirectory(prefix="trialwright-table-") as scratch:
        store = sqlite3.connect(Path(scratch) / "rows", isolation_level=None)
        try:
            store.execute("PRAGMA journal_mode = OFF")
            store.execute("PRAGMA synchronous = OFF")
            yield from _grouped(table, column, store)
        finally:
            store.close()


def _grouped(table: Table, column: int, store: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[int, tuple[str, ...]]]]]:
    store.execute("CREATE TABLE held (first INTEGER, number INTEGER, person TEXT, line TEXT)")
    firsts: dict[str, int] = {}
    sorted_already, last = True, None
    store.execute("BEGIN")
    for number, row in table.rows:
        person = row[column]
        if not person:
            place = f"{table.name}, row {number}, column {table.columns[column]}"
            raise UserError("the row has no id of a person", place=place, hint="fill it in, or take the row out")
        sorted_already &= person == last or person not in firsts
        first = firsts.setdefault(person, number)
        last = person
        line = io.StringIO()
        csv.writer(line).writerow(row)
        store.execute("INSERT INTO held VALUES (?, ?, ?, ?)", (first, number, person, line.getvalue()))
    store.execute("COMMIT")
    order = "rowid" if sorted_already else "first, number"
    person = ""
    rows: list[tuple[int, tuple[str, ...]]] = []
    for _, number, owner, text in store.execute(f"SELECT first, number, person, line FROM held ORDER BY {order}"):  # noqa: S608 # nosec B608 - one of two
        if owner != person and rows:
            yield person, rows
            rows = []
        person = owner
        rows.append((number, tuple(next(csv.reader(io.StringIO(text))))))
    if rows:
        yield person, rows
