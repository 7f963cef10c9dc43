"""OMOP in a DuckDB file, in a folder of CSV or Parquet files, or in a zip of them: a path in, a database that is open out."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.patients.omop_sql import Database, Relation, Row, SchemaLayout
from trialwright.patients.omop_tables import TABLES

_MEMORY = "1GB"
_MOST_UNPACKED = 64 * 2**30
_AT_ONCE = 5_000
_LONGEST_HEAD = 65_536
_MAGIC = b"DUCK"
_FILE = re.compile(r"(?P<table>[a-z_]+)\.(?P<form>csv|tsv|txt|parquet|csv\.gz|tsv\.gz|csv\.zst)", re.IGNORECASE)
_GLOBS = frozenset("*?[")


def is_duckdb_omop(path: Path) -> bool:
    """True for a DuckDB file, and for a folder or a zip that holds a table of people by OMOP's name."""
    if path.is_dir():
        return "person" in _files(path)
    with path.open("rb") as stream:
        head = stream.read(12)
    if head[8:12] == _MAGIC:
        return True
    if head[:4] != b"PK\x03\x04" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(_table_of(name) == "person" for name in archive.namelist())


def open_duckdb(path: Path, *, schema: str | None = None) -> Database:
    """The database of a path. What cannot be opened is a `UserError`."""
    if find_spec("duckdb") is None:
        raise UserError("duckdb is not installed", place=str(path), hint='pip install "trialwright[omop]"')
    with ExitStack() as held:
        scratch = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="trialwright-omop-")))
        found: Database = (
            _Tables(_folder_of(path, scratch), path, scratch)
            if path.is_dir() or path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)
            else _Stored(path, scratch, schema)
        )
        held.callback(found.close)
        found.check()
        found.held = held.pop_all()  # type: ignore[attr-defined]
    return found


class _Engine(Database):
    """DuckDB with bounded memory: what does not fit is sorted on disk."""

    def __init__(self, connection: Any, path: Path, scratch: Path) -> None:
        super().__init__(str(path))
        self.connection = connection
        self.held = ExitStack()
        self._relations: dict[str, Relation | None] = {}
        spill = str(scratch / "spill").replace("'", "''")
        for setting in (f"memory_limit = '{_MEMORY}'", f"temp_directory = '{spill}'", "preserve_insertion_order = false"):
            connection.execute(f"SET {setting}")

    @property
    def prefetches(self) -> bool:
        return True

    def whole(self, column: str) -> str:
        return f"TRY_CAST({column} AS BIGINT)"

    def text(self, column: str) -> str:
        return f"CAST({column} AS VARCHAR)"

    def stream(self, sql: str) -> Iterator[Row]:
        import duckdb

        try:
            cursor = self.connection.cursor().execute(sql)
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from rows
        except duckdb.Error as error:
            hint = "is every row complete, and the file UTF-8?"
            raise UserError(f"it cannot be read: {_first_line(error)}", place=self.name, hint=hint) from None

    def close(self) -> None:
        self.connection.close()
        self.held.close()


class _Stored(_Engine):
    """A DuckDB file."""

    def __init__(self, path: Path, scratch: Path, schema: str | None) -> None:
        import duckdb

        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise UserError(f"the DuckDB file cannot be opened: {_first_line(error)}", place=str(path)) from None
        super().__init__(connection, path, scratch)
        sql = "SELECT table_schema, table_name, column_name FROM information_schema.columns"
        try:
            self._layout = SchemaLayout(connection.execute(sql).fetchall(), self.name, schema)
        except UserError:
            connection.close()
            raise

    def relation(self, table: str) -> Relation | None:
        return self._layout.relation(table)

    def strangers(self) -> tuple[str, ...]:
        return self._layout.strangers()


