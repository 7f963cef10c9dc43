"""Compile whole eligibility texts: how many, how fast, how far understood, and that no character and no text is lost.

`python -m benchmarks.compiler FILE…` takes JSON lines (or gzip of them) with the text under "eligibility" (or an API v2 study)
and prints crashes, characters unaccounted for, lines a second, and the share of lines by how far they were understood.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from trialwright.compiler.compile import Compiled, compile_criteria
from trialwright.compiler.outlining.outline import Outline


@dataclass
class Tally:
    """What was counted over all texts."""

    texts: int = 0
    crashes: list[str] = field(default_factory=list)
    unaccounted: list[str] = field(default_factory=list)
    lines: int = 0
    states: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """(name, eligibility text) of each record of a file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, start=1):
            record = json.loads(row)
            module = record.get("protocolSection", {}).get("eligibilityModule", {})
            text = record.get("eligibility") or module.get("eligibilityCriteria")
            if text:
                yield str(record.get("nct_id") or f"{path.name}:{number}"), text


def accounted(outline: Outline) -> bool:
    """True when every character stands in exactly one item, label or gap."""
    spans = [item.span for item in outline.walk()] + list(outline.gaps)
    spans += [label for group in outline.groups for label in group.labels]
    seen = bytearray(len(outline.text))
    for span in spans:
        for place in range(span.start, span.end):
            seen[place] += 1
    return all(count == 1 for count in seen)


def run(paths: list[Path]) -> Tally:
    """Compile every text of the files."""
    tally = Tally()
    for path in paths:
        for name, text in texts_of(path):
            tally.texts += 1
            begun = time.perf_counter()
            try:
                compiled = compile_criteria(text)
            except Exception as error:  # noqa: BLE001 - a crash is what is counted here
                tally.crashes.append(f"{name}: {error!r}")
                continue
            tally.seconds += time.perf_counter() - begun
            _count(tally, name, compiled)
    return tally


def _count(tally: Tally, name: str, compiled: Compiled) -> None:
    if not accounted(compiled.outline):
        tally.unaccounted.append(name)
    for stage in compiled.built.stages:
        for line in stage.lines:
            tally.lines += 1
            tally.states[line.state.value] += 1
    tally.findings.update(finding.code for finding in compiled.findings)


def report(tally: Tally) -> str:
    """The figures as text."""
    rows = [
        f"texts {tally.texts}, crashes {len(tally.crashes)}, texts with a character unaccounted for {len(tally.unaccounted)}",
        f"lines {tally.lines}, {tally.lines / max(tally.seconds, 1e-9):,.0f} lines/s on one core ({tally.seconds:.1f} s)",
        "how far understood:",
    ]
    rows += [f"  {state:18} {count:7} {100 * count / max(tally.lines, 1):5.1f} %" for state, count in tally.states.most_common()]
    rows.append("remarks: " + ", ".join(f"{code} {count}" for code, count in tally.findings.most_common()))
    rows += [f"crash: {text}" for text in tally.crashes[:20]] + [f"unaccounted: {name}" for name in tally.unaccounted[:20]]
    return "\n".join(rows)


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.compiler", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    print(report(run(parser.parse_args().files)))


if __name__ == "__main__":
    main()
