"""The portal as its users start it: a folder enters, `trialwright serve` runs on a free port until it is no longer needed."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests.functional.command import run

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "data" / "ctgov" / "sample.jsonl.gz"
SEEDS = sorted((ROOT / "examples" / "pages").glob("*.txt"))
PATIENCE = 180.0
PASSWORD = "a long word that only tests know"
_COMMAND = (sys.executable, "-c", "from trialwright.cli.main import run; run()")


@dataclass(frozen=True, kw_only=True, slots=True)
class Portal:
    """A portal that runs: where it is, the folder of its shelf, and the number of the process that was started."""

    address: str
    folder: Path
    process: int


def trialwright(*arguments: object) -> list[str]:
    """The command line of `trialwright` with these arguments, under this Python."""
    return [*_COMMAND, *(str(argument) for argument in arguments)]


def shelf_of_samples(folder: Path) -> Path:
    """A shelf with the five seeds and forty records of ClinicalTrials.gov, and one search that is followed."""
    for command in (("add", "--shelf", folder, *SEEDS, SAMPLE), ("feed", "cancer", "--save", "cancer", "--shelf", folder)):
        done = run("library", *command)
        assert done.code == 0, done.err
    return folder


def cohort_of_samples(folder: Path) -> Path:
    """A folder of a cohort in its second night: the patients of the examples against three of the seeds."""
    people = [part for path in sorted((ROOT / "examples" / "patients").glob("*.yaml")) for part in ("--patients", path)]
    for day in ("2026-03-15", "2026-03-16"):
        done = run("cohort", *SEEDS[:3], *people, "--on", day, "--output", folder)
        assert done.code == 0, done.err
    return folder


def add_curator(folder: Path, name: str, password: str) -> None:
    """An account with which somebody may review."""
    done = run("users", "add", name, "--shelf", folder, stdin=f"{password}\n".encode())
    assert done.code == 0, done.err


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[Portal]:
    """`trialwright serve` on a free port, from when it answers; stopped at the end as a user stops it."""
    port = free_port()
    log = folder.parent / f"{folder.name}-{port}.log"
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            trialwright("serve", "--shelf", folder, "--port", port, *options),
            stdout=out,
            stderr=out,
            env=environment,
        )
        try:
            _wait(f"http://127.0.0.1:{port}", process, log)
            yield Portal(address=f"http://127.0.0.1:{port}", folder=folder, process=process.pid)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with contextlib.suppress(URLError, ConnectionError), urllib.request.urlopen(f"{address}/robots.txt", timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer in {PATIENCE:.0f} s: {log.read_text(encoding='utf-8')}")
