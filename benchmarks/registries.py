"""Trial files enter; records a second, peak memory, what could not be read and the rate of every finding leave, as text.

python -m benchmarks.registries FILE… [--on 2026-11-21] [--repeat 4] [--read-only]
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from trialwright.errors import UserError
from trialwright.registries.check import check_record
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.registries.rejected import Rejected


@dataclass(kw_only=True)
class Tally:
    """What is counted on the way: records, seconds, failures, and for each finding code the records and the findings."""

    records: int = 0
    reading: float = 0.0
    checking: float = 0.0
    failures: list[str] = field(default_factory=list)
    in_records: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    read_findings: Counter[str] = field(default_factory=Counter)
    kept: dict[str, list[str]] | None = None

    def note(self, rejected: Rejected) -> None:
        """Count one that could not be read."""
        self.failures.append(str(rejected))


def measure(paths: list[Path], tally: Tally, *, on: date | None) -> None:
    """Reads every file once, checks each record on the day `on` (None: only reads), and keeps no record."""
    for path in paths:
        for record in _timed(path, tally):
            tally.records += 1
            tally.read_findings.update({finding.code for finding in record.findings})
            if on is not None:
                _check(record, tally, on=on)


def _timed(path: Path, tally: Tally) -> Iterator[TrialRecord]:
    """The records of one file; the time that reading takes is added to the tally, the time between is not."""
    records = iter(read_records(path, report=tally.note))
    while True:
        start = time.perf_counter()
        try:
            record = next(records, None)
        except UserError as error:
            tally.failures.append(str(error))
            record = None
        tally.reading += time.perf_counter() - start
        if record is None:
            return
        yield record


def _check(record: TrialRecord, tally: Tally, *, on: date) -> None:
    start = time.perf_counter()
    findings = check_record(record, on=on)
    tally.checking += time.perf_counter() - start
    tally.findings.update(finding.code for finding in findings)
    tally.in_records.update({finding.code for finding in findings})
    if tally.kept is not None:
        for finding in findings:
            tally.kept.setdefault(finding.code, []).append(f"{record.key} {finding.code}: {finding.message}")


def sampled(kept: dict[str, list[str]], *, size: int, seed: int) -> list[str]:
    """At least one finding of every code, then codes at random and one finding of each, until there are `size`."""
    chance = random.Random(seed)
    found = {chance.choice(kept[code]) for code in sorted(kept)}
    everything = sum(len(set(findings)) for findings in kept.values())
    while len(found) < min(size, everything):
        found.add(chance.choice(kept[chance.choice(sorted(kept))]))
    return sorted(found, key=lambda line: line.split()[1:2] + line.split()[:1])


def peak_megabytes() -> float:
    """The most memory that this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def report(tally: Tally) -> Iterator[str]:
    """The lines that the command prints."""
    yield f"records            {tally.records}"
    yield f"not readable       {len(tally.failures)}"
    yield f"read               {_rate(tally.records, tally.reading)}"
    if tally.checking:
        yield f"checked            {_rate(tally.records, tally.checking)}"
        yield f"read and checked   {_rate(tally.records, tally.reading + tally.checking)}"
    yield f"peak memory        {peak_megabytes():.0f} MB"
    yield from (f"  failed: {failure[:160]}" for failure in tally.failures[:10])
    yield from _table("findings of the checks: records, % of records, findings", tally.in_records, tally)
    yield from _table("findings of the readers: records, % of records", tally.read_findings, tally)


def _rate(records: int, seconds: float) -> str:
    return f"{records / seconds:.0f} records/s ({seconds:.1f} s)" if seconds else "-"


def _table(head: str, counted: Counter[str], tally: Tally) -> Iterator[str]:
    if counted:
        yield f"\n{head}"
    for code, records in counted.most_common():
        findings = f"{tally.findings[code]:7d}" if code in tally.findings else ""
        yield f"  {code:44s}{records:6d} {records / tally.records:7.1%}{findings}"


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line, prints the report; exit code 1 when a file could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.registries", description="How fast and how well trial files are read and checked."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--on", type=date.fromisoformat, default=date.today(), help="the day that checks of dates refer to (default: today)"
    )
    parser.add_argument("--repeat", type=int, default=1, help="read the files so many times: memory must not grow with it")
    parser.add_argument("--read-only", action="store_true", help="leave the checks out")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="also print N findings drawn over all codes, to be read by hand"
    )
    parser.add_argument("--seed", type=int, default=20261121, help="the draw to repeat")
    options = parser.parse_args(arguments)
    tally = Tally(kept={} if options.sample else None)
    for _ in range(options.repeat):
        measure(options.files, tally, on=None if options.read_only else options.on)
    print("\n".join(report(tally)))
    if tally.kept:
        print("\nsample", *sampled(tally.kept, size=options.sample, seed=options.seed), sep="\n  ")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
