"""Trials and the columns of a cohort in Parquet enter; how long it takes until all verdicts are stored, part by part, leaves.

python -m benchmarks.stored --trials FILE [--texts FILE] [--most 1000] [--patients 1000000] [--answered 500] [--workers 2]

The trials are real ones, compiled; beyond those of FILE their number is made up from `--texts`. `--answered` synthetic patients
are answered for, which is told apart; the columns of `--patients` are drawn from theirs and written as Parquet
(`match.batch.standing`: what each distinct question gives of each patient, and of a comparison the value that it rests on).
Whoever is drawn has values of their own (`varied`), so that comparisons part them; all else of theirs is that of one of the
answered. No real population has so few different records: then fewer columns are the same. From there the clock runs, with the
start of the processes: columns read, values held against limits, trees joined, of every line the outcome and the first reason of
each open one, written. Of `--checked` patients every verdict, failing line and open line with its reason is held against the
reference; of as many that were drawn against their answers and values, joined one patient at a time.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cohort import ON, bandwidth
from benchmarks.planes import protocols_of_both
from trialwright.match.answer import Answer
from trialwright.match.batch.answers import code_of
from trialwright.match.batch.block import Block
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.screening import Screening
from trialwright.match.batch.standing import Standing, drawn, standing
from trialwright.match.batch.standing_folder import Plan, StandingFolder, VerdictFolder, plan_of
from trialwright.match.batch.standing_verdicts import judge_standing
from trialwright.match.batch.values import Seen, Valued, key_of
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.measure import held, held_against
from trialwright.match.values import Range
from trialwright.match.verdict import Outcome, StageVerdict
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.protocol.criteria import Compare
from trialwright.protocol.protocol import Protocol
from trialwright.synth.population import generate_population

BAR = 15
BLOCK = 2**17
VARIANTS = 61
"""Other values of each one."""


def main() -> int:
    """Measures, checks and prints; 1 when a verdict, line or reason differs."""
    asked = _arguments()
    protocols = protocols_of_both(asked.trials, asked.texts, asked.most)
    program = program_of(protocols)
    plan = plan_of(program)
    print(f"{len(protocols)} trials, {sum(len(stage.lines) for stage in program.stages):,} lines, "
          f"{len(program.questions):,} questions, {len(program.steps):,} steps")  # fmt: skip
    people = [one.facts for one in generate_population(asked.answered, 1, ON)]
    seen = Seen()
    started = time.process_time()
    few = standing(Columns(Recall(program=program, on=ON)), people, seen)
    spent = time.process_time() - started
    print(f"records to columns: {len(people):,} patients in {spent:,.1f} s of the processor, {1000 * spent / len(people):,.0f} ms"
          f" each, by an engine that knew nothing; {len({id(one) for one in few.columns}):,} columns are different")  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        source, target = StandingFolder(Path(place) / "standing"), VerdictFolder(Path(place) / "verdicts")
        source.write(plan, ON, _blocks(few, seen, asked.patients), seen)
        _judged(plan, (source, target), asked)
        wrong = _check(target, protocols, people[: asked.checked])
        drawn_ones = np.random.default_rng(2).integers(len(people), min(asked.patients, BLOCK), asked.checked)
        wrong += _check_drawn(program, source.block(0, plan), (target, seen), drawn_ones)
    return 1 if wrong else 0


def _blocks(few: Standing, seen: Seen, patients: int) -> Iterator[Standing]:
    """As many patients drawn from those of a block, in blocks, with values of their own; the first of them stand as they are."""
    rng = np.random.default_rng(1)
    for start in range(0, patients, BLOCK):
        size = min(BLOCK, patients - start)
        chosen = rng.integers(0, len(few.ids), size)
        if start == 0:
            chosen[: len(few.ids)] = np.arange(len(few.ids))[:size]
        found = drawn(few, chosen, [f"{number}" for number in range(start, start + size)])
        yield varied(found, seen, rng, len(few.ids) if start == 0 else 0)


def varied(found: Standing, seen: Seen, rng: np.random.Generator, kept: int) -> Standing:
    """The same, but that each patient behind the first `kept` has other values: each variable's a factor between a half and two
    of what it was, as exact as that was written. An age is as much as fifteen years another, not below 18."""
    factors = [Decimal(round(2 ** float(power), 3)) / 1 for power in np.linspace(-1, 1, VARIANTS)]
    rows: dict[int, np.ndarray[Any, np.dtype[np.int32]]] = {}

    def of(number: int) -> np.ndarray[Any, np.dtype[np.int32]]:
        if number not in rows:
            value = seen.values[number]
            rows[number] = np.array(
                [seen.number(_another(value, factor, place)) for place, factor in enumerate(factors)], np.int32
            )
        return rows[number]

    drawn_of: dict[str, np.ndarray[Any, np.dtype[np.int64]]] = {}
    values = {}
    for key, valued in found.values.items():
        chosen = drawn_of.setdefault(key[0], rng.integers(0, VARIANTS, len(found.ids)))
        numbers = valued.numbers()
        whose = np.flatnonzero(valued.single())
        whose = whose[whose >= kept]
        if len(whose):
            table = np.array([of(number) for number in valued.values.tolist()])
            numbers[whose] = table[valued.places[whose], chosen[whose]]
        values[key] = Valued.of(numbers)
    return replace(found, values=values)


def _another(value: Fact | tuple[int, int], factor: Decimal, place: int) -> Fact | tuple[int, int]:
    if isinstance(value, tuple):
        years = max(18 - value[0], place % 31 - 15)
        return value[0] + years, value[1] + years
    if not isinstance(value.value, Decimal) or not value.value or value.unit is None:
        return value
    exact = Decimal(1).scaleb(min(0, int(value.value.as_tuple().exponent)))
    return replace(value, value=max(exact, (value.value * factor).quantize(exact)))


def _judged(plan: Plan, folders: tuple[StandingFolder, VerdictFolder], asked: argparse.Namespace) -> None:
    source, target = folders
    load = os.getloadavg()[0]
    started, before = time.perf_counter(), _processor()
    parts = judge_standing(plan, source, target, workers=asked.workers)
    clock, processor = time.perf_counter() - started, _processor() - before
    print(
        f"{asked.patients:,} patients x {len({stage.trial for stage in plan.program.stages}):,} trials, {asked.workers} processes"
    )
    for name, seconds in parts.items():
        print(f"  {name:<26}{seconds:>7.2f} s of the processor")
    print(f"  {'start, and the rest':<26}{processor - sum(parts.values()):>7.2f} s of the processor")
    print(f"  {'all':<26}{processor:>7.2f} s of the processor, {processor / asked.workers:.2f} s for each of {asked.workers}")
    print(f"  {'on the clock':<26}{clock:>7.2f} s (bar {BAR} s; {load:.1f} processes were waiting on {os.cpu_count()} cores)")
    sizes = [_size(folder.folder) for folder in folders]
    print(f"  {sizes[0] / 1e9:.2f} GB were read, {sizes[1] / 1e9:.2f} GB written: "
          f"{sum(sizes) / bandwidth():.2f} s to pass through memory once")  # fmt: skip
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"  {most / 2**20:.2f} GB of memory at most, for one process")


def _processor() -> float:
    """Seconds of the processor of this process and of those that it began and that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def _check(target: VerdictFolder, protocols: Sequence[Protocol], people: Sequence[PatientFacts]) -> int:
    """How many pairs differ from the reference's: the verdict, the failing lines, the open ones with their reasons."""
    wrong = compared = lines = 0
    for protocol in protocols:
        first = {stage.name: next(target.stage(protocol.key, stage.name)) for stage in protocol.stages}
        for place, patient in enumerate(people):
            expected = evaluate_in(protocol, patient, Context(on=ON, ahead=False)).stages
            found = {name: pair for name, told in first.items() if (pair := told.pair(place)) is not None}
            told = {name: (pair.verdict, pair.failing, pair.unknown) for name, pair in found.items()}
            compared += len(expected)
            lines += sum(len(stage.lines) for stage in expected)
            wrong += told != {stage.stage: _said(stage) for stage in expected}
    print(f"against the reference: {compared:,} verdicts with {lines:,} lines compared, {wrong} differ")
    return wrong


