"""Somebody's bad file or wrong command: advice and an exit code, never a traceback, and the rest is done."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.functional.command import BREAST, GASTRIC, OLIGAMI, OMEC, ROOT, run

ON = ("--on", "2026-03-16")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\n", "no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "this is a picture, which is not read"),
        ("binary.bin", bytes(range(256)) * 4, "this is a binary file"),
        ("cut.txt.gz", gzip.compress(OMEC.read_bytes())[:900], "ends before it is complete"),
        ("cut.json", b'{"protocolSection": {"identificationModule"', "ends before it is complete"),
        ("other.json", b'{"a": 1}', "no protocolSection"),
        ("entities.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><clinical_study>&x;</clinical_study>', "declares entities"),
        ("deep.json", b"[" * 100_000, "nested too deeply"),
    ],
)
@pytest.mark.parametrize("verb", ["read", "compile"])
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    verb: str, name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = run(verb, path)
    assert (done.code, done.out) == (2, "")
    assert f"not read: {path}" in done.err
    assert message in done.remarks


@pytest.mark.parametrize(
    "command",
    [
        ("review", "--make"),
        ("export", "--to", "fhir"),
        ("export", "--to", "ctml"),
        ("export", "--format", "csv"),
        ("export", "--format", "json"),
    ],
)
def test_a_text_that_is_no_page_of_a_trial_is_neither_reviewed_nor_exported(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "noise.txt"
    path.write_text("hello world this is noise\nlorem ipsum dolor\n12 34 @@@\n")
    done = run(command[0], path, *command[1:])
    assert done.code == 2
    assert "nothing of a trial could be read" in done.remarks
    assert list(tmp_path.iterdir()) == [path]


def test_fifty_megabytes_of_text_are_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"a " * 25 * 2**20)
    done = run("read", path)
    assert (done.code, done.out) == (2, "")
    assert "larger than 20 MB" in done.remarks


def test_the_rest_is_done_where_one_file_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.txt"
    done = run("read", missing, OMEC)
    assert (done.code, "NCT07000253" in done.words) == (1, True)
    assert f"{missing}: there is no such file" in done.remarks


def test_a_bad_member_of_an_archive_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("broken.json", "{bad")
        archive.write(OMEC, "page.txt")
    done = run("read", path)
    assert (done.code, "NCT07000253" in done.words) == (1, True)
    assert f"not read: {path}/broken.json: not valid JSON" in done.remarks


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    done = run("read", tmp_path)
    assert (done.code, "the folder holds no file" in done.remarks) == (2, True)


def test_a_name_with_quotes_and_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / 'it\'s [bold red]"x"[not bold] :smile:.txt'
    path.write_bytes(OLIGAMI.read_bytes())
    done = run("read", path)
    assert done.code == 0
    assert 'it\'s [bold red]"x"[not bold] :smile:.txt' in done.words


def test_control_characters_of_a_page_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(
        b"Some Clinical Trial\nOfficial title:\nA \x1b[31mred\x1b]0;title\x07 Study of \xe2\x80\xaeX in Gastric Cancer\n"
    )
    done = run("read", path)
    assert "Study of" in done.words
    assert not set("\x1b\x07\u202e") & set(done.out + done.err)


def test_a_patient_that_is_missing_stops_the_match(tmp_path: Path) -> None:
    done = run("match", *ON, "-p", tmp_path / "nobody.yaml", OMEC)
    assert (done.code, done.out) == (2, "")
    assert "nobody.yaml" in done.remarks


def test_a_sheet_with_a_mistake_names_the_line_and_the_mend(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text("id: P\nage: 60\nfacts:\n  - {what: hemoglobin, valeu: 10}\n", "utf-8")
    done = run("match", *ON, "-p", sheet, OMEC)
    assert (done.code, done.out) == (2, "")
    assert f"error: {sheet}, line 4: unknown field 'valeu'" in done.remarks
    assert "did you mean value?" in done.remarks


def test_one_id_in_two_sheets_is_refused() -> None:
    done = run("match", *ON, "-p", GASTRIC, "-p", GASTRIC, OMEC)
    assert (done.code, "the id 'G-01' stands twice" in done.remarks) == (2, True)


def test_a_match_without_a_patient_is_wrong_usage() -> None:
    done = run("match", OMEC)
    assert (done.code, "--patient" in done.remarks) == (2, True)


def test_a_stage_that_no_trial_has_is_refused_with_the_stages_there_are() -> None:
    done = run("match", *ON, "--stage", "thirdly", "-p", BREAST, OLIGAMI)
    assert (done.code, done.out) == (2, "")
    assert "no trial has a stage 'thirdly'" in done.remarks
    assert "stages: screening, secondary_registration" in done.remarks


def test_a_date_that_is_none_is_refused() -> None:
    done = run("match", "--on", "2026-02-30", "-p", BREAST, OLIGAMI)
    assert (done.code, "'2026-02-30' is not a date" in done.remarks) == (2, True)


def test_a_date_to_come_is_taken_and_said() -> None:
    done = run("match", "--on", "2099-01-01", "-p", BREAST, OLIGAMI)
    assert (done.code, "2099-01-01 lies in the future" in done.remarks) == (0, True)


def test_standard_input_is_read_once() -> None:
    done = run("match", "-p", "-", "-", stdin=GASTRIC.read_bytes())
    assert (done.code, "standard input can be read once" in done.remarks) == (2, True)


def test_a_json_file_that_was_meant_as_a_trial_but_is_not_there_is_not_made_up(tmp_path: Path) -> None:
    done = run("match", *ON, "-p", GASTRIC, "--json", tmp_path / "typo.txt", OMEC)
    assert (done.code, (tmp_path / "typo.txt").exists()) == (1, False)


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    done = run("match", *ON, "-p", GASTRIC, "--html", file / "report.html", OMEC)
    assert (done.code, "it cannot be written" in done.remarks) == (2, True)


@pytest.mark.parametrize("width", [24, 40, 200])
def test_any_width_of_the_terminal_will_do(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    done = run("match", *ON, "-p", BREAST, OLIGAMI)
    assert done.code == 0
    assert all(line == line.rstrip() for line in done.out.splitlines())


def test_a_pipe_that_is_closed_early_is_quiet_and_python_runs_the_package_as_the_command() -> None:
    command = f"'{sys.executable}' -m trialwright compile '{OLIGAMI}' '{OLIGAMI}' | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT, env=dict(os.environ), check=False)
    assert done.stdout.startswith("001_972ffe1ee774d5df.txt")
    assert done.stderr == ""
