"""Trials and patients enter; how fast all verdicts follow from answers, beside SQL and a dataframe on the same, leaves.

python -m benchmarks.planes --trials FILE [--texts FILE] [--most 1000] [--patients 1000000] [--plot out/planes.svg]

The trials are real ones, compiled; beyond those of FILE their number is made up from `--texts`, real eligibility texts (JSON
lines: nct_id, conditions, eligibility). `--answered` synthetic patients are answered for; the planes of a block are drawn from
them, and evaluated until there are `--patients` (no real population, but as many bits). DuckDB and, where it is installed, Polars
get the same answers as columns that are true, false or null, for some of the trials: their verdicts must be as many. Then the
number of patients and of trials grows, to a table and a plot. Rates are in pairs of a patient and a trial.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.anchors import Anchor, answers_table, chosen_stages, duckdb_anchor, polars_anchor
from benchmarks.cohort import ON, bandwidth, protocols_of, timed
from trialwright.library import protocol_of_record
from trialwright.match.batch.block import Block
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.planes import AnsweredPlanes, Ends, Evaluated, Plane, count, packed
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord
from trialwright.synth.population import generate_population

BLOCK = 2**16
TIMES = 3


@dataclass(frozen=True)
class Work:
    """A program and the answers of a block of patients."""

    program: Program
    answered: AnsweredPlanes
    patients: int

    def run(self) -> tuple[int, int]:
        """How many pairs are eligible, and how many excluded."""
        evaluated = Evaluated(self.program, self.answered)
        stages = [evaluated.stage(stage) for stage in self.program.stages]
        return sum(count(one.eligible) for one in stages), sum(count(one.ineligible) for one in stages)


_WORK: list[Work] = []
"""What the processes that are forked work on."""


def main() -> int:
    """Measures and prints; 1 when an anchor counts otherwise."""
    asked = _arguments()
    protocols = protocols_of_both(asked.trials, asked.texts, asked.most)
    program = program_of(protocols)
    print(f"{len(protocols)} trials, {len(program.questions):,} questions, {len(program.steps):,} steps")
    block, told = timed("columns", lambda: _answered(program, asked.answered))
    print(f"{told.name:<28}{told.processor:.1f} s processor: {asked.answered / told.processor:.1f} patients/s, cold")
    work = _drawn(program, block, BLOCK)
    _rates(work, len(protocols), asked.patients)
    wrong = _anchors(work)
    _growth(protocols, block, asked.plot)
    print(f"{'peak memory':<28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
    return wrong


def _answered(program: Program, patients: int) -> Block:
    return Columns(Recall(program=program, on=ON)).block([one.facts for one in generate_population(patients, 1, ON)])


def _drawn(program: Program, block: Block, patients: int) -> Work:
    """The answers of so many patients, drawn from those of a block."""
    few = AnsweredPlanes.of(program, block)
    chosen = np.random.default_rng(1).integers(0, len(block.ids), patients)
    ends = Ends.of(patients)

    def drawn(plane: Plane) -> Plane:
        if plane is few.ends.none or plane is few.ends.all:
            return ends.none if plane is few.ends.none else ends.all
        return packed(np.unpackbits(plane.view(np.uint8), bitorder="little")[chosen].astype(bool))

    answered = AnsweredPlanes(
        ends=ends,
        true=[drawn(plane) for plane in few.true],
        false=[drawn(plane) for plane in few.false],
        bare={number: drawn(plane) for number, plane in few.bare.items()},
    )
    return Work(program, answered, patients)


def _rates(work: Work, trials: int, patients: int) -> None:
    """All verdicts of so many patients, in one process and in two."""
    blocks = -(-patients // work.patients)
    pairs = blocks * work.patients * trials
    found, told = timed("planes, 1 core", lambda: [work.run() for _ in range(blocks)])
    print(f"{told.name:<28}{told.clock:.2f} s clock, {told.processor:.2f} s processor for {blocks * work.patients:,} x {trials}")
    print(f"{'':<28}{pairs / told.processor / 1e6:,.0f} M pairs/s of processor time; {found[0]} eligible, excluded in a block")
    _WORK[:] = [work]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        list(pool.map(_run, range(2)))
        _, told = timed("planes, 2 cores", lambda: list(pool.map(_run, range(blocks))))
    print(f"{told.name:<28}{told.clock:.2f} s clock: {pairs / told.clock / 1e6:,.0f} M pairs/s")
    ends = work.answered.ends
    size = sum(plane.nbytes for plane in (*work.answered.true, *work.answered.false) if plane is not ends.none) * blocks
    print(f"{'the least':<28}{size / bandwidth():.2f} s to read {size / 2**30:.1f} GB of answers once from memory")


def _run(_: int) -> tuple[int, int]:
    return _WORK[0].run()


def _anchors(work: Work) -> int:
    """The same answers and trials in other engines; how many count otherwise."""
    stages = chosen_stages(work.program)
    evaluated = Evaluated(work.program, work.answered)
    expected = [(count(found.eligible), count(found.ineligible)) for found in map(evaluated.stage, stages)]
    part = program_of_stages(work.program, stages)
    own = Work(part, work.answered, work.patients)
    pairs = work.patients * len(stages)
    seconds = min(timed("", own.run)[1].processor for _ in range(TIMES))
    print(f"{len(stages)} trials of one stage, {work.patients:,} patients, the fastest of {TIMES}:")
    print(f"  {'ours, 1 core':<26}{pairs / seconds / 1e6:,.1f} M pairs/s")
    table = answers_table(work.program, work.answered, stages, work.patients)
    wrong = 0
    for anchor in (*duckdb_anchor(table, work.program, stages), *polars_anchor(table, work.program, stages)):
        took, counts = _fastest(anchor)
        same = counts == expected
        wrong += not same
        rate = f"{pairs / took / 1e6:,.1f} M pairs/s of processor time"
        print(f"  {anchor.name:<26}{rate}; ours {took / seconds:,.1f} times as fast; counts {'the same' if same else 'DIFFER'}")
    return wrong


def program_of_stages(program: Program, stages: Sequence[Any]) -> Program:
    """The same questions, with the steps that some stages need."""
    asked, needed, waiting = len(program.questions), set[int](), [root for stage in stages for root in stage.roots]
    while waiting:
        number = waiting.pop()
        if number >= asked and number not in needed:
            needed.add(number)
            waiting += program.steps[number - asked].items
    order = {number: asked + place for place, number in enumerate(sorted(needed))}

    def moved(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(order.get(number, number) for number in numbers)

    steps = tuple(replace(step, items=moved(step.items)) for step in (program.steps[number - asked] for number in sorted(needed)))
    return Program(
        questions=program.questions, steps=steps, stages=tuple(replace(stage, roots=moved(stage.roots)) for stage in stages)
    )


def _fastest(anchor: Anchor) -> tuple[float, list[tuple[int, int]]]:
    runs = [timed("", anchor.run) for _ in range(TIMES)]
    return min(told.processor for _, told in runs), runs[0][0]


def _growth(protocols: Sequence[Protocol], block: Block, plot: Path | None) -> None:
    """Seconds of the processor by patients and by trials."""
    rows: list[dict[str, Any]] = []
    sizes = [number for number in (10, 100, 458, 1000) if number < len(protocols)] + [len(protocols)]
    for trials in sizes:
        part = program_of(protocols[:trials])
        few = block if trials == len(protocols) else _answered(part, 60)
        for patients in (10_000, 100_000, 1_000_000):
            own = _drawn(part, few, min(patients, BLOCK))
            once = min(timed("", own.run)[1].processor for _ in range(TIMES))
            rows.append({"trials": trials, "patients": patients, "seconds": once * patients / own.patients})
            print(f"  {patients:>9,} patients x {trials:>5,} trials {rows[-1]['seconds']:8.3f} s of one core")
    if plot is not None:
        plot.parent.mkdir(parents=True, exist_ok=True)
        _plot(rows, plot)


def _plot(rows: Sequence[dict[str, Any]], plot: Path) -> None:
    """Seconds over patients, a line for each number of trials; both scales by powers of ten."""
    import altair

    times, sizes = [row["seconds"] for row in rows], sorted({row["patients"] for row in rows})
    decades = [10.0**power for power in range(-8, 4) if min(times) / 10 < 10.0**power < max(times) * 10]
    x = altair.X("patients:Q", scale=altair.Scale(type="log", domain=[sizes[0], sizes[-1]], nice=False))
    y = altair.Y("seconds:Q", scale=altair.Scale(type="log", domain=[decades[0], decades[-1]]))
    chart = altair.Chart(altair.InlineData(values=rows), title="Verdicts from answers in memory", width=480, height=320)
    chart.mark_line(point=True).encode(
        x=x.axis(values=sizes, format=",d", title="patients"),
        y=y.axis(values=decades, format="~g", title="seconds of one core"),
        color=altair.Color("trials:O", title="trials", sort="descending", scale=altair.Scale(scheme="viridis")),
    ).configure(font="sans-serif").save(str(plot))


def protocols_of_both(trials: Path, texts: Path | None, most: int) -> list[Protocol]:
    """The trials of a file of records, and beyond their number those of a file of eligibility texts."""
    found = protocols_of(trials, most)
    keys = {protocol.key for protocol in found}
    for protocol in _of_texts(texts) if texts is not None else ():
        if len(found) >= most:
            break
        if protocol.key not in keys:
            found.append(protocol)
    return found


def _of_texts(path: Path) -> Iterator[Protocol]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            section = {
                "identificationModule": {"nctId": row["nct_id"], "briefTitle": row["title"]},
                "conditionsModule": {"conditions": row["conditions"]},
            }
            yield protocol_of_record(TrialRecord(protocol_section=section, eligibility_text=row["eligibility"]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True, help="records of trials: any file that the readers read")
    parser.add_argument("--texts", type=Path, help="eligibility texts, for more trials than there are records")
    parser.add_argument("--most", type=int, default=1000, help="how many trials")
    parser.add_argument("--patients", type=int, default=1_000_000, help="how many patients the planes have")
    parser.add_argument("--answered", type=int, default=200, help="how many patients are answered for")
    parser.add_argument("--plot", type=Path, help="where the growth is drawn (SVG, PNG or HTML)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