def _check_drawn(
    program: Program, found: Standing, stored: tuple[VerdictFolder, Seen], places: np.ndarray[Any, np.dtype[np.int64]]
) -> int:
    """How many stored pairs of patients who were drawn differ from what their answers and values give one by one: each value is
    held against each limit by the reference, and the trees are joined for one patient at a time (`batch.reasons`)."""
    (target, seen), count = stored, len(places)
    block = Block(
        ids=tuple(found.ids[place] for place in places),
        sorts=np.arange(count, dtype=np.uint16),
        defaults=_codes(program, found, seen, places),
        starts=np.zeros(len(program.questions) + 1, dtype=np.int64),
        patients=np.zeros(0, dtype=np.uint32),
        codes=np.zeros(0, dtype=np.uint8),
    )
    expected = set(Screening(program, block).pairs(excluded=True))
    stages = (next(target.stage(stage.trial, stage.name)) for stage in program.stages)
    told = {pair for one in stages for place in places.tolist() if (pair := one.pair(place)) is not None}
    print(f"drawn patients, one by one: {len(expected):,} pairs compared, {len(expected ^ told)} differ")
    return len(expected ^ told)


def _codes(
    program: Program, found: Standing, seen: Seen, places: np.ndarray[Any, np.dtype[np.int64]]
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The code of each of some patients for each question."""
    own = {id(column): column.codes(len(found.ids))[places] for column in {id(one): one for one in found.columns}.values()}
    codes = np.stack([own[id(column)] for column in found.columns], axis=1)
    numbers = {key: valued.numbers()[places].tolist() for key, valued in found.values.items()}
    for number, question in enumerate(program.questions):
        key = key_of(question.asked)
        if key is None or not isinstance(question.asked, Compare):
            continue
        for row, value in enumerate(numbers.get(key, ())):
            if value >= 0:
                codes[row, number] = code_of(_held(seen.values[value], question.asked, key[0]))
    return codes


def _held(value: Fact | tuple[int, int], node: Compare, name: str) -> Answer:
    if isinstance(value, Fact):
        return held_against(value, node, name)
    return held(Range(low=Decimal(value[0]), high=Decimal(value[1])), node, None, "age")


def _said(stage: StageVerdict) -> tuple[object, tuple[str, ...], tuple[tuple[str, object], ...]]:
    failing = tuple(line.line.id for line in stage.of(Outcome.FAIL))
    return stage.eligibility, failing, tuple((line.line.id, line.reason) for line in stage.of(Outcome.UNKNOWN))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True, help="records of trials: any file that the readers read")
    parser.add_argument("--texts", type=Path, help="eligibility texts, for more trials than there are records")
    parser.add_argument("--most", type=int, default=1000, help="how many trials")
    parser.add_argument("--patients", type=int, default=1_000_000, help="how many patients the cohort has")
    parser.add_argument("--answered", type=int, default=500, help="from how many answered ones they are drawn")
    parser.add_argument("--checked", type=int, default=5, help="for how many of them the reference is asked for every trial")
    parser.add_argument("--workers", type=int, default=2, help="how many processes judge")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
