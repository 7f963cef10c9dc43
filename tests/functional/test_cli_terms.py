"""`--terms` and the variable TRIALWRIGHT_TERMS on the commands that read criteria and patients."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.functional.command import run

TRIAL = """Some Clinical Trial
Official title:
A Study of X in Patients With Gastric Cancer
Eligibility Criteria
Inclusion Criteria:
* Age 18 years or older
Exclusion Criteria:
* Prior treatment with ZRB-17
"""
PATIENT = """id: P
age: 61
facts:
  - {what: gastric cancer}
  - {what: zorblatinib, start: 2025-01}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    trial, patient, terms = tmp_path / "trial.txt", tmp_path / "patient.yaml", tmp_path / "own.tsv"
    trial.write_text(TRIAL, "utf-8")
    patient.write_text(PATIENT, "utf-8")
    terms.write_text("name\tkind\tparents\tsynonyms\nzorblatinib\tdrug\tALK inhibitor\tZRB-17\n", "utf-8")
    return trial, patient, terms


def test_compile_reads_a_line_with_the_users_terms(files: tuple[Path, Path, Path]) -> None:
    trial, _, terms = files
    assert "E1 not read" in run("compile", trial).words
    assert "E1 compiled Prior treatment with ZRB-17" in run("compile", "--terms", terms, trial).words


def test_match_reads_trial_and_sheet_with_the_users_terms(files: tuple[Path, Path, Path]) -> None:
    trial, patient, terms = files
    without = run("match", "--on", "2026-03-16", "--patient", patient, trial)
    assert "Excluded" not in without.words
    done = run("match", "--on", "2026-03-16", "--terms", terms, "--patient", patient, trial)
    assert done.code == 0
    assert "E1 fail" in done.words


def test_the_variable_names_tables_for_every_command(files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    trial, _, terms = files
    monkeypatch.setenv("TRIALWRIGHT_TERMS", str(terms))
    assert "E1 compiled" in run("compile", trial).words


def test_a_mistake_in_the_table_ends_with_its_line_and_advice(files: tuple[Path, Path, Path]) -> None:
    trial, _, terms = files
    terms.write_text("name\tkind\tparents\nzorblatinib\tdrug\tALK inhibiter\n", "utf-8")
    done = run("compile", "--terms", terms, trial)
    assert done.code == 2
    assert "own.tsv, line 2" in done.remarks.replace(" own", "own") or "line 2" in done.remarks
    assert "did you mean 'ALK inhibitor'?" in done.remarks
