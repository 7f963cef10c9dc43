"""The same people are read from CSV, a zip of it, Parquet, a DuckDB file and a real PostgreSQL server."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import psycopg
import pytest
from tests.postgres_server import a_server
from tests.unit.patients.omop_base import write

from trialwright.errors import UserError
from trialwright.patients.omop import OmopOptions, looks_like_omop, read_omop
from trialwright.patients.reading import ReadOptions, people_in

TABLES = {
    "person": "12,8507,1961,,,\n7,8532,1960,5,1,F",
    "observation_period": "1,7,2010-01-01,2024-01-01",
    "death": "12,2023-05-06",
    "condition_occurrence": "1,7,1,2020-03-02,,,,,\n2,12,8,2021-03-02,,,,,\n3,7,4711,2020-03-02,,,,,",
    "concept_ancestor": "9,8,2,2\n24,25,2,2",
    "measurement": "1,7,2,2020-03-02,4171756,10.25,,8713,12,16,,,,\n2,12,4,2020-03-02,,,5,,,,,,,"
    "\n3,7,7,2020-03-02,,,,,,,,,1,1147127",
    "drug_exposure": "1,7,25,2020-04-02,2020-05-02,,32838,,",
    "episode": "1,7,32533,2020-03-02,,,1",
    "episode_event": "1,1,1147127",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("omop"), **TABLES)


def _read(source: Path | str, **options: object) -> list[object]:
    found = list(people_in(source, options=ReadOptions(**options)))  # type: ignore[arg-type]
    return [
        (id_, facts.birth_date, facts.sex, facts.facts, {(item.why, item.what) for item in one.unread}, one.observed)
        for id_, facts, one in found
    ]


def test_a_zip_is_read_as_its_folder(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "omop.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"../export/{path.name.upper()}")  # a name that points elsewhere unpacks nothing there
    assert _read(tmp_path / "omop.zip") == _read(folder)
    assert len(_read(folder)) == 2
    assert not (tmp_path.parent / "export").exists()


def test_parquet_and_a_duckdb_file_are_read_as_csv(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "parquet" / "measurement").mkdir(parents=True)
    with closing(duckdb.connect(str(tmp_path / "omop.duckdb"))) as connection:
        connection.execute("CREATE SCHEMA cdm")
        for path in folder.iterdir():
            connection.execute(f"CREATE TABLE cdm.{path.stem} AS FROM read_csv('{path}', header = true)")
            target = "measurement/part-0" if path.stem == "measurement" else path.stem.upper()
            connection.execute(f"COPY cdm.{path.stem} TO '{tmp_path}/parquet/{target}.parquet'")
    assert _read(tmp_path / "parquet") == _read(folder)
    assert _read(tmp_path / "omop.duckdb") == _read(folder)
    assert _read(tmp_path / "omop.duckdb", schema="cdm", person=frozenset({"12"})) == _read(folder)[1:]


def test_a_vocabulary_as_athena_writes_it_is_read(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "tabs")
    text = (
        (folder / "concept.csv")
        .read_text()
        .replace('"', "")
        .replace(", NOS, of breast, NOS", ' "of breast" 5\'')
        .replace(",", "\t")
    )
    (tmp_path / "tabs" / "concept.csv").write_text(text)
    assert _read(tmp_path / "tabs") == _read(folder)


def test_what_is_no_database_of_people_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("DUCK DUCK DUCK")
    assert not looks_like_omop(tmp_path) and not looks_like_omop(tmp_path / "x.txt") and not looks_like_omop(tmp_path / "none")


def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "omop.duckdb").write_bytes(b"\0" * 8 + b"DUCK" + b"\1" * 5000)
    (tmp_path / "person.parquet").write_bytes(b"PAR1 no")
    for path in (tmp_path / "omop.duckdb", tmp_path):
        with pytest.raises(UserError) as caught:
            list(read_omop(path))
        assert str(tmp_path) in str(caught.value.place)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL server of its own, with the tables in a schema; without one installed, its tests are skipped."""
    with a_server() as address:
        yield address


def _load(address: str, folder: Path, schema: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        for path in folder.iterdir():
            with closing(duckdb.connect()) as reader:
                rows = reader.execute(f"FROM read_csv('{path}', header = true)")
                names, sorts = zip(*((item[0], str(item[1])) for item in rows.description), strict=True)
                columns = ", ".join(f"{name} {_sort(name, sort)}" for name, sort in zip(names, sorts, strict=True))
                connection.execute(f"CREATE TABLE {schema}.{path.stem} ({columns})")
                marks = ", ".join(["%s"] * len(names))
                with connection.cursor() as cursor:
                    cursor.executemany(f"INSERT INTO {schema}.{path.stem} VALUES ({marks})", rows.fetchall())


def _sort(name: str, duck: str) -> str:
    if name.endswith("_id") and duck == "BIGINT":
        return "integer"
    return {"BIGINT": "bigint", "DOUBLE": "numeric", "DATE": "date"}.get(duck, "text")


def test_postgresql_is_read_as_the_files_are(server: str, folder: Path) -> None:
    _load(server, folder, "cdm")
    assert _read(server) == _read(folder)
    assert _read(server, person=frozenset({"12"})) == _read(folder)[1:]
    _load(server, folder, "second")
    with pytest.raises(UserError, match="several schemas"):
        _read(server)
    assert _read(server, schema="second") == _read(folder)


def test_an_error_does_not_tell_the_password(server: str) -> None:
    with pytest.raises(UserError) as caught:
        list(read_omop(server.replace("/postgres", "/nowhere"), options=OmopOptions()))
    assert "secret" not in str(caught.value) + str(caught.value.place) + str(caught.value.hint)
    assert "nowhere" in str(caught.value.place)
