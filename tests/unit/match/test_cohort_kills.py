"""A run over a cohort is killed at random moments, and started again: nothing is lost, nothing stands there twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from pyarrow import parquet

from trialwright.match.batch.store import CohortFolder

KILLS = int(os.environ.get("TRIALWRIGHT_KILLS", "2"))
MOST = 10
"""How often it may be begun for each kill that hits it: a machine with other work to do takes now longer, now shorter."""
RUN = """
import datetime as dt, sys
from pathlib import Path
from random import Random
from tests.property.batch_cases import a_patient, a_trial
from trialwright.match.batch.cohort import CohortTerms, screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.vocabulary.concepts import default_vocabulary

rng, words = Random("killed"), default_vocabulary()
trials = [a_trial(rng, f"T{number}") for number in range(2)]
patients = [a_patient(rng, f"P{number}", vocabulary=words) for number in range(24)]
print("begun", flush=True)
terms = CohortTerms(on=dt.date(2026, 3, 16), block=2, excluded=True)
screen_cohort(trials, patients, CohortFolder(Path(sys.argv[1])), terms)
print("done", flush=True)
"""


def begin(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def rows(folder: Path) -> list[dict[str, Any]]:
    found = [row for path in sorted((folder / "pairs").glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]
    return sorted(found, key=lambda row: (row["patient"], row["trial"], row["stage"]))


def test_a_run_killed_at_random_moments_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with begin(whole) as process:
        started = time.monotonic()
        assert process.wait() == 0
        long = time.monotonic() - started
    chance = random.Random(f"moments {KILLS}")
    hits = 0
    for _ in range(MOST * KILLS):
        if hits == KILLS:
            break
        with begin(killed) as process:
            time.sleep(chance.uniform(0, long))
            process.send_signal(signal.SIGKILL)
            hit = process.wait() == -signal.SIGKILL
        hits += hit
        if not hit:  # it was through before: the next one begins anew, so that there is work to hit
            assert rows(killed) == rows(whole)
            shutil.rmtree(killed)
        if (killed / "cohort.json").exists():
            assert CohortFolder(killed).patients() % 2 == 0  # whole blocks, each counted once
    print(f"{hits} kills found the run at work")
    assert hits == KILLS
    with begin(killed) as process:
        assert process.wait() == 0
    assert rows(killed) == rows(whole)
    assert CohortFolder(killed).patients() == 24
    assert CohortFolder(killed).counts() == CohortFolder(whole).counts()
