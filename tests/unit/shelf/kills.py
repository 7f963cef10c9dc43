"""Kills a writer at random moments of each of its works: rounds, a seed and a folder in; a JSON line of counts out.

Run as a script. It only imports and forks: every shelf is opened in a child, so that no thread of one writer lives in the next.
Every sixth writer has processes that help it: they must end with it.

A moment is counted in the writer's own processor time: how busy the machine is changes nothing. The kernel ends the writer then
by a signal that it does not handle, which leaves it as little to say as SIGKILL does.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from trialwright.find.asking import Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.library import protocol_of_record
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.shelf import compiling, indexing, workers
from trialwright.shelf.adding import Adding
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.shelving import prepared
from trialwright.shelf.store import Store

TRIALS, BATCH = 80, 5


def dump(path: Path) -> list[str]:
    """A file of small studies; their numbers in its order."""
    numbers = [f"NCT{number:08}" for number in range(1, TRIALS + 1)]
    random.Random(7).shuffle(numbers)
    sections = [
        {
            "identificationModule": {"nctId": item, "briefTitle": f"Drug X, part {item}"},
            "eligibilityModule": {"eligibilityCriteria": f"Inclusion Criteria:\n\n* Age {18 + int(item[3:])} years or older"},
        }
        for item in numbers
    ]
    path.write_text("".join(f"{json.dumps({'protocolSection': section})}\n" for section in sections), "utf-8")
    return numbers


def _first() -> TrialRecord:
    (record,) = read_records(b'{"protocolSection": {"identificationModule": {"briefTitle": "Drug X in breast cancer"}}}')
    return record


def write(folder: Path, path: Path, *, helped: bool = False) -> None:
    """Put the file on the shelf in small batches, with the index and the protocols; from where a writer was killed before."""
    number = 2 if helped else 1
    if helped:
        os.setsid()
        workers._ALONE, indexing._PART, compiling._PART = 1, 10, 5
    with Shelf.open(folder, create=True, writable=True) as shelf:
        for work, do in (
            ("reading", lambda: Adding(shelf._store, batch=BATCH).file(path)),
            ("indexing", lambda: shelf.bring_up(workers=number)),
            ("compiling", lambda: shelf.compiling.all(lambda _: None, _failed, workers=number)),
            ("indexing the compiled", lambda: shelf.bring_up(workers=number)),
        ):
            with folder.with_suffix(".works").open("a", encoding="utf-8") as works:
                works.write(f"{work}\t{time.process_time()}\n")
            do()


def _failed(problem: str) -> None:
    raise AssertionError(problem)


def works_of(folder: Path) -> dict[str, float]:
    """After how much of its processor time the last writer began each of its works."""
    lines = folder.with_suffix(".works").read_text("utf-8").splitlines() if folder.with_suffix(".works").exists() else []
    return {work: float(at) for work, _, at in (line.partition("\t") for line in lines)}


def check(folder: Path, numbers: list[str]) -> None:
    """That the shelf opens whole: a prefix of the file, every record readable, no damage, the index brought up to it."""
    with Shelf.open(folder, create=True, writable=True) as shelf:
        keys = list(shelf.keys())
        assert sorted(keys) == sorted(numbers[: len(keys)]), "the shelf holds no prefix of the file"
        assert len(keys) % BATCH == 0, "a part of a transaction is there"
        assert [trial.record.nct_id for trial in shelf.trials()] == keys
        if keys:
            shelf.bring_up()
            found = shelf.search(Query(words="drug", meaning=False, size=0), on=dt.date(2026, 1, 1))
            assert found.total == len(keys), f"{found.total} in the index, {len(keys)} on the shelf"
            assert found.notes == ()
            for trial in shelf.trials():
                protocol = shelf.compiled(trial)
                assert protocol is None or protocol.key == trial.key
    for name in ("trials.sqlite", "protocols.sqlite"):
        if (folder / name).exists():
            with sqlite3.connect(folder / name) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def read(folder: Path, numbers: list[str], stop: Path) -> None:
    """Open the shelf again and again while it is written: whole transactions, every record readable."""
    seen = 0
    while not stop.exists() or not seen:
        if (folder / "trials.sqlite").exists():
            with Shelf.open(folder) as shelf:
                keys = list(shelf.keys())
                assert sorted(keys) == sorted(numbers[: len(keys)]), "a reader saw a part of a transaction"
                assert {trial.record.nct_id for trial in shelf.trials()} >= set(keys)
                assert len(keys) >= seen, "a reader saw fewer trials than before"
                seen = len(keys)


def together(folder: Path, path: Path, numbers: list[str]) -> int:
    """One writer and three readers at once, each a process; how many readers there were."""
    stop = folder.with_suffix(".done")
    Shelf.open(folder, create=True, writable=True).close()
    readers = [child(lambda: read(folder, numbers, stop)) for _ in range(3)]
    assert os.waitpid(child(lambda: write(folder, path)), 0)[1] == 0, "the writer failed beside readers"
    stop.touch()
    for process in readers:
        assert os.waitpid(process, 0)[1] == 0, "a reader failed beside the writer"
    return len(readers)


def child(work: Callable[[], None]) -> int:
    """Do something in a child of this process; its id."""
    process = os.fork()
    if process == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to the parent by the exit code
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return process


def moments(place: Path, path: Path, *, helped: bool) -> list[tuple[float, float]]:
    """When each work of a writer that is left alone begins and ends, in seconds of its processor time."""
    folder = place / f"whole{helped}"

    def timed() -> None:
        write(folder, path, helped=helped)
        folder.with_suffix(".end").write_text(str(time.process_time()), "utf-8")

    assert os.waitpid(child(timed), 0)[1] == 0
    starts = list(works_of(folder).values())
    return list(zip(starts, [*starts[1:], float(folder.with_suffix(".end").read_text("utf-8"))], strict=True))


def killed_writer(folder: Path, path: Path, moment: float, *, helped: bool) -> tuple[int, bool]:
    """A writer that is killed when it has worked so long: its id, and whether it was (else it had finished before)."""

    def doomed() -> None:
        signal.setitimer(signal.ITIMER_PROF, moment)
        write(folder, path, helped=helped)

    process = child(doomed)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, -signal.SIGPROF), f"the writer ended with {code}"
    return process, code != 0


def ended(group: int) -> bool:
    """Whether all processes that helped a killed writer have ended, which may take them a moment."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def main(rounds: int, seed: int, place: Path) -> Counter[str]:
    """Kill `rounds` writers, each at a random moment of a random work; check the shelf after every one."""
    assert Index.__name__  # imported before the children are made
    document_of(_first(), key="warm")  # the tables are read here, and not once in every child
    protocol_of_record(prepared(_first()).record)
    rng, counts, number = random.Random(seed), Counter[str](), 0
    path = place / "dump.jsonl"
    numbers = dump(path)
    times = {helped: moments(place, path, helped=helped) for helped in (False, True)}
    counts["readers beside a writer"] = together(place / "shared", path, numbers)
    pace = 1.0
    while counts["killed"] < rounds:
        folder, helped = place / f"shelf{number}", (counts["killed"] + counts["finished before"]) % 6 == 5
        folder.with_suffix(".works").unlink(missing_ok=True)
        moment = pace * rng.uniform(*rng.choice(times[helped]))
        process, killed = killed_writer(folder, path, moment, helped=helped)
        pace *= 1.0 if killed else 0.9
        counts["killed" if killed else "finished before"] += 1
        if killed:
            counts[f"while {next(reversed(works_of(folder)), 'opening')}"] += 1
        if helped:
            assert ended(process), "a helper lives on without its writer"
            counts["with helpers"] += 1
        assert os.waitpid(child(lambda folder=folder: check(folder, numbers)), 0)[1] == 0, f"after kill {counts['killed']}"
        if not killed or rng.random() < 0.3:
            assert os.waitpid(child(lambda folder=folder: write(folder, path)), 0)[1] == 0
            held = Store(folder)
            found = held.row("SELECT count(*) FROM trials WHERE active")
            held.close()
            assert found is not None
            assert found[0] == TRIALS
            with sqlite3.connect(folder / "protocols.sqlite") as connection:
                assert connection.execute("SELECT count(*) FROM protocols").fetchone() == (TRIALS,)
            counts["completed"] += 1
            number += 1
    return counts


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
