"""The same lines through TrialMatchAI's rule extractor and through ours: lines touched, cases right, inversions, lines a second.

`python -m benchmarks.against --cases FILE… --lines FILE… [--texts N] [--environment DIR]`. `--cases`: behavioural cases (see
benchmarks.cases); `--lines`: eligibility texts, whose lines (as our splitter finds them) both tools read. TrialMatchAI 0.9.0
(PyPI, MIT;
no LLM, its `constraints` package) pins its dependencies, so it is installed once into an environment of its own (default:
out/trialmatchai). A line is *touched* when the tool made at least one constraint of it that says something of a patient: for
TrialMatchAI any but a free-floating time window, for us a comparison or a presence, questions not counted.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.cases import CAUTIOUS, EXACT, INVERTED, KINDS, RASH, Prediction, Trials, line_predictions
from benchmarks.compiler import texts_of
from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.criteria import Compare, Criterion, Has, walk

PACKAGE = "trialmatchai==0.9.0"
_RULES = Path(__file__).parent / "trialmatchai_rules.py"


@dataclass
class Column:
    """What one tool did."""

    lines: int = 0
    touched: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)

    def cells(self) -> list[str]:
        """The figures as text."""
        cases = max(sum(self.outcomes.values()), 1)
        share = [f"{self.outcomes[kind]} ({100 * self.outcomes[kind] / cases:.1f} %)" for kind in KINDS]
        touched = f"{self.touched} of {self.lines} ({100 * self.touched / max(self.lines, 1):.1f} %)"
        return [touched, *share, f"{self.lines / max(self.seconds, 1e-9):,.0f}"]


def environment(folder: Path) -> Path:
    """The interpreter of the folder's environment, which is made when it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    return python


def theirs(python: Path, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """TrialMatchAI's constraints and verdicts for each row."""
    sent = "\n".join(json.dumps(row) for row in rows)
    done = subprocess.run([str(python), str(_RULES)], input=sent, capture_output=True, text=True, check=True)
    return [json.loads(row) for row in done.stdout.splitlines()]


def compare_cases(paths: Sequence[Path], python: Path, columns: tuple[Column, Column]) -> None:
    """Both tools' verdicts on every patient of every line case."""
    cases = [json.loads(row) for path in paths for row in path.read_text("utf-8").splitlines() if row]
    sent = [
        {"text": case["text"], "section": case["section"], "patients": [patient["sheet"] for patient in case["patients"]]}
        for case in cases
    ]
    for case, answer in zip(cases, theirs(python, sent), strict=True):
        for patient, predicted in zip(case["patients"], answer["verdicts"], strict=True):
            kind = Prediction(
                case=case["id"], group="", subject=patient["sheet"]["id"], expect=patient["expect"], predicted=predicted
            ).outcome
            columns[1].outcomes[kind] += 1
    trials = Trials([])
    columns[0].outcomes.update(prediction.outcome for case in cases for prediction in line_predictions(case, trials))


def compare_lines(texts: Sequence[str], python: Path, columns: tuple[Column, Column]) -> None:
    """Both tools over the lines of whole texts."""
    ours, others = columns
    rows = []
    for text in texts:
        begun = time.process_time()
        stages = compile_criteria(text).built.stages
        ours.seconds += time.process_time() - begun
        lines = [line for stage in stages for line in stage.lines]
        ours.lines += len(lines)
        ours.touched += sum(_touched(line.node) for line in lines)
        rows += [{"text": line.text, "section": line.section.value} for line in lines]
    for answer in theirs(python, rows):
        others.lines += 1
        others.touched += any(item["kind"] != "temporal" for item in answer["constraints"])
        others.seconds += answer["seconds"]


def _touched(node: Criterion) -> bool:
    return any(isinstance(item, Compare | Has) for item in walk(node))


def report(columns: tuple[Column, Column]) -> str:
    """The two columns side by side."""
    names = ["lines touched", *(f"cases {kind}" for kind in (EXACT, CAUTIOUS, INVERTED, RASH)), "lines/s, one core"]
    rows = zip(["", *names], ["trialwright", *columns[0].cells()], ["TrialMatchAI rules", *columns[1].cells()], strict=True)
    return "\n".join(f"{name:24} {ours:>24} {others:>24}" for name, ours, others in rows)


def main() -> None:
    """Read the command line, run both, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.against", description=__doc__)
    parser.add_argument("--cases", nargs="+", type=Path, default=[])
    parser.add_argument("--lines", nargs="+", type=Path, default=[])
    parser.add_argument("--texts", type=int, help="only so many random texts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--environment", type=Path, default=Path("out/trialmatchai"))
    arguments = parser.parse_args()
    columns = (Column(), Column())
    python = environment(arguments.environment)
    if arguments.cases:
        compare_cases(arguments.cases, python, columns)
    texts = [text for path in arguments.lines for _name, text in texts_of(path)]
    if arguments.texts:
        texts = random.Random(arguments.seed).sample(texts, arguments.texts)
    compare_lines(texts, python, columns)
    print(report(columns))


if __name__ == "__main__":
    main()
