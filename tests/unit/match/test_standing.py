"""The columns of a cohort are kept, and all trials judged from them: each verdict, line and reason is the reference's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.property.batch_cases import a_patient, a_trial

from trialwright.errors import UserError
from trialwright.library import load
from trialwright.match.batch.coded import coded
from trialwright.match.batch.coded_tables import CodedTables, columns_of, planes_of, read_coded
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.screening import PairVerdict
from trialwright.match.batch.standing import drawn, standing
from trialwright.match.batch.standing_folder import Plan, StandingFolder, VerdictFolder, plan_of
from trialwright.match.batch.standing_verdicts import judge_standing
from trialwright.match.batch.values import Seen, key_of
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Outcome
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import read_sheets
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import default_vocabulary

ON = dt.date(2026, 3, 16)
TURN = dt.date(2026, 3, 17).toordinal()


@pytest.fixture(scope="module")
def trials() -> list[Protocol]:
    rng = Random("trials that stand")
    return [a_trial(rng, f"T{number}") for number in range(8)]


@pytest.fixture(scope="module")
def patients() -> list[PatientFacts]:
    rng = Random("patients who stand")
    return [a_patient(rng, f"P{number}", vocabulary=default_vocabulary()) for number in range(40)]


@pytest.fixture(scope="module")
def kept(trials: list[Protocol], patients: list[PatientFacts], tmp_path_factory: pytest.TempPathFactory) -> StandingFolder:
    """The columns of the patients, in blocks of 16."""
    program, seen = program_of(trials), Seen()
    columns = Columns(Recall(program=program, on=ON))
    folder = StandingFolder(tmp_path_factory.mktemp("standing"))
    blocks = (standing(columns, patients[start : start + 16], seen) for start in range(0, len(patients), 16))
    folder.write(plan_of(program), ON, blocks, seen)
    return folder


def of_the_reference(trials: list[Protocol], patients: list[PatientFacts]) -> set[PairVerdict]:
    return {
        PairVerdict(
            patient=patient.id,
            trial=trial.key,
            stage=stage.stage,
            verdict=stage.eligibility,
            failing=tuple(line.line.id for line in stage.of(Outcome.FAIL)),
            unknown=tuple((line.line.id, line.reason) for line in stage.of(Outcome.UNKNOWN) if line.reason),
        )
        for patient in patients
        for trial in trials
        for stage in evaluate_in(trial, patient, Context(on=ON, ahead=False)).stages
    }


def told(folder: VerdictFolder, trials: list[Protocol]) -> list[PairVerdict]:
    blocks = [found for trial in trials for stage in trial.stages for found in folder.stage(trial.key, stage.name)]
    return [pair for found in blocks for place in range(len(found.ids)) if (pair := found.pair(place))]


def plan(trials: list[Protocol]) -> Plan:
    return plan_of(program_of(trials))


def test_every_pair_has_the_verdict_the_lines_and_the_reasons_of_the_reference(
    trials: list[Protocol], patients: list[PatientFacts], kept: StandingFolder, tmp_path: Path
) -> None:
    judge_standing(plan(trials), kept, target := VerdictFolder(tmp_path))
    found = told(target, trials)
    assert len(found) == len(set(found))
    assert set(found) == of_the_reference(trials, patients)


def test_a_stage_that_only_trials_of_its_own_cancer_see_is_held_against_no_limit_of_others(tmp_path: Path) -> None:
    breast = load(b"Conditions: breast cancer\n\nInclusion Criteria:\n- Stage IV breast cancer", name="breast.txt")
    lung = load(b"Conditions: lung cancer\n\nInclusion Criteria:\n- Stage IV lung cancer", name="lung.txt")
    asked = [replace(breast, key="B", conditions=("breast cancer",)), replace(lung, key="L", conditions=("lung cancer",))]
    (patient,) = read_sheets("id: P\nage: 50\nfacts: [{what: breast cancer, stage: II, date: 2026-01-01}]")
    program, seen = program_of(asked), Seen()
    (source := StandingFolder(tmp_path / "standing")).write(
        plan_of(program), ON, [standing(Columns(Recall(program=program, on=ON)), [patient], seen)], seen
    )
    judge_standing(plan_of(program), source, target := VerdictFolder(tmp_path / "verdicts"))
    assert set(told(target, asked)) == of_the_reference(asked, [patient])


def test_of_patients_who_all_have_a_value_the_columns_tell_nothing_but_what_is_usual() -> None:
    trial = load(b"Inclusion Criteria:\n- Age 50 to 60 years", name="trial.txt")
    patients = [PatientFacts(id=f"P{age}", age=age) for age in (48, 55, 70)]
    program = program_of([trial])
    found = standing(Columns(Recall(program=program, on=ON)), patients, Seen())
    (number,) = [number for number, question in enumerate(program.questions) if key_of(question.asked) is not None]
    assert not found.columns[number].others


def test_who_is_drawn_again_has_the_same_verdicts_under_another_name(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    program, seen = program_of(trials), Seen()
    few = standing(Columns(Recall(program=program, on=ON)), patients[:10], seen)
    many = drawn(few, np.array([3, 3, 0, 9]), ["a", "b", "c", "d"])
    (source := StandingFolder(tmp_path / "standing")).write(plan_of(program), ON, [many], seen)
    judge_standing(plan_of(program), source, target := VerdictFolder(tmp_path / "verdicts"))
    names = {"P3": ("a", "b"), "P0": ("c",), "P9": ("d",)}
    expected = [
        (name, one.verdict, one.failing, one.unknown)
        for one in of_the_reference(trials, patients[:10])
        for name in names.get(one.patient, ())
    ]
    assert sorted(expected) == sorted((one.patient, one.verdict, one.failing, one.unknown) for one in told(target, trials))


def test_the_day_is_told_on_which_time_alone_may_change_an_answer(
    trials: list[Protocol], kept: StandingFolder, tmp_path: Path
) -> None:
    judge_standing(plan(trials), kept, target := VerdictFolder(tmp_path))
    for found in target.stage(trials[0].key, trials[0].stages[0].name):
        assert (found.turns >= TURN).all()


def test_verdicts_that_were_stopped_go_on_with_the_blocks_that_are_not_done(
    trials: list[Protocol], kept: StandingFolder, tmp_path: Path
) -> None:
    judge_standing(plan(trials), kept, VerdictFolder(tmp_path / "whole"))
    judge_standing(plan(trials), kept, stopped := VerdictFolder(tmp_path / "stopped"))
    done = [stopped.path("trees", number).stat().st_mtime_ns for number in range(3)]
    stopped.path("people", 1).unlink()
    judge_standing(plan(trials), kept, stopped, workers=2)
    again = [stopped.path("trees", number).stat().st_mtime_ns for number in range(3)]
    assert [one == other for one, other in zip(done, again, strict=True)] == [True, False, True]
    assert told(stopped, trials) == told(VerdictFolder(tmp_path / "whole"), trials)


def test_columns_that_were_made_for_other_trials_are_refused(
    trials: list[Protocol], kept: StandingFolder, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="made for other trials"):
        judge_standing(plan(trials[:-1]), kept, VerdictFolder(tmp_path))


@pytest.mark.parametrize("patients", [1, 63, 64, 65, 1000])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 0.5, 1.0])
def test_a_column_of_codes_is_read_as_it_was_written(patients: int, share: float, tmp_path: Path) -> None:
    rng = np.random.default_rng(patients)
    columns = [(rng.integers(1, 18, patients) * (rng.random(patients) < share)).astype(np.uint8) for _ in range(5)]
    tables = CodedTables(list(map(coded, columns)))
    tables.write_planes(planes_of(tmp_path / "codes.parquet"))
    tables.write_columns(columns_of(tmp_path / "codes.parquet"))
    tables.write_rows(tmp_path / "codes.parquet")
    found = [one.codes(patients) for one in read_coded(tmp_path / "codes.parquet", patients)]
    assert all((one == other).all() for one, other in zip(columns, found, strict=True))
    (fourth,) = read_coded(tmp_path / "codes.parquet", patients, rows=[3])
    assert (fourth.codes(patients) == columns[3]).all()
    assert read_coded(tmp_path / "codes.parquet", patients, rows=[]) == []  # a stage without lines


def test_a_damaged_table_of_columns_is_named(tmp_path: Path) -> None:
    (path := tmp_path / "codes.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(UserError, match=r"the table is damaged") as said:
        list(read_coded(path, 1))
    assert said.value.place == str(path)
