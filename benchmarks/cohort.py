"""Patients and trials enter; what holding the one against the other costs, part by part, and whether it is right, leave.

python -m benchmarks.cohort --trials FILE [--most 500] [--patients 1000000] [--answered 2000] [--checked 50]

The trials are real ones, compiled. `--answered` patients of a drawn population are answered for by the reference and the engine's
memory of it (`columns`); a block of patients is then drawn from them, and its planes are evaluated until `--patients` are (that
part is no longer a real population, and is said so). For `--checked` of the answered patients the reference matcher judges every
trial, and each verdict must be the engine's. Processor time is told beside the time on the clock, and the
least time that reading the answers once from memory can take.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from trialwright.library import protocol_of_record
from trialwright.match.batch.block import Block
from trialwright.match.batch.cohort import CohortTerms, screen_cohort
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.planes import AnsweredPlanes, Evaluation, count, members
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.store import CohortFolder
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Eligibility
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.synth.population import generate_population

ON = dt.date(2026, 3, 16)
BLOCK = 2**16
Result = TypeVar("Result")


@dataclass(frozen=True)
class Told:
    """What a part cost, in seconds of the processor and of the clock."""

    name: str
    processor: float
    clock: float


def main() -> int:
    """Measures, checks, and prints; 1 when a verdict differs."""
    asked = _arguments()
    protocols, told = timed("trials compiled", lambda: protocols_of(asked.trials, asked.most))
    print(_line(told, f"{len(protocols)} trials"))
    program, told = timed("one program", lambda: program_of(protocols))
    lines = sum(len(stage.lines) for stage in program.stages)
    print(_line(told, f"{lines:,} lines, {len(program.questions):,} distinct questions, {len(program.steps):,} steps"))
    patients = [one.facts for one in generate_population(asked.answered, 1, ON)]
    columns = Columns(Recall(program=program, on=ON))
    half = len(patients) // 2
    _, told = timed("columns, first half", lambda: columns.block(patients[:half]))
    print(
        _line(
            told, f"{half / max(told.processor, 1e-9):,.0f} patients/s; the reference answered {columns.recall.answered:,} times"
        )
    )
    before = columns.recall.answered
    _, told = timed("columns, second half", lambda: columns.block(patients[half:]))
    later = columns.recall.answered - before
    print(
        _line(
            told, f"{(len(patients) - half) / max(told.processor, 1e-9):,.0f} patients/s; the reference answered {later:,} times"
        )
    )
    block, told = timed("columns, known", lambda: columns.block(patients))
    print(
        _line(
            told,
            f"{len(patients) / max(told.processor, 1e-9):,.0f} patients/s; {len(block.codes) / len(patients):,.0f} exceptions",
        )
    )
    wrong = _check(program, block, protocols, patients[: asked.checked])
    _planes(program, block, asked.patients)
    _stored(protocols, patients[: min(len(patients), 500)])
    print(f"{'peak memory':<28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:>9.2f} GB")
    return 1 if wrong else 0


def timed(name: str, work: Callable[[], Result]) -> tuple[Result, Told]:
    """The result of some work, and what it cost."""
    processor, clock = time.process_time(), time.perf_counter()
    found = work()
    return found, Told(name, time.process_time() - processor, time.perf_counter() - clock)


def _line(told: Told, more: str) -> str:
    return f"{told.name:<28}{told.processor:>9.2f} s processor {told.clock:>9.2f} s clock   {more}"


def protocols_of(source: Path, most: int) -> list[Protocol]:
    """The trials of a file, compiled, each once."""
    found: dict[str, Protocol] = {}
    for record in read_records(source):
        if len(found) >= most:
            break
        protocol = protocol_of_record(record)
        found.setdefault(protocol.key, protocol)
    return list(found.values())


def _check(program: Program, block: Block, protocols: Sequence[Protocol], patients: Sequence[PatientFacts]) -> int:
    """How many verdicts of stages differ from the reference's; each of the first ten is printed."""
    evaluation = Evaluation(program, block)
    planes = {(stage.trial, stage.name): evaluation.stage(stage) for stage in program.stages}
    sets = {key: (set(members(found.eligible)), set(members(found.ineligible))) for key, found in planes.items()}
    wrong = compared = 0
    started = time.process_time()
    for number, patient in enumerate(patients):
        for protocol in protocols:
            for verdict in evaluate_in(protocol, patient, Context(on=ON, ahead=False)).stages:
                eligible, ineligible = sets[protocol.key, verdict.stage]
                own = (
                    Eligibility.ELIGIBLE
                    if number in eligible
                    else Eligibility.INELIGIBLE
                    if number in ineligible
                    else Eligibility.UNKNOWN
                )
                compared += 1
                if own is not verdict.eligibility:
                    wrong += 1
                    if wrong <= 10:
                        print(f"  differs: {patient.id} {protocol.key} {verdict.stage}: {verdict.eligibility} is {own} here")
    spent = time.process_time() - started
    print(f"{'against the reference':<28}{spent:>9.2f} s processor: {compared:,} verdicts compared, {wrong} differ; "
          f"{compared / max(spent, 1e-9):,.0f} pairs/s of the reference")  # fmt: skip
    return wrong


