"""Trials and patients enter, a folder of tables leaves: a folder for each table, a file for each block of patients.

tw_person/00000.parquet …   the columns are those of `shape`; CSV instead, with a row of names, for who cannot load Parquet
about.json                  written last: the date, how many patients and rows; a folder without it was not finished
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.sql.numbers import PLACES, PRECISION
from trialwright.match.batch.sql.rows import Rows, Tables
from trialwright.match.batch.sql.said import Said
from trialwright.match.batch.sql.shape import TABLES, Table
from trialwright.patients.facts import PatientFacts
from trialwright.vocabulary.concepts import Vocabulary

INSTALL = "pip install 'trialwright[cohort,sql]'"
ABOUT = "about.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class TableTerms:
    """How tables are written: as of which day, how many patients at once, as CSV or Parquet. `told` hears how many are done."""

    on: dt.date
    block: int = 2048
    csv: bool = False
    vocabulary: Vocabulary | None = None
    told: Callable[[int], None] = lambda patients: None


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What was written: patients, rows by table, and how many readings were set aside (`rows.Tables`)."""

    patients: int
    rows: dict[str, int]
    set_aside: int


def tables_of(said: Said, terms: TableTerms) -> Tables:
    """What makes the rows for the questions of a program on a day."""
    given = {} if terms.vocabulary is None else {"vocabulary": terms.vocabulary}
    recall = Recall(program=said.program, on=terms.on, **given)
    return Tables(said=said, columns=Columns(recall), context=recall.context())


def write_tables(said: Said, patients: Iterable[PatientFacts], folder: Path, terms: TableTerms) -> Written:
    """Writes the tables into a new folder; patients are held a block at a time. A folder that is not empty is a `UserError`."""
    if folder.exists() and any(folder.iterdir()):
        raise UserError("the folder is not empty", place=str(folder), hint="name a new folder")
    tables, kept = tables_of(said, terms), _Folder(folder=folder, csv=terms.csv, arrow=_arrow())
    seen = number = 0
    for number, block in enumerate(_blocks(patients, terms.block), start=1):
        kept.put(number - 1, tables.block(block))
        seen += len(block)
        terms.told(seen)
    kept.put(number, {**{table.name: [] for table in TABLES}, **tables.ending()})
    about = {"on": terms.on.isoformat(), "patients": seen, "rows": kept.counts, "readings set aside": tables.set_aside}
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return Written(patients=seen, rows=kept.counts, set_aside=tables.set_aside)


def _blocks(patients: Iterable[PatientFacts], size: int) -> Iterator[list[PatientFacts]]:
    source = iter(patients)
    while block := list(islice(source, size)):
        yield block


@dataclass(kw_only=True)
class _Folder:
    """The folder as it is filled; `counts` are the rows of each table."""

    folder: Path
    csv: bool
    arrow: Any
    counts: dict[str, int] = field(default_factory=lambda: {table.name: 0 for table in TABLES})

    def put(self, number: int, rows: Rows) -> None:
        """Writes one file of each table that has a part."""
        for table in TABLES:
            if table.name not in rows:
                continue
            self.counts[table.name] += len(rows[table.name])
            place = self.folder / table.name
            place.mkdir(parents=True, exist_ok=True)
            made = _arrow_table(self.arrow, table, rows[table.name])
            if self.csv:
                self.arrow.csv.write_csv(made, place / f"{number:05d}.csv")
            else:
                self.arrow.parquet.write_table(made, place / f"{number:05d}.parquet", compression="zstd")


def _arrow_table(arrow: Any, table: Table, rows: Sequence[tuple[object, ...]]) -> Any:
    types = {
        "text": arrow.string(),
        "truth": arrow.bool_(),
        "date": arrow.date32(),
        "number": arrow.decimal128(PRECISION, PLACES),
    }
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)
    return arrow.table(
        {column.name: arrow.array(values, types[column.sort]) for column, values in zip(table.columns, columns, strict=True)}
    )


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError as error:
        raise UserError("tables need a package that is not installed: pyarrow", place="--tables", hint=INSTALL) from error
    return pyarrow
