"""A cohort with several processes: the folder says what it says with one, night after night; workers end with their asker."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyarrow import parquet
from tests.property.batch_cases import a_patient, a_trial

from trialwright.errors import UserError
from trialwright.library import load
from trialwright.match.batch.cohort import CohortTerms, Progress, screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import read_sheets
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import default_vocabulary, package_vocabulary, using
from trialwright.vocabulary.own import with_own_terms

ON = dt.date(2026, 3, 16)
TERMS = CohortTerms(on=ON, block=7, excluded=True)


@pytest.fixture(scope="module")
def trials() -> list[Protocol]:
    rng = Random("trials of workers")
    return [a_trial(rng, f"T{number}") for number in range(3)]


@pytest.fixture(scope="module")
def patients() -> list[PatientFacts]:
    rng = Random("patients of workers")
    return [a_patient(rng, f"P{number}", vocabulary=default_vocabulary()) for number in range(18)]


def told(folder: Path) -> dict[str, Any]:
    """All that a folder says: each table row by row, in its order, and the notes."""
    found: dict[str, Any] = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.json")}
    return found | {str(path.relative_to(folder)): parquet.read_table(path).to_pylist() for path in folder.rglob("*.parquet")}


def test_two_processes_keep_what_one_keeps_on_the_first_night_and_on_the_next(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    one, two = CohortFolder(tmp_path / "one"), CohortFolder(tmp_path / "two")
    later = replace(TERMS, on=ON + dt.timedelta(days=1))
    for on, asked, present in ((TERMS, trials[:2], patients[:15]), (later, trials, [*patients[3:], patients[0]])):
        said: list[Progress] = []
        alone = screen_cohort(asked, present, one, on)
        shared = screen_cohort(asked, present, two, replace(on, workers=2, said=said.append))
        assert (shared.patients, shared.before) == (alone.patients, alone.before)
        assert shared.answered > 0
        assert [progress.patients for progress in said] == [*range(7, len(present), 7), len(present)]
        assert told(two.folder) == told(one.folder)
    assert shared.before > 0 and len(list(two.last_changes())) > 0


def test_ones_own_terms_are_the_workers_too(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text("name\tkind\tparents\tsynonyms\nfrobnicine\tdrug\tanticancer therapy\tfrobnicin\n")
    with using(with_own_terms(package_vocabulary(), tmp_path / "own.tsv")):
        trial = load(b"Inclusion Criteria:\n- Prior treatment with frobnicin", name="trial.txt")
        (patient,) = read_sheets("id: P\nage: 50\nfacts: [{what: frobnicine, date: 2025-01-01}]")
        folder = CohortFolder(tmp_path / "cohort")
        screen_cohort([trial], [patient], folder, replace(TERMS, workers=2))
    assert [row["verdict"] for row in told(folder.folder)["pairs/00000.parquet"]] == ["eligible"]


def test_a_worker_that_is_killed_ends_the_run_with_a_word_and_loses_nothing(
    trials: list[Protocol], patients: list[PatientFacts], tmp_path: Path
) -> None:
    def kill(progress: Progress) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    folder = CohortFolder(tmp_path / "cohort")
    with pytest.raises(UserError, match="a worker has ended"):
        screen_cohort(trials, patients, folder, replace(TERMS, block=1, workers=2, said=kill))
    screen_cohort(trials, patients, folder, replace(TERMS, block=1, workers=2))
    whole = CohortFolder(tmp_path / "whole")
    screen_cohort(trials, patients, whole, replace(TERMS, block=1))
    assert told(folder.folder) == told(whole.folder)


RUN = """
import datetime as dt, multiprocessing, time
from random import Random
from tests.property.batch_cases import a_patient, a_trial
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.workers import answering
from trialwright.vocabulary.concepts import default_vocabulary

rng = Random("orphans")
columns = Columns(Recall(program=program_of([a_trial(rng, "T")]), on=dt.date(2026, 3, 16)))
with answering(columns, 2) as those:
    those.ask([a_patient(rng, "P", vocabulary=default_vocabulary())])()
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(600)
"""


def test_workers_end_when_the_one_that_asks_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        workers = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert workers
    until = time.monotonic() + 30
    while (left := [pid for pid in workers if running(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def running(pid: int) -> bool:
    """Whether a process is there and has not ended (one that nobody has waited for is still listed)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
