"""Trials and patients enter; how long a new laboratory value and an amended trial take in a cohort in memory leaves.

python -m benchmarks.live --trials FILE [--most 500] [--patients 100000] [--distinct 500] [--times 40]

The trials are real ones, compiled. `--distinct` synthetic patients are answered for, and drawn again until there are
`--patients`; so the records are few, the planes and columns as large as for as many people. Then one patient at a time has a new
laboratory value, and one trial at a time another limit, or one line more that asks what no trial did: the clock runs until the
verdicts that are others are known. Last, a trial comes to treat what another does, too. What a patient's new value moved, and
what an amendment moved, is held against the reference for some.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import resource
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeVar

from benchmarks.cohort import ON, protocols_of
from trialwright.match.batch.block import Answered
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.live import LiveCohort
from trialwright.match.batch.views import View
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoneOf,
    Not,
    Readings,
    Target,
    When,
    walk,
)
from trialwright.protocol.protocol import Protocol, Section
from trialwright.synth.population import generate_population
from trialwright.vocabulary.time import PartialDate

LABS = (("hemoglobin", "g/dL", 6, 17), ("platelets", "10*9/L", 20, 450), ("creatinine", "mg/dL", 0, 4), ("ECOG", None, 0, 4))
PATIENT_BAR, TRIAL_BAR = 50, 200
"""Milliseconds."""
Cost = tuple[float, float]
"""Milliseconds on the clock, and of the processor."""
Result = TypeVar("Result")


class Drawn(Columns):
    """Columns that answer once for all patients of one record: for a cohort that is drawn from few."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns.recall)
        self._known: dict[int, tuple[Answered, list[View]]] = {}

    def answered(
        self, patient: PatientFacts, *, only: Collection[int] | None = None, seen: Callable[[View], None] = lambda view: None
    ) -> Answered:
        known = self._known.get(id(patient.facts))
        if known is None or only is not None:
            return super().answered(patient, only=only, seen=seen)
        for view in known[1]:
            seen(view)
        return known[0]

    def learn(self, patients: Sequence[PatientFacts]) -> None:
        """Answers for the patients from whom the others are drawn."""
        for patient in patients:
            views: list[View] = []
            self._known[id(patient.facts)] = (super().answered(patient, seen=views.append), views)


