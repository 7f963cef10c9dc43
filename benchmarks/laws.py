"""Seeds enter; how many verdicts of the cohort engine on generated cases are those of the reference, and which are not, leave.

python -m benchmarks.laws [--verdicts 10000000] [--kept out/laws.jsonl] [--minutes 60] [--first 0]

Each seed makes 90 patients, 8 trials that have nothing in common (`tests.property.batch_cases`: every kind of node and window),
and four times 60 that join the same 120 questions in trees of their own (`tests.property.related_cases`); every verdict of a
line and of a stage is held against `match.evaluate`. Of the related ones the reference prepares each patient once, and answers
each question about a patient once: how many answers their verdicts rest on is told beside. What a seed gave is kept in a file, a
line each, so that a run that was stopped goes on with the next seed; processes beside one another have each their `--first` seed
and their file. The seeds are others than those of the test suite.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from random import Random

from tests.property.batch_cases import a_patient, a_trial
from tests.property.related_cases import related_trials, remembering
from tests.property.test_batch_laws import Verdicts, differences, of_the_engine, of_the_reference

from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol

TRIALS, FAMILIES, RELATED, PATIENTS = 8, 4, 60, 90
SHOWN = 10


def main() -> int:
    """Goes on until so many verdicts are compared; 1 when any differs."""
    asked = _arguments()
    kept = _kept(asked.kept)
    started = time.monotonic()
    while _sum(kept, "verdicts") < asked.verdicts and time.monotonic() - started < 60 * asked.minutes:
        seed = asked.first + len(kept)
        kept.append(_held(seed))
        asked.kept.parent.mkdir(parents=True, exist_ok=True)
        with asked.kept.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(kept[-1]) + "\n")
    wrong = _sum(kept, "wrong")
    print(
        f"{len(kept)} seeds: {_sum(kept, 'verdicts'):,} verdicts compared, {wrong} differ; {_sum(kept, 'related'):,} of them are"
        f" of related trials, and rest on {_sum(kept, 'answers'):,} answers of the reference"
    )
    return 1 if wrong else 0


def _held(seed: int) -> dict[str, int]:
    """The trials and patients of one seed; each of the first ten differences is printed."""
    rng = Random(f"laws {seed}, related too")
    apart = [a_trial(rng, f"T{number}") for number in range(TRIALS)]
    related = [trial for family in range(FAMILIES) for trial in related_trials(rng, f"F{family}", RELATED)]
    patients = [a_patient(rng, f"P{number}") for number in range(PATIENTS)]
    expected = of_the_reference(apart, patients)
    verdicts, wrong = _differing(seed, expected, (apart, patients))
    with remembering() as answers:
        expected = of_the_reference(related, patients)
    more, too = _differing(seed, expected, (related, patients))
    return {"seed": seed, "verdicts": verdicts + more, "wrong": wrong + too, "related": more, "answers": len(answers)}


def _differing(seed: int, expected: Verdicts, of: tuple[list[Protocol], list[PatientFacts]]) -> tuple[int, int]:
    """How many verdicts there are, and how many the engine gives otherwise."""
    found = list(differences(expected, of_the_engine(*of)))
    for line in found[:SHOWN]:
        print(f"seed {seed}: {line}", flush=True)
    return len(expected), len(found)


def _kept(path: Path) -> list[dict[str, int]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _sum(kept: list[dict[str, int]], name: str) -> int:
    return sum(one[name] for one in kept)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verdicts", type=int, default=10_000_000, help="how many verdicts are to be compared in all")
    parser.add_argument("--kept", type=Path, default=Path("out/laws.jsonl"), help="where what each seed gave is kept")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so many, to go on another time")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
