"""`trialwright cohort` and `changes` as a coordinator uses them: night after night, with what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from tests.functional.command import CRLM, GASTRIC, OMEC, Done, run


def cohort(folder: Path, on: str, *more: object) -> Done:
    return run("cohort", OMEC, CRLM, "--patients", GASTRIC, "--on", on, "--output", folder, *more)


def test_a_window_that_closes_over_night_is_told_with_its_line(tmp_path: Path) -> None:
    cohort(tmp_path / "c", "2026-03-16")
    told = run("changes", tmp_path / "c")
    assert "0 verdicts changed" in told.out and "the folder holds one run" in told.out
    cohort(tmp_path / "c", "2026-05-16")
    told = run("changes", tmp_path / "c")
    assert "now undecided" in told.out
    assert "G-01  NCT07000253: was eligible; time" in told.out
    assert "I9 pass → unknown: CT-scan" in told.out
    found: dict[str, Any] = json.loads(run("changes", tmp_path / "c", "--since", "2026-01-01", "--json").out)
    assert [(one["before"], one["after"]) for one in found["changes"]] == [("eligible", "unknown")]


def test_the_calendar_tells_what_time_alone_will_change(tmp_path: Path) -> None:
    cohort(tmp_path / "c", "2026-03-16")
    without = run("changes", tmp_path / "c", "--ahead")
    assert (without.code, "give `trialwright cohort` the option --ahead" in without.remarks) == (2, True)
    cohort(tmp_path / "c", "2026-03-16", "--ahead")
    told = run("changes", tmp_path / "c", "--ahead")
    assert "2026-04-23 G-01 NCT07000253: eligible now, undecided then" in told.words


def test_a_trial_named_twice_is_counted_once_and_told(tmp_path: Path) -> None:
    done = cohort(tmp_path / "c", "2026-03-16", OMEC, "--json")
    assert (done.code, [row["judged"] for row in json.loads(done.out)["stages"]]) == (1, [1, 1])
    assert "NCT07000253: the trial is there twice" in done.remarks


def test_patients_come_from_standard_input(tmp_path: Path) -> None:
    sheet = GASTRIC.read_bytes()
    done = run("cohort", OMEC, "--patients", "-", "--on", "2026-03-16", "--output", tmp_path / "c", stdin=sheet)
    assert "1 patient on 2026-03-16" in done.out


def test_what_of_the_records_was_not_understood_is_told(tmp_path: Path) -> None:
    done = run("cohort", OMEC, "--patients", "examples/table/clinic.csv", "--on", "2026-03-16", "--output", tmp_path / "c")
    assert "not understood or left out: 1; `trialwright patient examples/table/clinic.csv` lists it" in done.remarks
    done = cohort(tmp_path / "sheet", "2026-03-16")
    assert "not understood" not in done.remarks


def test_an_earlier_day_a_wrong_folder_and_a_wrong_trial_are_told_with_their_mend(tmp_path: Path) -> None:
    cohort(tmp_path / "c", "2026-03-16")
    earlier = cohort(tmp_path / "c", "2026-03-15")
    assert (earlier.code, "name a new folder for an earlier day" in earlier.remarks) == (2, True)
    nowhere = run("changes", tmp_path / "nowhere")
    assert (nowhere.code, "`trialwright cohort … --output FOLDER` makes one" in nowhere.remarks) == (2, True)
    no_day = run("changes", tmp_path / "c", "--since", "yesterday")
    assert (no_day.code, "--since: 'yesterday' is not a date" in no_day.remarks) == (2, True)
    (tmp_path / "file").touch()
    full = cohort(tmp_path / "file", "2026-03-16")
    assert (full.code, "name another folder" in full.remarks) == (2, True)
    wrong = run("changes", tmp_path / "c", "--trial", "NCT1")
    assert (wrong.code, "its trials: NCT07000253, NCT06120127" in wrong.remarks) == (2, True)


def test_the_tables_are_written_into_one_database_and_over_none(tmp_path: Path) -> None:
    cohort(tmp_path / "c", "2026-03-16", "--ahead")
    done = cohort(tmp_path / "c", "2026-05-16", "--duckdb", tmp_path / "c.duckdb", "--ahead", "--excluded")
    assert done.code == 0
    with duckdb.connect(str(tmp_path / "c.duckdb"), read_only=True) as database:
        asked = "SELECT trial, verdict FROM pairs ORDER BY trial"
        assert database.sql(asked).fetchall() == [("NCT06120127", "ineligible"), ("NCT07000253", "unknown")]
        assert database.sql("SELECT before, after FROM changes").fetchall() == [("eligible", "unknown")]
    again = cohort(tmp_path / "c", "2026-05-17", "--duckdb", tmp_path / "c.duckdb")
    assert (again.code, "name a new file" in again.remarks) == (2, True)


def test_a_damaged_note_is_told_with_its_mend(tmp_path: Path) -> None:
    cohort(tmp_path / "c", "2026-03-16")
    (tmp_path / "c" / "cohort.json").write_text("{")
    for told in (run("changes", tmp_path / "c"), cohort(tmp_path / "c", "2026-03-17")):
        assert (told.code, "the note on the cohort is damaged mend: remove this folder" in told.remarks) == (2, True)
