"""`trialwright sql`: statements on the screen and in files, tables of patients that give the verdicts of `trialwright match`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
import sqlglot
from tests.functional.command import BREAST, COLORECTAL, CRLM, GASTRIC, OLIGAMI, OMEC, run

from trialwright.library import load
from trialwright.match.evaluate import evaluate
from trialwright.patients.reading import people_in

ON = ("--on", "2026-03-16")


def test_statements_are_printed_one_for_each_stage() -> None:
    done = run("sql", OLIGAMI, CRLM, "--dialect", "postgres", "--in", "hospital")
    assert done.code == 0
    assert len([one for one in sqlglot.parse(done.out, read="postgres") if one is not None]) == 3
    assert "FROM hospital.tw_person AS p" in done.out
    assert "are compared in SQL, the answers to" in done.remarks


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_tables_give_the_verdicts_of_match(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    sheets = [word for sheet in (GASTRIC, BREAST, COLORECTAL) for word in ("--patients", sheet)]
    done = run("sql", OMEC, CRLM, *sheets, *ON, "--tables", folder, *(["--csv"] if form == "csv" else []))
    assert done.code == 0, done.err
    assert json.loads((folder / "about.json").read_text("utf-8"))["patients"] == 3
    found: dict[tuple[str, str], str] = {}
    with duckdb.connect() as base:
        base.execute((folder / "create.sql").read_text("utf-8"))
        for table in folder.glob("tw_*"):
            reader = "read_parquet" if form == "parquet" else "read_csv"
            more = "" if form == "parquet" else ", header = true, all_varchar = true"
            base.execute(f"INSERT INTO {table.name} FROM {reader}('{table}/*.{form}'{more})")
        for statement in folder.glob("NCT*-screening.sql"):
            rows = base.execute(statement.read_text("utf-8")).fetchall()
            found |= {(trial, patient): verdict for trial, _, patient, verdict, *_ in rows}
    assert len(found) == 6
    for page in (OMEC, CRLM):
        for sheet in (GASTRIC, BREAST, COLORECTAL):
            ((_, facts, _),) = people_in(sheet)
            verdict = evaluate(load(page), facts, on=dt.date(2026, 3, 16))
            assert found.pop((verdict.trial, facts.id)) == verdict.stages[0].eligibility
    assert found == {}


def test_tables_that_were_made_without_a_trial_say_so(tmp_path: Path) -> None:
    assert run("sql", OMEC, "--patients", GASTRIC, *ON, "--tables", tmp_path / "tables").code == 0
    assert run("sql", CRLM, "--output", tmp_path / "other").code == 0
    with duckdb.connect() as base:
        base.execute((tmp_path / "tables" / "create.sql").read_text("utf-8"))
        for table in (tmp_path / "tables").glob("tw_*"):
            base.execute(f"INSERT INTO {table.name} FROM read_parquet('{table}/*.parquet')")
        (statement,) = (tmp_path / "other").glob("NCT*-screening.sql")
        assert {row[3] for row in base.execute(statement.read_text("utf-8")).fetchall()} == {"not in the tables"}


def test_tables_need_patients_and_a_folder_of_their_own(tmp_path: Path) -> None:
    assert "--patients is missing" in run("sql", OMEC, "--tables", tmp_path / "new").remarks
    assert "--tables is missing" in run("sql", OMEC, "--patients", GASTRIC).remarks
    (tmp_path / "full").write_text("")
    done = run("sql", OMEC, "--patients", GASTRIC, "--tables", tmp_path)
    assert (done.code, "the folder is not empty" in done.remarks) == (2, True)
