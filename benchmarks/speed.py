"""Speed: how fast eligibility texts are compiled on one core, by stage, where the time goes, and how much memory it takes.

`python -m benchmarks.speed FILE… [--texts N] [--forget]` takes JSON lines (or gzip of them) with the text under "eligibility" (or
an API v2 study), compiles the first N texts (400 unless told, 0: all; `--forget`: no line is remembered from an earlier text) and
prints lines a second of processor time, the share of each stage and of the modules that took most, the peak memory, and what that
makes for all of ClinicalTrials.gov on two cores.
"""

from __future__ import annotations

import argparse
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from types import FrameType

from benchmarks.compiler import texts_of
from trialwright.compiler.compile import compile_criteria, passes
from trialwright.compiler.outlining.split import split
from trialwright.compiler.requirements.build import build
from trialwright.compiler.statement import Work, statements_of
from trialwright.compiler.tagging.tag import default_tagger
from trialwright.findings import Finding
from trialwright.vocabulary.collecting import uncollected

STAGES = ("split", "normalise", "tag", "parse", "scope", "check", "build")
TRIALS, LINES, CORES = 580_000, 9_000_000, 2
"""All of ClinicalTrials.gov (2026), and the cores that are to read it."""
_EVERY = 0.002
_MODULES = 15
_FIRST = "Inclusion Criteria:\n\n* Hemoglobin >= 9 g/dL within 14 days before registration\n"


@dataclass
class Tally:
    """Seconds of processor time by stage, and samples of the module at work."""

    texts: int = 0
    lines: int = 0
    start: float = 0.0
    seconds: Counter[str] = field(default_factory=Counter)
    samples: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Lines a second of processor time."""
        return self.lines / max(sum(self.seconds.values()), 1e-9)


@contextmanager
def sampled(samples: Counter[str]) -> Iterator[None]:
    """Count, every few milliseconds of processor time, which module of ours is at work."""

    def look(_signal: int, frame: FrameType | None) -> None:
        while frame is not None and not frame.f_globals.get("__name__", "").startswith("trialwright."):
            frame = frame.f_back
        samples[frame.f_globals["__name__"].removeprefix("trialwright.") if frame else "other"] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run(paths: list[Path], most: int, *, forget: bool = False) -> Tally:
    """Compile the texts of the files, stage by stage; with `forget` as if no line had stood in a text before."""
    tally = Tally()
    begun = time.process_time()
    compile_criteria(_FIRST)
    tally.start = time.process_time() - begun
    texts = chain.from_iterable(texts_of(path) for path in paths)
    with sampled(tally.samples):
        for _name, text in islice(texts, most or None):
            _add(tally, text)
            if forget:
                vars(default_tagger()).pop("tagged", None)  # the lines it remembers, not the words
    return tally


def _add(tally: Tally, text: str) -> None:
    marks = [time.process_time()]
    with uncollected():
        outline = split(text)
        marks.append(time.process_time())
        work = Work(text=text, tagger=default_tagger())
        statements = statements_of(outline)
        findings: tuple[Finding, ...] = ()
        for step in passes(work):
            statements, findings = step(statements, findings)
            marks.append(time.process_time())
        build(outline, statements)
    marks.append(time.process_time())
    tally.seconds.update({stage: marks[place + 1] - marks[place] for place, stage in enumerate(STAGES)})
    tally.texts += 1
    tally.lines += sum(1 for _ in outline.walk())


def report(tally: Tally) -> str:
    """The figures as text."""
    seconds, samples = sum(tally.seconds.values()), sum(tally.samples.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    hours = LINES / tally.rate / CORES / 3600
    rows = [
        f"{tally.texts} texts, {tally.lines} lines in {seconds:.1f} s: {tally.rate:,.0f} lines/s on one core",
        f"first line after {tally.start:.2f} s (tables read, lexicons built); peak memory {memory:,.0f} MB",
        f"all of ClinicalTrials.gov ({TRIALS:,} trials, {LINES:,} lines) on {CORES} cores: {hours:.1f} h",
        "stage         µs a line   share   lines/s of it alone",
    ]
    for stage in STAGES:
        spent = max(tally.seconds[stage], 1e-9)
        rows.append(f"  {stage:10} {1e6 * spent / max(tally.lines, 1):10.0f} {spent / seconds:7.1%} {tally.lines / spent:12,.0f}")
    rows.append("module at work (share of samples)")
    rows += [f"  {name:30} {count / max(samples, 1):6.1%}" for name, count in tally.samples.most_common(_MODULES)]
    return "\n".join(rows)


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--forget", action="store_true")
    chosen = parser.parse_args()
    print(report(run(chosen.files, chosen.texts, forget=chosen.forget)))


if __name__ == "__main__":
    main()
