"""How the reference matcher agrees with patients whose truth is known by construction, and how fast they are made.

python -m benchmarks.synth [TRIALS] [--trials 300] [--patients 3000] [--seed 5] [--show 5] [--population 5000]

TRIALS is a file of records (default: the trials of the examples). Printed for every kind of line: verdicts that are exactly the
intended ones, `unknown` in their place, decided where `unknown` was intended, and inverted (pass for fail or the reverse:
always a fault, of the generator, the compiler or the matcher). Speeds are of processor time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from trialwright.library import load, protocol_of_record
from trialwright.match.evaluate import evaluate
from trialwright.match.verdict import LineVerdict
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.synth.patient import Intended, SyntheticPatient
from trialwright.synth.population import generate_population
from trialwright.synth.trial import generate

EXAMPLES = Path(__file__).parent.parent / "examples" / "pages"
ON = dt.date(2026, 3, 16)
HOW = ("exact", "unknown instead", "decided instead", "inverted")
Found = tuple[str, Intended, LineVerdict]


def main() -> None:
    """Make patients, judge them, print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="?", type=Path)
    for name, usual in (("trials", 300), ("patients", 3000), ("seed", 5), ("show", 5), ("population", 5000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    protocols = _protocols(given.records, given.trials)
    _speed(given.population)
    began = time.process_time()
    people = list(generate(protocols, given.patients, given.seed, ON))
    made = time.process_time() - began
    print(
        f"around {len(protocols)} trials: {len(people) / made:,.0f} patients/s, {_aims(people) / len(people):.1f} verdicts each"
    )
    found = _judged(people, {protocol.key: protocol for protocol in protocols})
    _table(found)
    for how in HOW[1:]:
        _examples([one for one in found if one[0] == how], how, given.show)


def _protocols(records: Path | None, most: int) -> list[Protocol]:
    if records is None:
        return [load(path) for path in sorted(EXAMPLES.glob("*.txt"))]
    return [protocol_of_record(record) for record in islice(read_records(records), most)]


def _speed(number: int) -> None:
    list(generate_population(200, 1, ON))
    began = time.process_time()
    people = list(generate_population(number, 2, ON))
    spent = time.process_time() - began
    facts = sum(len(one.facts.facts) for one in people)
    print(f"population: {number / spent:,.0f} patients/s of processor time, {facts / number:.1f} facts each")


def _aims(people: Sequence[SyntheticPatient]) -> int:
    return sum(len(one.truth) for one in people)


def _judged(people: Sequence[SyntheticPatient], protocols: dict[str, Protocol]) -> list[Found]:
    found: list[Found] = []
    for one in people:
        if not one.truth:
            continue
        stage = one.truth[0].stage
        verdict = evaluate(protocols[one.truth[0].trial], one.facts, on=ON, stage=stage)
        lines = {line.line.id: line for line in verdict.stage(stage).lines}
        found.extend((_how(aim, lines[aim.line]), aim, lines[aim.line]) for aim in one.truth)
    return found


def _how(aim: Intended, line: LineVerdict) -> str:
    outcome = line.outcome.value
    if outcome == aim.verdict:
        return "exact"
    if outcome == "unknown":
        return "unknown instead"
    return "decided instead" if aim.verdict == "unknown" else "inverted"


def _table(found: Sequence[Found]) -> None:
    counts = Counter((aim.kind, how) for how, aim, _ in found)
    wants = Counter(aim.verdict for _, aim, _ in found)
    print(f"{len(found)} verdicts: " + ", ".join(f"{number} {verdict}" for verdict, number in wants.most_common()))
    print(f"{'kind of line':14}" + "".join(f"{how:>17}" for how in HOW))
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:14}" + "".join(f"{counts[kind, how]:17}" for how in HOW))
    totals = Counter(how for how, _, _ in found)
    print(f"{'all':14}" + "".join(f"{totals[how]:17}" for how in HOW))


def _examples(found: Sequence[Found], how: str, show: int) -> None:
    for _, aim, line in found[:show]:
        print(f"\n{how}: {aim.trial} {aim.line}, meant to {aim.verdict}: {' '.join(line.line.text.split())[:200]}")
        print(f"  made by: {aim.how[:300]} ({aim.case})\n  matcher: {line.outcome.value}: {line.evidence.why[:300]}")


if __name__ == "__main__":
    main()