def main() -> int:
    """Measures, checks, and prints; 1 when a verdict differs."""
    asked = _arguments()
    rng = Random(1)
    protocols = protocols_of(asked.trials, asked.most)
    distinct = [one.facts for one in generate_population(asked.distinct, 1, ON)]
    cohort = LiveCohort(protocols, ON)
    cohort.columns = columns = Drawn(cohort.columns)
    started = time.perf_counter()
    columns.learn(distinct)
    print(f"{len(protocols)} trials; {len(distinct):,} patients answered for in {time.perf_counter() - started:,.0f} s")
    started = time.perf_counter()
    patients = {f"{number}": replace(rng.choice(distinct), id=f"{number}") for number in range(asked.patients)}
    cohort.add(patients.values())
    print(f"{len(patients):,} drawn from them and held in {time.perf_counter() - started:,.0f} s; "
          f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")  # fmt: skip
    gc.collect()
    gc.freeze()  # as a process that stays would: what is held is not looked through again and again
    wrong = _patients(cohort, patients, (asked.times, rng), protocols)
    with_limits = [one for one in protocols if any(map(_has_limit, one.stages[0].lines))]
    wrong += _trials(cohort, patients, (asked.times, rng), ("one other limit in one trial", with_limits, _amended))
    unasked = _unasked(cohort, distinct)
    some = [one for one in protocols if one.stages[0].lines]

    def with_one_more(protocol: Protocol, rng: Random) -> Protocol:
        return _with_more(protocol, rng.choice(unasked))

    print(f"{len(unasked)} concepts are on record that no trial asks for by name")
    wrong += _trials(cohort, patients, (asked.times // 2, rng), ("one line that nobody was asked", some, with_one_more))

    def with_other_diseases(protocol: Protocol, rng: Random) -> Protocol:
        return replace(protocol, conditions=(*protocol.conditions, *rng.choice(some).conditions))

    wrong += _trials(cohort, patients, (asked.times // 2, rng), ("conditions of two trials in one", some, with_other_diseases))
    return 1 if wrong else 0


def _patients(
    cohort: LiveCohort, patients: dict[str, PatientFacts], draws: tuple[int, Random], protocols: Sequence[Protocol]
) -> int:
    """One new laboratory value for one patient, so many times; how many differ from what the reference says."""
    times, rng = draws
    took: list[Cost] = []
    moved = wrong = 0
    for number in range(times):
        before = rng.choice(list(patients.values()))
        after = replace(before, facts=(*before.facts, _a_lab(rng)))
        found, cost = _timed(lambda after=after: cohort.update(after))  # type: ignore[misc]
        took.append(cost)
        moved += len(found)
        patients[after.id] = after
        if number < 3:
            told = {(one.trial, one.stage): (one.before, one.after) for one in found}
            wrong += sum(_moves(protocol, before, after) != _of(told, protocol) for protocol in protocols)
    _print("one new value of one patient", took, PATIENT_BAR, f"{moved} verdicts moved; of 3 patients {wrong} trials differ")
    return wrong


def _trials(
    cohort: LiveCohort,
    patients: dict[str, PatientFacts],
    draws: tuple[int, Random],
    amending: tuple[str, Sequence[Protocol], Callable[[Protocol, Random], Protocol]],
) -> int:
    """One of some trials amended, so many times; how many of some pairs differ from what the reference says."""
    times, rng = draws
    name, protocols, amend = amending
    took: list[Cost] = []
    moved = wrong = 0
    asked: list[int] = []

    for _ in range(times):
        before = rng.choice(protocols)
        after = amend(before, rng)
        found, cost = _timed(lambda after=after: cohort.amended(after))  # type: ignore[misc]
        took.append(cost)
        moved, asked = moved + len(found.moved), [*asked, found.asked]
        told = {one.patient: (one.before, one.after) for one in found.moved if one.stage == after.stages[0].name}
        for patient in [*rng.sample(sorted(patients), 5), *list(told)[:5]]:
            sides = [_said(protocol, patients[patient]).get(after.stages[0].name) for protocol in (before, after)]
            wrong += told.get(patient, (None, None)) != (tuple(sides) if sides[0] != sides[1] else (None, None))
    _print(name, took, TRIAL_BAR, f"{moved:,} verdicts moved; {wrong} pairs that were looked at differ")
    print(f"{'':<32}{sum(map(bool, asked))} of {len(asked)} asked the reference, {max(asked):,} times at most, "
          f"median {median(asked):,.0f}")  # fmt: skip
    return wrong


def _timed(work: Callable[[], Result]) -> tuple[Result, Cost]:
    started = time.perf_counter(), time.process_time()
    found = work()
    return found, (1000 * (time.perf_counter() - started[0]), 1000 * (time.process_time() - started[1]))


def _print(name: str, took: Sequence[Cost], bar: float, more: str) -> None:
    clock, processor = (sorted(side) for side in zip(*took, strict=True))
    nine = len(took) * 9 // 10
    print(f"{name:<32}clock: median {median(clock):.1f} ms, 9 of 10 under {clock[nine]:.1f}, most {clock[-1]:.1f} (bar {bar})")
    print(f"{'':<32}processor: median {median(processor):.1f} ms, 9 of 10 under {processor[nine]:.1f}, most {processor[-1]:.1f}")
    print(f"{'':<32}{more}")


def _a_lab(rng: Random) -> Fact:
    name, unit, least, most = rng.choice(LABS)
    value = Decimal(rng.randint(least * 10, most * 10)) / 10 if unit else Decimal(rng.randint(least, most))
    day = PartialDate.of(ON - dt.timedelta(days=rng.randrange(3)))
    return Fact(what=name, concept=name, kind=Kind.MEASUREMENTS, value=value, unit=unit, date=day)


def _has_limit(line: object) -> bool:
    return any(_limited(node) for node in walk(line.node))  # type: ignore[attr-defined]


def _limited(node: Criterion) -> bool:
    if not isinstance(node, Compare) or node.quantity.variable is None:
        return False
    return any(limit is not None and isinstance(limit.value, Decimal) for limit in (node.low, node.high))


def _amended(protocol: Protocol, rng: Random) -> Protocol:
    """The trial with one line whose limits are others."""
    stage = protocol.stages[0]
    chosen = rng.choice([line for line in stage.lines if _has_limit(line)])
    line = replace(chosen, node=_loosened(chosen.node))
    lines = tuple(line if one is chosen else one for one in stage.lines)
    return replace(protocol, stages=(replace(stage, lines=lines), *protocol.stages[1:]))


def _unasked(cohort: LiveCohort, patients: Sequence[PatientFacts]) -> list[str]:
    """Concepts on record that no trial asks for."""
    questions = (question.asked for question in cohort.program.questions)
    asked = {asked.target.concept for asked in questions if isinstance(asked, Has)}
    found = {fact.concept for patient in patients for fact in patient.facts if fact.concept and fact.kind is Kind.CONDITIONS}
    return sorted(found - asked)


def _with_more(protocol: Protocol, concept: str) -> Protocol:
    """The trial with one more line, that a concept be absent."""
    stage = protocol.stages[0]
    node = Not(item=Has(target=Target(concept=concept)))
    line = replace(stage.lines[0], id="new", text=f"no {concept}", node=node, section=Section.INCLUSION)
    return replace(protocol, stages=(replace(stage, lines=(*stage.lines, line)), *protocol.stages[1:]))


def _loosened(node: Criterion) -> Criterion:
    """The same with each limit a tenth lower or higher."""
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            return replace(node, items=tuple(map(_loosened, node.items)))
        case Not():
            return replace(node, item=_loosened(node.item))
        case When():
            return replace(node, then=_loosened(node.then))
        case Compare() if _limited(node):
            return replace(node, low=_scaled(node.low, Decimal("0.9")), high=_scaled(node.high, Decimal("1.1")))
    return node


def _scaled(limit: Limit | None, by: Decimal) -> Limit | None:
    return limit if limit is None or not isinstance(limit.value, Decimal) else replace(limit, value=limit.value * by)


def _said(protocol: Protocol, patient: PatientFacts) -> dict[str, str]:
    found = evaluate_in(protocol, patient, Context(on=ON, ahead=False))
    return {stage.stage: stage.eligibility.value for stage in found.stages}


def _moves(protocol: Protocol, before: PatientFacts, after: PatientFacts) -> dict[str, tuple[str | None, str | None]]:
    was, is_ = _said(protocol, before), _said(protocol, after)
    return {stage: (was.get(stage), is_.get(stage)) for stage in {**was, **is_} if was.get(stage) != is_.get(stage)}


def _of(
    told: dict[tuple[str, str], tuple[str | None, str | None]], protocol: Protocol
) -> dict[str, tuple[str | None, str | None]]:
    return {stage: sides for (trial, stage), sides in told.items() if trial == protocol.key}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True, help="records of trials: any file that the readers read")
    parser.add_argument("--most", type=int, default=500, help="how many trials")
    parser.add_argument("--patients", type=int, default=100_000, help="how many patients the cohort has")
    parser.add_argument("--distinct", type=int, default=500, help="from how many answered ones they are drawn")
    parser.add_argument("--times", type=int, default=40, help="how many patients and trials are changed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
