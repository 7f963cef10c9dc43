"""A writer may be killed at any moment: the shelf opens whole, and the work goes on where it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("TRIALWRIGHT_KILLS", "8"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")
def test_a_writer_killed_at_random_moments_leaves_a_whole_shelf_that_can_be_completed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = Path(__file__).with_name("kills.py")
    done = subprocess.run(
        [sys.executable, str(script), str(ROUNDS), "11", str(tmp_path)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["killed"] == ROUNDS
    assert counts["readers beside a writer"] == 3
    with capsys.disabled():
        print(f" [kills of a writer: {', '.join(f'{value} {name}' for name, value in counts.items())}]", end="")
