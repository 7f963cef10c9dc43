"""Two runs never write into one folder at once; the second is told who holds it, and a run that was killed holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from trialwright.errors import UserError
from trialwright.match.batch.store import CohortFolder

HOLD = """
import sys, time
from pathlib import Path
from trialwright.match.batch.store import CohortFolder

with CohortFolder(Path(sys.argv[1])).held():
    print("held", flush=True)
    time.sleep(60)
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_run_into_a_folder_is_told_which_process_holds_it(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        try:
            with pytest.raises(UserError, match=rf"another run is writing into this folder \(process {process.pid} on "):
                CohortFolder(tmp_path).held().__enter__()
        finally:
            process.kill()


def test_a_run_that_was_killed_holds_its_folder_no_longer(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
    with CohortFolder(tmp_path).held():
        assert f'"process": {os.getpid()}' in (tmp_path / ".held.json").read_text("utf-8")


def test_one_process_holds_a_folder_once_and_can_hold_it_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with CohortFolder(tmp_path).held(), pytest.raises(UserError, match="another run is writing"):
            CohortFolder(tmp_path).held().__enter__()


def test_a_folder_of_something_else_is_not_held_and_nothing_is_put_into_it(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear", "utf-8")
    with pytest.raises(UserError, match="not empty and holds no cohort"):
        CohortFolder(tmp_path).held().__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
