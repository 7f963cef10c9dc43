"""Records in Parquet and trials enter; what the way from records to stored verdicts costs, part by part, leaves.

python -m benchmarks.records --trials FILE [--most 500] [--patients 1024] [--learnt 1024] [--block 512]

`--learnt` synthetic patients are answered for first, so that the engine knows what it will mostly know over a long run; then
`--patients` others are read from Parquet, answered for, judged and stored, block by block. Each part is told in milliseconds of
the processor for a patient, and as seconds that a million patients would take on two cores. Beside it stands the least that any
engine needs for as many bytes: those read and written, over what the disk and the memory give here.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from benchmarks.cohort import ON, bandwidth, protocols_of
from trialwright.match.batch.block import Answered, block_of
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.funnel import funnel
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.screening import Screening
from trialwright.match.batch.store import mark_of
from trialwright.match.batch.tables import Row, write_answers, write_lines, write_pairs
from trialwright.patients.facts import PatientFacts
from trialwright.patients.parquet import read_patients, write_patients
from trialwright.patients.understood import Understood
from trialwright.synth.population import generate_population

MANY, CORES, BAR = 1_000_000, 2, 15
Result = TypeVar("Result")


class Parts:
    """Processor seconds by the name of a part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, work: Callable[[], Result]) -> Result:
        """The result of some work, whose time is added to a part."""
        started = time.process_time()
        found = work()
        self.seconds[name] = self.seconds.get(name, 0) + time.process_time() - started
        return found


def main() -> int:
    """Measures, and prints."""
    asked = _arguments()
    program = program_of(protocols_of(asked.trials, asked.most))
    trials = len({stage.trial for stage in program.stages})
    print(f"{trials} trials, {sum(len(stage.lines) for stage in program.stages):,} lines, {len(program.questions):,} questions")
    people = [one.facts for one in generate_population(asked.learnt + asked.patients, 1, ON)]
    columns = Columns(Recall(program=program, on=ON))
    for patient in people[: asked.learnt]:
        columns.answered(patient)
    print(f"{asked.learnt:,} patients were answered for before; the reference was asked {columns.recall.answered:,} times")
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / "patients", Path(place) / "cohort"
        target.mkdir()
        write_patients((Understood(patient=one) for one in people[asked.learnt :]), source)
        parts, pairs = Parts(), 0
        patients = (one.patient for one in read_patients(source))
        number = 0
        while block := parts.timed("reading Parquet", lambda: list(islice(patients, asked.block))):
            pairs += _block(parts, columns, block, target / f"{number:05d}")
            number += 1
        sizes = [sum(path.stat().st_size for path in folder.rglob("*.parquet")) for folder in (source, target)]
        _print(parts, asked.patients, pairs)
        _least(sizes, asked.patients, place)
    return 0


def _block(parts: Parts, columns: Columns, patients: Sequence[PatientFacts], beside: Path) -> int:
    """One block, through all parts; how many pairs it has."""
    program: Program = columns.recall.program
    marks = parts.timed("marks of records", lambda: list(map(mark_of, patients)))
    answered: list[Answered] = parts.timed("answers (columns)", lambda: list(map(columns.answered, patients)))
    block = parts.timed("planes", lambda: block_of([one.id for one in patients], answered, columns.usual))
    screening = parts.timed("planes", lambda: Screening(program, block))
    funnels = parts.timed(
        "funnels", lambda: [(stage.trial, stage.name, funnel(screening.evaluation, stage)) for stage in program.stages]
    )
    pairs = parts.timed("pairs, lines and reasons", screening.columns)
    rows = [Row(patient=one.id, mark=mark, answered=own) for one, mark, own in zip(patients, marks, answered, strict=True)]
    parts.timed("writing", lambda: write_answers(beside.with_suffix(".answers.parquet"), rows))
    parts.timed("writing", lambda: write_pairs(beside.with_suffix(".pairs.parquet"), pairs))
    parts.timed("writing", lambda: write_lines(beside.with_suffix(".lines.parquet"), funnels))
    return len(pairs.patient)


def _print(parts: Parts, patients: int, pairs: int) -> None:
    print(f"{patients:,} patients, {pairs / patients:,.0f} pairs that are not excluded of each")
    for name, seconds in [*parts.seconds.items(), ("all", sum(parts.seconds.values()))]:
        print(f"{name:<28}{1000 * seconds / patients:>9.3f} ms a patient {seconds / patients * MANY / CORES:>12,.0f} s "
              f"for {MANY:,} on {CORES} cores")  # fmt: skip
    print(f"{'the bar':<28}{1000 * BAR * CORES / MANY:>9.3f} ms a patient {BAR:>12,} s")


def _least(sizes: Sequence[int], patients: int, place: str) -> None:
    """What as many bytes cost at least: written to this disk, and read from memory once."""
    read, written = (size / patients * MANY for size in sizes)
    disk = _disk(Path(place) / "probe")
    print(f"{MANY:,} patients are {read / 1e9:.1f} GB of Parquet, their verdicts {written / 1e9:.1f} GB:")
    print(f"{(read + written) / bandwidth():.1f} s to pass through memory once, {written / disk:.1f} s to write here, at least")


def _disk(path: Path) -> float:
    """Bytes a second that this disk takes."""
    some = os.urandom(2**26)
    started = time.perf_counter()
    with path.open("wb") as stream:
        for _ in range(4):
            stream.write(some)
        os.fsync(stream.fileno())
    return 4 * len(some) / (time.perf_counter() - started)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True, help="records of trials: any file that the readers read")
    parser.add_argument("--most", type=int, default=500, help="how many trials")
    parser.add_argument("--patients", type=int, default=1024, help="how many patients are measured")
    parser.add_argument("--learnt", type=int, default=1024, help="how many are answered for before")
    parser.add_argument("--block", type=int, default=512, help="how many are in a block")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
