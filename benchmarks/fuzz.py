"""Fuzzing: every reader is given broken inputs; how many, how many it refused with advice, how many crashed or hung leave.

`python -m benchmarks.fuzz [--inputs N] [--seed S] [--reader NAME…] [--seconds T] [--keep FOLDER]` gives each reader N inputs
(2,000 unless told) made from real ones by numbers that follow the seed, so that a run can be repeated. A crash is any exception
but a `UserError`; a hang is an input that takes longer than T seconds (10 unless told). Each failing input is kept in FOLDER. The
exit code is 1 where there was any.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from benchmarks.hostile import Reader, broken, readers
from trialwright.errors import UserError


class HangError(BaseException):
    """An input took too long. Not an `Exception`, so that no reader takes it for a fault of its input."""


@dataclass
class Tally:
    """What became of the inputs of one reader; `failures` has the input, and where in our code it fell."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    crashes: Counter[str] = field(default_factory=Counter)
    hangs: int = 0
    failures: list[tuple[str, bytes]] = field(default_factory=list)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fuzz(reader: Reader, inputs: int, *, seed: int, seconds: float) -> Tally:
    """Give a reader so many broken inputs."""
    tally, seeds = Tally(), reader.seeds()
    for number in range(inputs):
        chance = random.Random(f"{reader.name} {seed} {number}")
        data = broken(chance.choice(seeds), seeds, chance)
        began = time.process_time()
        try:
            with _limited(seconds):
                reader.read(data)
            tally.read += 1
        except UserError:
            tally.refused += 1
        except HangError:
            tally.hangs += 1
            tally.failures.append((f"hang-{number}", data))
        except Exception as error:  # noqa: BLE001 - to find every other kind is what this is for
            tally.crashes[_where(error)] += 1
            tally.failures.append((f"crash-{number}", data))
        tally.slowest = max(tally.slowest, time.process_time() - began)
    return tally


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in last if "trialwright" in frame.filename] or list(last)
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}: {str(error)[:80]}"


def main(arguments: list[str]) -> int:
    """Run it and print one line a reader."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--reader", action="append", choices=[reader.name for reader in readers()])
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args(arguments)
    failed = total = 0
    print(f"{'reader':10} {'inputs':>8} {'read':>8} {'refused':>8} {'crashes':>8} {'hangs':>6} {'slowest':>9}")
    for reader in readers():
        if asked.reader and reader.name not in asked.reader:
            continue
        tally = fuzz(reader, asked.inputs, seed=asked.seed, seconds=asked.seconds)
        crashed = sum(tally.crashes.values())
        row = f"{reader.name:10} {asked.inputs:8,} {tally.read:8,} {tally.refused:8,} {crashed:8,} {tally.hangs:6,}"
        print(f"{row} {tally.slowest:7.2f} s", flush=True)
        for where, count in tally.crashes.most_common(8):
            print(f"  {count} x {where}", flush=True)
        _keep(asked.keep, reader.name, tally)
        failed += crashed + tally.hangs
        total += asked.inputs
    print(f"{total:,} inputs, {failed} crashes and hangs")
    return 1 if failed else 0


def _keep(folder: Path | None, name: str, tally: Tally) -> None:
    if folder is not None and tally.failures:
        folder.mkdir(parents=True, exist_ok=True)
        for mark, data in tally.failures[:20]:
            (folder / f"{name}-{mark}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