class _Tables(_Engine):
    """A folder of files."""

    def __init__(self, files: dict[str, Path], path: Path, scratch: Path) -> None:
        import duckdb

        super().__init__(duckdb.connect(":memory:"), path, scratch)
        self._files = files

    def relation(self, table: str) -> Relation | None:
        if table not in self._relations:
            self._relations[table] = self._opened(table) if table in self._files else None
        return self._relations[table]

    def strangers(self) -> tuple[str, ...]:
        others = (table for table in sorted(self._files.keys() - TABLES))
        return tuple(table for table in others if (own := self.relation(table)) is not None and "person_id" in own.columns)

    def _opened(self, table: str) -> Relation:
        import duckdb

        expression = _expression(self._files[table])
        try:
            names = [row[0] for row in self.connection.execute(f"DESCRIBE FROM {expression}").fetchall()]
        except duckdb.Error as error:
            raise UserError(f"it cannot be read: {_first_line(error)}", place=str(self._files[table])) from None
        return Relation(expression, {name.strip().lower(): name for name in names})


def _table_of(name: str) -> str | None:
    parts = name.replace("\\", "/").split("/")
    if "__MACOSX" in parts:
        return None
    found = _FILE.fullmatch(parts[-1])
    return found["table"].lower() if found is not None else None


def _files(folder: Path) -> dict[str, Path]:
    """The file of each table, in the folder or in its only folder; a table can be a folder of Parquet parts."""
    found: dict[str, Path] = {}
    for item in sorted(folder.iterdir()):
        name = item.name.lower().removesuffix(".parquet")
        if item.is_dir() and name in TABLES and any(item.glob("*.parquet")):
            found.setdefault(name, item)
        elif item.is_file() and (table := _table_of(item.name)) is not None:
            found.setdefault(table, item)
    below = [item for item in folder.iterdir() if item.is_dir() and not item.name.startswith((".", "__MACOSX"))]
    return _files(below[0]) if not found and len(below) == 1 else found


def _folder_of(path: Path, scratch: Path) -> dict[str, Path]:
    return _files(path) if path.is_dir() else _unpacked(path, scratch)


def _unpacked(path: Path, scratch: Path) -> dict[str, Path]:
    """The tables of a zip, each under a name of ours: names in a zip can point anywhere."""
    found: dict[str, Path] = {}
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                table = _table_of(item.filename)
                if table is None or item.is_dir() or (table not in TABLES and not _of_people(archive, item)):
                    continue
                if table in found:
                    raise UserError(f"the table {table} is in it twice", place=str(path), hint="keep one of the two")
                left -= item.file_size
                if left < 0:
                    raise UserError(f"unpacked it is larger than {_MOST_UNPACKED // 2**30} GB", place=str(path))
                end = "".join(Path(item.filename).suffixes[-2:]) if item.filename.endswith(".gz") else Path(item.filename).suffix
                found[table] = scratch / f"{table}{end.lower()}"
                with archive.open(item) as source, found[table].open("wb") as target:
                    shutil.copyfileobj(source, target, 2**20)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise UserError(f"the zip cannot be read: {error}", place=str(path), hint="pack it again") from None
    return found


def _of_people(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bool:
    """Whether a file that is none of OMOP's tables names people in its head."""
    if not item.filename.lower().endswith((".csv", ".tsv", ".txt")):
        return False
    with archive.open(item) as stream:
        return b"person_id" in stream.readline(_LONGEST_HEAD).lower()


def _expression(path: Path) -> str:
    """The file as a table of DuckDB. Of CSV every column is a text; Athena's files are separated by tabs and quote nothing."""
    if _GLOBS & set(str(path)):
        raise UserError("a path with *, ? or [ cannot be read", place=str(path), hint="rename the folder")
    parquet = path.is_dir() or path.suffix.lower() == ".parquet"
    text = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    if parquet:
        return f"read_parquet('{text}', union_by_name = true)"
    tabs = _by_tabs(path)
    form = r"delim = '\t', quote = ''" if tabs else "delim = ',', quote = '\"'"
    return (
        f"read_csv('{text}', header = true, all_varchar = true, {form}, nullstr = ['', 'NULL', '\\N', 'NA'], strict_mode = false)"
    )


def _by_tabs(path: Path) -> bool:
    import gzip

    if path.name.lower().endswith(".zst"):
        return False
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as stream:
            return b"\t" in stream.readline(_LONGEST_HEAD)
    except OSError as error:
        raise UserError(f"the file cannot be read: {error}", place=str(path)) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300]