def _planes(program: Program, block: Block, patients: int) -> None:
    """The planes of so many patients: one block of patients drawn again from those answered for, evaluated block after block."""
    rng = np.random.default_rng(1)
    part = drawn(block, rng.integers(0, len(block.ids), min(BLOCK, patients)))
    times = -(-patients // len(part.ids))
    answered, told = timed("answers into planes", lambda: AnsweredPlanes.of(program, part))
    least = len(part.codes) * 5 / bandwidth()
    print(_line(told, f"{len(part.ids):,} patients drawn from {len(block.ids):,}, {len(part.codes):,} exceptions; "
                      f"reading those once takes {least:.2f} s at least"))  # fmt: skip

    def evaluated() -> int:
        evaluation = Evaluation(program, part, answered)
        return sum(count(evaluation.stage(stage).eligible) for stage in program.stages)

    eligible, told = timed("planes, 1 core", lambda: sum(evaluated() for _ in range(times)))
    pairs = times * len(part.ids) * len({stage.trial for stage in program.stages})
    size = sum(plane.nbytes for plane in (*answered.true, *answered.false) if plane.any()) * times
    print(_line(told, f"{times} blocks of {len(part.ids):,}: {pairs / told.clock:,.0f} pairs/s, {eligible:,} eligible; "
                      f"reading the answers' planes once takes {size / bandwidth():.2f} s at least"))  # fmt: skip


def drawn(block: Block, chosen: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Block:
    """A block of patients drawn from another, some several times."""
    order = np.argsort(block.patients, kind="stable")
    questions = np.repeat(np.arange(len(block.starts) - 1), np.diff(block.starts))[order]
    edges = np.searchsorted(block.patients[order], np.arange(len(block.ids) + 1))
    sizes = np.diff(edges)[chosen]
    whose = np.repeat(np.arange(len(chosen)), sizes)
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = edges[chosen][whose] + within
    asked = questions[places]
    by_question = np.lexsort((whose, asked))
    return Block(
        ids=tuple(map(str, range(len(chosen)))),
        sorts=block.sorts[chosen],
        defaults=block.defaults,
        starts=np.searchsorted(asked[by_question], np.arange(len(block.starts))).astype(np.int64),
        patients=whose[by_question].astype(np.uint32),
        codes=block.codes[order][places][by_question],
    )


def bandwidth() -> float:
    """Bytes a second that one core reads, from an array larger than the caches."""
    array = np.ones(2**28 // 8)
    started = time.perf_counter()
    for _ in range(4):
        array.sum()
    return 4 * array.nbytes / (time.perf_counter() - started)


def _stored(protocols: Sequence[Protocol], patients: Sequence[PatientFacts]) -> None:
    """A whole run into a folder, and the same once more with nothing new."""
    with tempfile.TemporaryDirectory() as place:
        folder, terms = CohortFolder(Path(place) / "cohort"), CohortTerms(on=ON, block=256)
        _, told = timed("a run into a folder", lambda: screen_cohort(protocols, patients, folder, terms))
        size = sum(path.stat().st_size for path in Path(place).rglob("*.parquet"))
        print(_line(told, f"{len(patients):,} patients, {size / 2**20:.1f} MB of Parquet"))
        new = replace(patients[0], age=None, birth_date=None)
        _, told = timed("again, one patient changed", lambda: screen_cohort(protocols, [new, *patients[1:]], folder, terms))
        print(_line(told, "one block of 256 is made again, by an engine that knows nothing yet"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True, help="records of trials: any file that the readers read")
    parser.add_argument("--most", type=int, default=500, help="how many trials")
    parser.add_argument("--patients", type=int, default=1_000_000, help="how many patients the planes have")
    parser.add_argument("--answered", type=int, default=2000, help="how many patients are answered for")
    parser.add_argument("--checked", type=int, default=50, help="for how many of them the reference is asked for every trial")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
