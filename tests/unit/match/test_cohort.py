"""A cohort held against trials: what is kept, that a stopped run goes on, that the funnel counts what the reference says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyarrow import parquet
from tests.property.batch_cases import a_patient, a_trial

from trialwright.errors import UserError
from trialwright.match.batch.cohort import CohortTerms, Progress, screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Outcome
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import default_vocabulary

ON = dt.date(2026, 3, 16)
TERMS = CohortTerms(on=ON, block=8, excluded=True)


@pytest.fixture(scope="module")
def trials() -> list[Protocol]:
    rng = Random("trials of a cohort")
    return [a_trial(rng, f"T{number}") for number in range(6)]


@pytest.fixture(scope="module")
def patients() -> list[PatientFacts]:
    rng = Random("patients of a cohort")
    return [a_patient(rng, f"P{number}", vocabulary=default_vocabulary()) for number in range(30)]


def rows(folder: Path) -> list[dict[str, Any]]:
    found = [row for path in sorted((folder / "pairs").glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]
    return sorted(found, key=lambda row: (row["patient"], row["trial"], row["stage"]))


def of_the_reference(trials: list[Protocol], patients: list[PatientFacts]) -> list[dict[str, Any]]:
    found = []
    for patient in patients:
        for trial in trials:
            for stage in evaluate_in(trial, patient, Context(on=ON, ahead=False)).stages:
                open_ = [(line.line.id, line.reason) for line in stage.of(Outcome.UNKNOWN)]
                found.append(
                    {
                        "patient": patient.id,
                        "trial": trial.key,
                        "stage": stage.stage,
                        "verdict": stage.eligibility.value,
                        "failing": [line.line.id for line in stage.of(Outcome.FAIL)],
                        "unknown": [{"line": line, "reason": reason.value if reason else None} for line, reason in open_],
                    }
                )
    return sorted(found, key=lambda row: (row["patient"], row["trial"], row["stage"]))


def test_every_pair_has_the_verdict_the_lines_and_the_reasons_of_the_reference(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    screen_cohort(trials, patients, CohortFolder(tmp_path), TERMS)
    assert rows(tmp_path) == of_the_reference(trials, patients)


def test_without_excluded_pairs_the_others_are_the_same(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    screen_cohort(trials, patients, CohortFolder(tmp_path), replace(TERMS, excluded=False))
    expected = [row for row in of_the_reference(trials, patients) if row["verdict"] != "ineligible"]
    assert rows(tmp_path) == expected
    assert len(expected) > 10


def test_the_counts_are_those_of_the_pairs(trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path) -> None:
    folder = CohortFolder(tmp_path)
    screen_cohort(trials, patients, folder, TERMS)
    for count in folder.counts():
        own = [row["verdict"] for row in rows(tmp_path) if (row["trial"], row["stage"]) == (count.trial, count.stage)]
        assert (count.judged, count.eligible, count.ineligible) == (len(own), own.count("eligible"), own.count("ineligible"))


class Stopped(Exception):
    """The machine goes down."""


def test_a_run_that_was_stopped_goes_on_where_it_was(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    def until_stopped() -> Iterator[PatientFacts]:
        yield from patients[:20]
        raise Stopped

    whole, parted = tmp_path / "whole", tmp_path / "parted"
    screen_cohort(trials, patients, CohortFolder(whole), TERMS)
    with pytest.raises(Stopped):
        screen_cohort(trials, until_stopped(), CohortFolder(parted), TERMS)
    assert len(rows(parted / "next")) > 0
    with pytest.raises(UserError, match=r"not come to its end \(2 blocks are done\)"):
        CohortFolder(parted).question()
    with pytest.raises(UserError, match=r"the first run, of 2026-03-16, was stopped \(2 blocks are done\)") as error:
        screen_cohort(trials, patients, CohortFolder(parted), replace(TERMS, on=dt.date(2026, 3, 17)))
    assert "go on with --on 2026-03-16" in (error.value.hint or "")
    done = screen_cohort(trials, patients, CohortFolder(parted), TERMS)
    assert (done.patients, done.before) == (30, 16)
    assert rows(parted) == rows(whole)
    assert not (parted / "next").exists()


def test_only_the_patient_with_something_new_is_answered_for_again(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    folder = CohortFolder(tmp_path)
    screen_cohort(trials, patients, folder, TERMS)
    lab = Fact(what="hemoglobin", concept="hemoglobin", kind=Kind.MEASUREMENTS, value=Decimal("7.1"), unit="g/dL")
    changed = [replace(one, facts=(*one.facts, lab)) if one.id == "P9" else one for one in patients]
    told: list[Progress] = []
    done = screen_cohort(trials, changed, folder, replace(TERMS, said=told.append))
    assert (done.patients, done.before) == (30, 29)
    assert [one.before for one in told] == [8, 15, 23, 29]
    assert rows(tmp_path) == of_the_reference(trials, changed)


def test_a_cohort_that_has_become_smaller_leaves_nobody_behind(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    folder = CohortFolder(tmp_path)
    screen_cohort(trials, patients, folder, TERMS)
    screen_cohort(trials, patients[:5], folder, TERMS)
    assert {row["patient"] for row in rows(tmp_path)} == {one.id for one in patients[:5]}
    assert folder.patients() == 5


def test_a_folder_of_other_trials_or_of_a_later_day_is_refused_and_left_as_it_is(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    folder = CohortFolder(tmp_path)
    screen_cohort(trials[:3], patients, folder, TERMS)
    before = rows(tmp_path)
    with pytest.raises(UserError, match="the folder is of other trials"):
        screen_cohort(trials[3:], patients, folder, TERMS)
    with pytest.raises(UserError, match="already at 2026-03-16, later than 2026-03-15"):
        screen_cohort(trials[:3], patients, folder, replace(TERMS, on=dt.date(2026, 3, 15)))
    assert rows(tmp_path) == before


@pytest.mark.parametrize("name", ["done/00001.json", "lines/00001.parquet"])
def test_a_damaged_file_is_told_with_its_mend(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path, name: str
) -> None:
    folder = CohortFolder(tmp_path)
    screen_cohort(trials, patients, folder, TERMS)
    (tmp_path / name).write_bytes(b"{")
    with pytest.raises(UserError, match="damaged") as error:
        folder.counts()
        folder.funnel("T0", "screening")
    assert "again" in (error.value.hint or "")


def test_a_folder_with_something_else_in_it_is_refused(trials: list[Protocol], tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="holds no cohort"):
        screen_cohort(trials, [], CohortFolder(tmp_path), TERMS)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_funnel_counts_each_line_as_the_reference_judges_it(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    folder = CohortFolder(tmp_path)
    screen_cohort(trials, patients, folder, TERMS)
    trial = trials[0]
    stage = trial.stages[0]
    judged = [evaluate_in(trial, patient, Context(on=ON, ahead=False)).stages[0] for patient in patients]
    lines = [{item.line.id: item.outcome for item in one.lines} for one in judged if one.stage == stage.name]
    left = list(range(len(lines)))
    for row in folder.funnel(trial.key, stage.name):
        own = [outcomes[row.line] for outcomes in lines]
        left = [number for number in left if own[number] is not Outcome.FAIL]
        alone = [one for one in lines if one[row.line] is Outcome.FAIL and list(one.values()).count(Outcome.FAIL) == 1]
        assert (row.passed, row.failed, row.unknown) == tuple(map(own.count, (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN)))
        assert (row.left, row.only) == (len(left), len(alone))
