"""Trials and a number of patients enter; whether a real Spark gives the reference's verdicts, and what it costs, leave.

python -m benchmarks.spark --trials FILE [--most 200] [--patients 200] [--checked 20] [--master local[2]]

The example trials (the seeds) and the first `--most` of FILE are compiled; patients are drawn, written as Parquet, and held
against them on Spark. Each row (verdict, failing lines, unknown lines with the reason) must be the one that the same kernel gives
without Spark; and for `--checked` of the patients, the one that the reference matcher gives. Spark's time is told by the clock:
its work is done by other processes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from trialwright.library import protocol_of_record
from trialwright.match.batch.arrow import Screen, screen_batches, screen_of
from trialwright.match.batch.spark import screen_on_spark, session_for
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Outcome
from trialwright.patients.arrow import batch_of
from trialwright.patients.facts import PatientFacts
from trialwright.patients.parquet import write_patients
from trialwright.patients.understood import Understood
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.synth.population import generate_population

ON = dt.date(2026, 3, 16)
SEEDS = Path(__file__).parents[1] / "examples" / "pages"
Pair = tuple[str, str, str]
Told = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]


def main() -> int:
    """Measures, checks, and prints; 1 when a row differs."""
    asked = _arguments()
    protocols = _protocols(asked.trials, asked.most)
    patients = [one.facts for one in generate_population(asked.patients, 1, ON)]
    screen = screen_of(protocols, ON, excluded=True)
    print(f"{len(protocols)} trials ({len(screen.protocols) / 2**10:,.0f} kB to send), {len(patients):,} patients")
    started = time.process_time()
    here = _told(row for batch in screen_batches([batch_of(patients)], screen) for row in batch.to_pylist())
    _line("kernel without Spark", time.process_time() - started, "processor", len(here))
    there = _on_spark(asked.master, patients, screen)
    differ = len(here.items() ^ there.items())
    print(f"{'Spark beside the kernel':<28}{len(there):,} rows, {differ} differ")
    started = time.process_time()
    reference = _of_reference(protocols, patients[: asked.checked])
    _line("reference", time.process_time() - started, "processor", len(reference))
    wrong = [pair for pair, told in reference.items() if there.get(pair) != told]
    print(f"{'Spark beside the reference':<28}{len(reference):,} rows, {len(wrong)} differ")
    for pair in wrong[:10]:
        print(f"  {pair}: the reference {reference[pair]}, Spark {there.get(pair)}")
    return 1 if wrong or differ else 0


def _on_spark(master: str, patients: Sequence[PatientFacts], screen: Screen) -> dict[Pair, Told]:
    started = time.perf_counter()
    session = session_for(master)
    session.sparkContext.setLogLevel("ERROR")
    _line("session", time.perf_counter() - started, "clock", 0)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "patients"
        write_patients((Understood(patient=one) for one in patients), folder, per_file=max(1, len(patients) // 4))
        frame = screen_on_spark(session, str(folder), screen)
        for name in ("Spark, first", "Spark, again"):
            started = time.perf_counter()
            found = _told(frame.toArrow().to_pylist())
            _line(name, time.perf_counter() - started, "clock", len(found))
    session.stop()
    return found


def _told(rows: Iterable[dict[str, Any]]) -> dict[Pair, Told]:
    return {
        (row["patient"], row["trial"], row["stage"]): (
            row["verdict"],
            tuple(row["failing"]),
            tuple((item["line"], item["reason"]) for item in row["unknown"]),
        )
        for row in rows
    }


def _of_reference(protocols: Sequence[Protocol], patients: Sequence[PatientFacts]) -> dict[Pair, Told]:
    found: dict[Pair, Told] = {}
    for patient in patients:
        for protocol in protocols:
            for stage in evaluate_in(protocol, patient, Context(on=ON, ahead=False)).stages:
                unknown = tuple((line.line.id, str(line.reason)) for line in stage.of(Outcome.UNKNOWN))
                failing = tuple(line.line.id for line in stage.of(Outcome.FAIL))
                found[patient.id, protocol.key, stage.stage] = (stage.eligibility.value, failing, unknown)
    return found


def _protocols(source: Path, most: int) -> list[Protocol]:
    """The seeds, and the first trials of a file; of two with one number the first."""
    found: dict[str, Protocol] = {}
    for page in sorted(SEEDS.glob("*.txt")):
        for record in read_records(page):
            found.setdefault(record.key, protocol_of_record(record))
    seeds = len(found)
    for record in read_records(source):
        if len(found) >= seeds + most:
            break
        protocol = protocol_of_record(record)
        found.setdefault(protocol.key, protocol)
    return list(found.values())


def _line(name: str, seconds: float, of: str, rows: int) -> None:
    rate = f"{rows:,} rows, {rows / max(seconds, 1e-9):,.0f} a second" if rows else ""
    print(f"{name:<28}{seconds:>9.2f} s {of:<10}{rate}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True, help="records of trials: any file that the readers read")
    parser.add_argument("--most", type=int, default=200, help="how many trials beside the seeds")
    parser.add_argument("--patients", type=int, default=200, help="how many patients")
    parser.add_argument("--checked", type=int, default=20, help="for how many of them the reference is asked")
    parser.add_argument("--master", default="local[2]", help="where Spark runs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
