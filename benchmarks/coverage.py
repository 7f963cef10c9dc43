"""How far real eligibility texts are understood, what stops us most often, how right the lines are that we call understood.

`python -m benchmarks.coverage FILE… [--texts N] [--sample N --seed S > SHEET] [--judged SHEET…]`. FILE: JSON lines (or gzip of
them) with the text under "eligibility", or API v2 studies. Printed: the share of lines compiled whole / in part / to be asked /
without constraint / with several readings / not read; of texts whose every line is understood; the 50 most frequent phrases not
read.

"Compiled whole" is worth what a reader finds: `--sample 100` writes a sheet of random lines that were compiled whole (JSON lines
with section, text, reading, and an empty "right"), a person fills in "right" (true, or false with "why"), and `--judged` prints
the precision with its 95 % interval (Wilson 1927) and the lines judged wrong. A judgement holds for that reading only: rows
whose reading has changed since are counted apart.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.compiler import texts_of
from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.tagging.tag import default_tagger, tag
from trialwright.library import protocol_of_line
from trialwright.protocol.criteria import Has, Unread, walk, without_spans
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, LineState

_UNDERSTOOD = frozenset({LineState.COMPILED, LineState.ASK, LineState.NO_CONSTRAINT})
_Z = 1.959964  # of the normal distribution, 95 %


@dataclass
class Coverage:
    """What was counted over all texts; `compiled` are the lines compiled whole, as (section, text, reading); `described`
    counts those of them that keep words which no fact can show, `stopped` the lines on which a defect stopped the compiler."""

    states: Counter[LineState] = field(default_factory=Counter)
    trials: int = 0
    whole: int = 0
    phrases: Counter[str] = field(default_factory=Counter)
    described: int = 0
    stopped: int = 0
    compiled: list[tuple[str, str, str]] = field(default_factory=list)


def cover(texts: Iterator[str]) -> Coverage:
    """Compile every text and count."""
    result = Coverage()
    for text in texts:
        read = compile_criteria(text)
        result.stopped += sum(found.code == "READER_STOPPED" for found in read.findings)
        lines = [line for stage in read.built.stages for line in stage.lines]
        result.trials += 1
        result.whole += bool(lines) and all(line.state in _UNDERSTOOD for line in lines)
        for line in lines:
            result.states[line.state] += 1
            result.phrases.update(set(_phrases(line, text)))
            if line.state is LineState.COMPILED:
                result.described += _keeps_words(line)
                result.compiled.append((line.section.value, line.text, _reading(line)))
    return result


def _keeps_words(line: Line) -> bool:
    """True for a line with a target that words narrow which no fact can show: never certainly present, certainly absent."""
    targets = (node.target for node in walk(line.node) if isinstance(node, Has))
    return any(target.qualifier("described") is not None for target in targets)


def _reading(line: Line) -> str:
    return print_criterion(without_spans(line.node), width=10_000)


def _phrases(line: Line, text: str) -> Iterator[str]:
    """Runs of words that nothing knows, in the parts of a line that were not read."""
    for node in walk(line.node):
        if isinstance(node, Unread):
            run: list[str] = []
            for chunk in (*_flat(tag(node.span.cut(text), default_tagger())), None):
                if chunk is not None and chunk.sort is Sort.WORD:
                    run.append(chunk.text.lower())
                elif run:
                    yield " ".join(run)
                    run = []


def _flat(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    for chunk in chunks:
        if chunk.inner:
            yield from _flat(chunk.inner)
        else:
            yield chunk


def report(coverage: Coverage) -> str:
    """The figures as text."""
    lines = sum(coverage.states.values())
    rows = [f"{coverage.trials} texts, {lines} lines"]
    rows += [
        f"  {state.value:18} {count:7} {100 * count / max(lines, 1):5.1f} %" for state, count in coverage.states.most_common()
    ]
    kept = 100 * coverage.described / max(lines, 1)
    rows.append(f"  of the compiled, with words kept as they stand (described): {coverage.described} ({kept:.1f} % of all lines)")
    share = 100 * coverage.whole / max(coverage.trials, 1)
    rows.append(f"texts whose every line is compiled, to be asked or without constraint: {coverage.whole} ({share:.1f} %)")
    rows.append(f"lines on which the compiler stopped: {coverage.stopped}")
    rows.append(
        "most frequent phrases not read: " + ", ".join(f"{words} {count}" for words, count in coverage.phrases.most_common(50))
    )
    return "\n".join(rows)


def sheet(coverage: Coverage, size: int, seed: int) -> Iterator[str]:
    """Random lines that were compiled whole, to be judged by a reader."""
    for section, text, reading in random.Random(seed).sample(coverage.compiled, size):
        row = {"section": section, "text": re.sub(r"\s*\n\s*", "\n", text), "reading": reading, "right": None, "why": ""}
        yield json.dumps(row, ensure_ascii=False)


def judged(paths: Sequence[Path]) -> str:
    """Precision of the judged lines with its interval, the wrong ones, and how many judgements are out of date."""
    rows = [json.loads(row) for path in paths for row in path.read_text("utf-8").splitlines() if row]
    current = [row for row in rows if row["right"] is not None and _read_again(row) == row["reading"]]
    right = sum(row["right"] is True for row in current)
    low, high = wilson(right, len(current))
    share = 100 * right / max(len(current), 1)
    told = [f"judged: {right} of {len(current)} right, {share:.1f} % (95 % interval {100 * low:.1f} to {100 * high:.1f} %)"]
    told.append(f"judgements of readings that have changed since, or not judged yet: {len(rows) - len(current)}")
    told += [f"wrong: {row['text']!r} -> {row['reading']} ({row['why']})" for row in current if row["right"] is False]
    return "\n".join(told)


def _read_again(row: dict[str, Any]) -> str:
    protocol = protocol_of_line(row["text"], section=row["section"])
    return " ".join(_reading(line) for stage in protocol.stages for line in stage.lines)


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, J Am Stat Assoc 1927;22:209)."""
    if not of:
        return 0.0, 1.0
    share, spread = right / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.coverage", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--texts", type=int, help="only so many random texts of the files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, help="write a sheet of so many lines compiled whole, to be judged")
    parser.add_argument("--judged", nargs="+", type=Path, default=[], help="sheets that a reader has filled in")
    arguments = parser.parse_args()
    if arguments.files:
        texts = [text for path in arguments.files for _name, text in texts_of(path)]
        if arguments.texts:
            texts = random.Random(arguments.seed).sample(texts, arguments.texts)
        coverage = cover(iter(texts))
        print(*(sheet(coverage, arguments.sample, arguments.seed) if arguments.sample else [report(coverage)]), sep="\n")
    if arguments.judged:
        print(judged(arguments.judged))


if __name__ == "__main__":
    main()
