"""A real Spark on this machine: the seeds against generated patients, pair by pair what the reference says; and the command."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.functional.command import PAGES, run
from tests.golden.test_sql import a_trial
from tests.property.sql_cases import of_sql
from tests.unit.match.spark_session import sessions
from tests.unit.match.test_cohort import of_the_reference

from trialwright.errors import UserError
from trialwright.library import protocol_of_record
from trialwright.match.batch.arrow import screen_of
from trialwright.match.batch.program import program_of
from trialwright.match.batch.spark import lines_on_spark, said_plainly, screen_on_spark
from trialwright.match.batch.sql.dialects import Dialect
from trialwright.match.batch.sql.files import TableTerms, write_tables
from trialwright.match.batch.sql.said import said_of
from trialwright.match.batch.sql.statement import SqlTerms
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.patients.facts import PatientFacts
from trialwright.patients.parquet import write_patients
from trialwright.patients.understood import Understood
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.synth.population import generate_population

ON = dt.date(2026, 3, 16)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    yield from sessions()


@pytest.fixture(scope="module")
def trials() -> list[Protocol]:
    return [protocol_of_record(record) for page in sorted(PAGES.glob("*.txt")) for record in read_records(page)]


@pytest.fixture(scope="module")
def patients() -> list[PatientFacts]:
    return [one.facts for one in generate_population(30, 7, ON)]


@pytest.fixture(scope="module")
def folder(patients: list[PatientFacts], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark") / "patients"
    write_patients((Understood(patient=one) for one in patients), folder, per_file=10)
    return folder


def rows(frame: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.toArrow().to_pylist()
    return sorted(found, key=lambda row: (row["patient"], row["trial"], row["stage"]))


def test_every_pair_on_spark_is_as_the_reference_judges_it(
    session: Any, trials: list[Protocol], patients: list[PatientFacts], folder: Path
) -> None:
    found = screen_on_spark(session, str(folder), screen_of(trials, ON, excluded=True), partitions=2)
    assert rows(found) == of_the_reference(trials, patients)


def test_the_sql_of_a_trial_says_on_spark_what_the_reference_says(
    session: Any, patients: list[PatientFacts], tmp_path: Path
) -> None:
    trial = a_trial()
    said = said_of(program_of([trial]))
    write_tables(said, patients, tmp_path / "tables", TableTerms(on=ON))
    for table in (tmp_path / "tables").glob("tw_*"):
        session.read.parquet(str(table)).createOrReplaceTempView(table.name)

    def ask(text: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in session.sql(text.rstrip(";\n")).collect()]

    found = of_sql([trial], said, SqlTerms(dialect=Dialect.SPARK), ask)
    for patient in patients:
        for verdict in evaluate_in(trial, patient, Context(on=ON, ahead=False)).stages:
            assert found[patient.id, trial.key, verdict.stage, ""] == verdict.eligibility.value
            for line in verdict.lines:
                assert found[patient.id, trial.key, verdict.stage, line.line.id] == line.outcome.value
    assert len(found) >= len(patients) * 8


def test_the_lines_of_the_trials_are_there_to_be_joined(session: Any, trials: list[Protocol]) -> None:
    found = lines_on_spark(session, screen_of(trials, ON)).collect()
    assert [row.text for row in found] == [line.text for trial in trials for stage in trial.stages for line in stage.lines]


def test_the_command_writes_pairs_and_criteria_and_counts_them(session: Any, folder: Path, tmp_path: Path) -> None:
    page, target = sorted(PAGES.glob("*.txt"))[0], tmp_path / "verdicts"
    told = run("spark", str(page), "--patients", str(folder), "--on", "2026-03-16", "--excluded", "--output", str(target))
    assert told.code == 0, told.err
    (counts,) = re.findall(r"(\d+) +(\d+) +(\d+) *$", told.out, re.MULTILINE)
    assert sum(map(int, counts)) == session.read.parquet(str(target / "pairs")).count() == 30
    assert session.read.parquet(str(target / "criteria")).columns == ["trial", "title", "stage", "line", "section", "text"]
    again = run("spark", str(page), "--patients", str(folder), "--output", str(target))
    assert again.code == 2 and "already exists" in again.err


@pytest.mark.parametrize(("name", "said"), [("none", "does not exist"), ("other", "do not hold patients")])
def test_what_is_no_folder_of_patients_is_said_in_one_line(
    session: Any, trials: list[Protocol], tmp_path: Path, name: str, said: str
) -> None:
    session.range(3).write.parquet(str(tmp_path / "other"))
    with pytest.raises(UserError, match=said), said_plainly():
        screen_on_spark(session, str(tmp_path / name), screen_of(trials, ON)).collect()


def test_a_patient_whom_nobody_can_be_stops_the_run_with_the_reason(
    session: Any, trials: list[Protocol], folder: Path, tmp_path: Path
) -> None:
    session.read.parquet(str(folder)).selectExpr("*", "-1 AS old").drop("age").withColumnRenamed("old", "age").write.parquet(
        str(tmp_path / "odd")
    )
    with pytest.raises(UserError, match="an age below 0"), said_plainly():
        screen_on_spark(session, str(tmp_path / "odd"), screen_of(trials, ON)).write.parquet(str(tmp_path / "out"))
