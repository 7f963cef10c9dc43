"""Conflicts: trials that nobody can join as we read them, which is nearly always a reading of ours that is wrong.

`python -m benchmarks.conflicts FILE… [--texts N --seed S]`. FILE: JSON lines (or gzip of them) with the text under
"eligibility", or API v2 studies. Of each trial that is read in one stage: whether some age is left, and each sex where no line
is about the sex alone; whether what one line requires (a person with that fact and no other) is excluded by another line.
Printed: each such trial with the lines and their readings, for a reader to say which is wrong (now and then it is the trial);
last, how many were found.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.compiler import texts_of
from trialwright.compiler.compile import compile_criteria
from trialwright.errors import TrialwrightError
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line
from trialwright.vocabulary.concepts import default_vocabulary

_ON = dt.date(2026, 3, 16)
_AGES = (3, 12, 20, 30, 45, 55, 65, 75, 85)
_TREATMENTS = frozenset({"drug", "drug class", "therapy", "treatment", "procedure", "regimen", "radiotherapy", "surgery"})
_SHOWN = 300


def conflicts(lines: list[Line]) -> Iterator[str]:
    """What is wrong between the lines of a trial, each as text."""
    yield from _of_ages(lines)
    for line in lines:
        if not line.cohort and not isinstance(line.node, Has):  # a line that says no more than the sex says it plainly
            yield from (f"no {sex}\n{_told(line)}" for sex in ("female", "male") if _fails(line.node, _person(sex=sex)))
    told: set[str] = set()
    for line in lines:
        for fact in _required(line.node):
            for other in _excluding(fact, line, lines):
                if other.id not in told:
                    told.add(other.id)
                    yield f"{fact.target.concept!r} is required\n{_told(line)}\n  and excluded\n{_told(other)}"


def _of_ages(lines: list[Line]) -> Iterator[str]:
    excluding = {age: [line for line in lines if not line.cohort and _fails(line.node, _person(age=age))] for age in _AGES}
    if all(excluding.values()):
        named = {line.id: line for found in excluding.values() for line in found}
        yield "\n".join(["no age", *map(_told, named.values())])


def _required(node: Criterion) -> Iterator[Has]:
    """The facts that a criterion asks for, all of them or one of several."""
    if isinstance(node, Has):
        yield node
    elif isinstance(node, AllOf | AnyOf):
        for item in node.items:
            yield from _required(item)


def _excluding(fact: Has, line: Line, lines: list[Line]) -> Iterator[Line]:
    """The other lines of the same cohort that fail whoever has the fact, if the fact is one that its own line takes."""
    concept, vocabulary = fact.target.concept, default_vocabulary()
    if concept not in vocabulary or vocabulary.kind(concept) == "sex":
        return
    treated = vocabulary.kind(concept) in _TREATMENTS
    days = {"start": "2025-06-01", "end": "2025-09-01"} if treated else {"date": "2026-02-01"}
    try:
        person = _person(facts=[{"what": concept, **days}])
    except TrialwrightError:  # not what a sheet can say in one row
        return
    diseases = (concept,) if vocabulary.kind(concept) == "cancer" else ()
    if not _fails(fact, person, diseases):
        yield from (o for o in lines if o is not line and o.cohort == line.cohort and _fails(o.node, person, diseases))


def _person(**told: object) -> PatientFacts:
    return facts_from_mapping({"id": "somebody", **told}, place="a person made here")


def _fails(node: Criterion, person: PatientFacts, diseases: tuple[str, ...] = ()) -> bool:
    return evaluate_criterion(node, person, Context(on=_ON, diseases=diseases, ahead=False)).truth is Truth.FALSE


def _told(line: Line) -> str:
    reading = " ".join(print_criterion(line.node).split())
    return f"  {line.id}: {' '.join(line.text.split())[:_SHOWN]}\n    => {reading[:_SHOWN]}"


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.conflicts", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--texts", type=int, help="only so many random texts of the files")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = [named for path in arguments.files for named in texts_of(path)]
    if arguments.texts:
        texts = random.Random(arguments.seed).sample(texts, arguments.texts)
    judged = found = 0
    for name, text in texts:
        stages = compile_criteria(text).built.stages
        if len(stages) > 1:
            continue
        told = list(conflicts([line for stage in stages for line in stage.lines]))
        judged, found = judged + 1, found + bool(told)
        print(*(f"{name}: {what}" for what in told), sep="\n", end="\n" if told else "")
    print(f"{judged} trials of one stage, {found} with lines that exclude each other")


if __name__ == "__main__":
    main()
