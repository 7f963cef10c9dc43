"""The folder of a cohort enters; one file of DuckDB with its tables, for those who ask in SQL, leaves."""

from __future__ import annotations

from pathlib import Path

from trialwright.errors import UserError
from trialwright.match.batch.store import CohortFolder

TABLES = ("pairs", "lines", "ahead", "changes")


def write_database(cohort: CohortFolder, path: Path) -> None:
    """Writes the verdicts on pairs, the lines, what time alone will change, and the changes of all runs.

    A file that is there already is a `UserError`: nobody's database is written over.
    """
    import duckdb

    must_be_new(path)
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(beside)) as database:
            for name in TABLES:
                files = sorted(str(file) for file in (cohort.folder / name).rglob("*.parquet"))
                if files:
                    database.read_parquet(files).create(name)
        beside.replace(path)
    except (duckdb.Error, OSError) as error:
        beside.unlink(missing_ok=True)
        hint = "name another file; the folder itself is as it was"
        raise UserError(f"the database cannot be written: {error}", place=str(path), hint=hint) from error


def must_be_new(path: Path) -> None:
    """A file that is there already is a `UserError`."""
    if path.exists():
        raise UserError("the file is there already", place=str(path), hint="name a new file, or remove this one")
