"""A cohort that was kept is opened again: the same trials and the same answers, however they were parted into blocks."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.property.batch_cases import a_patient, a_trial

from trialwright.errors import UserError
from trialwright.match.batch import reopened
from trialwright.match.batch.cohort import CohortTerms, screen_cohort
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.funnel import funnel, joined
from trialwright.match.batch.overlap import overlap, overlap_of_nobody
from trialwright.match.batch.planes import Evaluation
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.reopened import Reopened
from trialwright.match.batch.store import CohortFolder
from trialwright.vocabulary.concepts import default_vocabulary

ON = dt.date(2026, 3, 16)
RNG = Random("reopened")
TRIALS = [a_trial(RNG, f"T{number}") for number in range(5)]
PATIENTS = [a_patient(RNG, f"P{number}", vocabulary=default_vocabulary()) for number in range(30)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("cohort") / "c"
    screen_cohort(TRIALS, PATIENTS, CohortFolder(found), CohortTerms(on=ON, block=7))
    return found


@pytest.mark.parametrize("together", [1, 16, 1000])
def test_the_answers_are_those_of_the_patients_however_blocks_are_put_together(
    folder: Path, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reopened, "_TOGETHER", together)
    kept = Reopened(folder)
    program = program_of(TRIALS)
    assert kept.program == program
    direct = Evaluation(program, Columns(Recall(program=program, on=ON)).block(PATIENTS))
    parts = list(kept.evaluations())
    assert len(parts) == {1: 5, 16: 2, 1000: 1}[together]
    for stage in program.stages:
        assert joined(funnel(part, stage) for part in parts) == funnel(direct, stage)
    found = sum((overlap(part) for part in parts), start=overlap_of_nobody(program))
    assert np.array_equal(found.shared, overlap(direct).shared)


def test_one_patient_is_found_in_whichever_block(folder: Path) -> None:
    found = Reopened(folder).of_patient("P17")
    assert found.block.ids == ("P17",)
    with pytest.raises(UserError, match="no patient 'P99'"):
        Reopened(folder).of_patient("P99")


def test_a_folder_whose_answers_are_numbered_otherwise_is_refused(folder: Path, tmp_path: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    stated = json.loads((tmp_path / "cohort.json").read_text())
    (tmp_path / "cohort.json").write_text(json.dumps(stated | {"program": "another"}))
    with pytest.raises(UserError, match="another version"):
        Reopened(tmp_path)
