"""Columns and verdicts are killed while they are written, at random moments, and begun again: nothing is lost, and no worker
stays."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.match.test_cohort_workers import running

from trialwright.errors import UserError
from trialwright.match.batch import standing_notes
from trialwright.match.batch.standing_folder import StandingFolder, VerdictFolder
from trialwright.match.batch.standing_notes import writing

KILLS = int(os.environ.get("TRIALWRIGHT_KILLS", "2"))
MOST = 10
"""How often it may be begun for each kill that hits it: a machine with other work to do takes now longer, now shorter."""
WORLD = """
import datetime as dt, multiprocessing, sys, threading, time
from pathlib import Path
from random import Random
from tests.property.batch_cases import a_patient, a_trial
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.standing import standing
from trialwright.match.batch.standing_folder import StandingFolder, VerdictFolder, plan_of
from trialwright.match.batch.standing_verdicts import judge_standing
from trialwright.match.batch.values import Seen
from trialwright.vocabulary.concepts import default_vocabulary

def main():
    rng, on = Random("stands and is killed"), dt.date(2026, 3, 16)
    program = program_of([a_trial(rng, f"T{number}") for number in range(2)])
    patients = [a_patient(rng, f"P{number}", vocabulary=default_vocabulary()) for number in range(12)]
    columns, seen = Columns(Recall(program=program, on=on)), Seen()
    source = StandingFolder(Path(sys.argv[1]))
    print("begun", flush=True)
    if sys.argv[2] == "columns":
        blocks = (standing(columns, [patient], seen) for patient in patients)
        source.write(plan_of(program), on, blocks, seen)
        return
    threading.Thread(target=tell, daemon=True).start()
    judge_standing(plan_of(program), source, VerdictFolder(Path(sys.argv[2])), workers=2)

def tell():
    while len(found := multiprocessing.active_children()) < 2:
        time.sleep(0.001)
    print(*(child.pid for child in found), flush=True)

if __name__ == "__main__":
    main()
"""


def begin(script: Path, *words: object) -> subprocess.Popen[str]:
    script.write_text(WORLD, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, str(script), *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd(), env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def whole(script: Path, *words: object) -> float:
    """Lets it run to its end; how long that took."""
    with begin(script, *words) as process:
        started = time.monotonic()
        assert process.wait() == 0
        return time.monotonic() - started


def tables(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def is_whole(folder: Path) -> bool:
    return (folder / "about.json").exists() and '"whole": true' in (folder / "about.json").read_text()


def test_columns_that_were_killed_are_refused_and_written_anew(tmp_path: Path) -> None:
    script, one, killed = tmp_path / "world.py", tmp_path / "whole", tmp_path / "killed"
    long = whole(script, one, "columns")
    chance = random.Random(f"columns {KILLS}")
    hits = 0
    for _ in range(MOST * KILLS):
        if hits == KILLS:
            break
        if is_whole(killed):  # the kill came when all was written
            assert tables(killed) == tables(one)
            shutil.rmtree(killed)
        with begin(script, killed, "columns") as process:
            time.sleep(chance.uniform(0, 0.9 * long))
            process.send_signal(signal.SIGKILL)
            hits += process.wait() == -signal.SIGKILL
        if (killed / "about.json").exists() and not is_whole(killed):
            with pytest.raises(UserError, match="not written to their end"):
                StandingFolder(killed).about()
    print(f"{hits} kills found the columns at work")
    assert hits == KILLS
    if not is_whole(killed):
        whole(script, killed, "columns")
    assert tables(killed) == tables(one)
    assert StandingFolder(killed).about()["patients"] == [1] * 12


def test_verdicts_that_were_killed_go_on_and_their_workers_end(tmp_path: Path) -> None:
    script, source, one, killed = (tmp_path / name for name in ("world.py", "source", "one", "killed"))
    whole(script, source, "columns")
    long = whole(script, source, one)
    chance = random.Random(f"verdicts {KILLS}")
    hits = 0
    for _ in range(MOST * KILLS):
        if hits == KILLS:
            break
        with begin(script, source, killed) as process:
            assert process.stdout is not None
            workers = [int(word) for word in process.stdout.readline().split()]
            time.sleep(chance.uniform(0, long))
            process.send_signal(signal.SIGKILL)
            hit = process.wait() == -signal.SIGKILL
        hits += hit
        until = time.monotonic() + 30
        while (left := [pid for pid in workers if running(pid)]) and time.monotonic() < until:
            time.sleep(0.05)
        assert left == []
        if not hit:  # it was through before: the next one begins anew, so that there is work to hit
            assert tables(killed) == tables(one)
            shutil.rmtree(killed)
    print(f"{hits} kills found the verdicts being made")
    assert hits == KILLS
    whole(script, source, killed)
    assert tables(killed) == tables(one)
    assert not list(killed.rglob("*.part"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Columns, and the verdicts from them."""
    place = tmp_path_factory.mktemp("judged")
    whole(place / "world.py", place / "source", "columns")
    whole(place / "world.py", place / "source", place / "target")
    return place / "source", place / "target"


def test_what_another_version_has_made_is_refused(judged: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = judged
    next(VerdictFolder(target).stage("T0", "screening"))
    monkeypatch.setattr(standing_notes, "engine_version", lambda: "another")
    for read in (StandingFolder(source).about, lambda: next(VerdictFolder(target).stage("T0", "screening"))):
        with pytest.raises(UserError, match="the folder is of another version"):
            read()


def test_a_folder_into_which_somebody_else_writes_is_refused(judged: tuple[Path, Path], tmp_path: Path) -> None:
    with writing(tmp_path / "target"), begin(tmp_path / "world.py", judged[0], tmp_path / "target") as process:
        assert process.wait() != 0
    assert not (tmp_path / "target" / "about.json").exists()


def test_verdicts_that_are_not_whole_are_not_told(judged: tuple[Path, Path]) -> None:
    target = judged[1]
    (target / "people" / "00007.parquet").unlink()
    with pytest.raises(UserError, match="1 of 12 blocks are not judged yet"):
        next(VerdictFolder(target).stage("T0", "screening"))
