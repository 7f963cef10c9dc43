"""Patients around a trial's limits: what they were made for is what the reference matcher finds, and boundaries are met."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from trialwright.library import load
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate, evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoneOf,
    Not,
    Quantity,
    Readings,
    Target,
    When,
    Window,
    WindowKind,
)
from trialwright.protocol.protocol import Protocol
from trialwright.synth.aiming import Setting, plan_for
from trialwright.synth.made import Want
from trialwright.synth.patient import SyntheticPatient
from trialwright.synth.trial import generate
from trialwright.vocabulary.time import Duration, PartialDate, TimeUnit

ON = dt.date(2026, 3, 16)
PAGES = sorted((Path(__file__).parents[3] / "examples" / "pages").glob("*.txt"))


@pytest.fixture(scope="module")
def trials() -> Mapping[str, Protocol]:
    return {protocol.key: protocol for protocol in map(load, PAGES)}


@pytest.fixture(scope="module")
def people(trials: Mapping[str, Protocol]) -> list[SyntheticPatient]:
    return list(generate(list(trials.values()), 200, 3, ON))


def test_the_reference_finds_what_each_patient_was_made_for(
    trials: Mapping[str, Protocol], people: list[SyntheticPatient]
) -> None:
    found = Counter[tuple[str, str]]()
    for one in people:
        for aim in one.truth:
            verdict = evaluate(trials[aim.trial], one.facts, on=ON, stage=aim.stage)
            outcome = next(line.outcome.value for line in verdict.stage(aim.stage).lines if line.line.id == aim.line)
            found[aim.verdict, outcome] += 1
    assert found["pass", "fail"] == found["fail", "pass"] == 0
    assert min(found[kind, kind] for kind in ("pass", "fail", "unknown")) > 20
    assert sum(found[kind, kind] for kind in ("pass", "fail", "unknown")) > 0.98 * found.total()


def test_the_same_seed_gives_the_same_patients_and_truth(trials: Mapping[str, Protocol], people: list[SyntheticPatient]) -> None:
    assert list(generate(list(trials.values()), 20, 3, ON)) == people[:20]


def test_every_truth_says_how_it_was_made(people: list[SyntheticPatient]) -> None:
    assert all(aim.case and aim.how for one in people for aim in one.truth if aim.kind not in ("NoConstraint", "Unread"))


def _weeks(number: int, kind: WindowKind = WindowKind.WITHIN_BEFORE) -> Window:
    return Window(kind=kind, amount=Duration(amount=Decimal(number), unit=TimeUnit.WEEK))


HEMOGLOBIN = Compare(quantity=Quantity(variable="hemoglobin"), low=Limit(value=Decimal(9)), unit="g/dL", window=_weeks(2))
ALT = Compare(
    quantity=Quantity(variable="alanine aminotransferase"), high=Limit(value=Decimal("2.5")), relative="ULN", window=_weeks(2)
)
STAGE = Compare(quantity=Quantity(variable="stage"), low=Limit(value="IIB"), high=Limit(value="IIIA"))
AGE = Compare(quantity=Quantity(variable="age"), low=Limit(value=Decimal(18)), high=Limit(value=Decimal(75)), unit="a")
SURGERY = Has(target=Target(concept="major surgery"), window=_weeks(4))
INFARCTION = Has(target=Target(concept="myocardial infarction"))
WARFARIN = Has(target=Target(concept="warfarin"), window=Window(kind=WindowKind.CURRENT))
CONSENT = Ask(statement="able to understand the diary", question="Is the patient able to understand the diary?")
NODES: Mapping[str, Criterion] = {
    "Compare": HEMOGLOBIN,
    "a multiple of the limit of normal": ALT,
    "a scale": STAGE,
    "age": AGE,
    "Has": SURGERY,
    "a condition": INFARCTION,
    "a medicine at present": WARFARIN,
    "Ask": CONSENT,
    "Not": Not(item=INFARCTION),
    "AllOf": AllOf(items=(HEMOGLOBIN, INFARCTION, CONSENT)),
    "AnyOf": AnyOf(items=(HEMOGLOBIN, SURGERY, ALT)),
    "NoneOf": NoneOf(items=(SURGERY, WARFARIN, INFARCTION)),
    "AtLeast": AtLeast(count=2, items=(HEMOGLOBIN, INFARCTION, CONSENT)),
    "When": When(condition=INFARCTION, then=HEMOGLOBIN, otherwise=ALT),
    "Readings": Readings(items=(HEMOGLOBIN, AllOf(items=(HEMOGLOBIN, ALT))), why="one or both"),
}


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("want", ["true", "false", "unknown"])
def test_each_kind_of_node_can_be_given_each_truth(name: str, want: Want) -> None:
    made = 0
    for seed in range(25):
        plan = plan_for(NODES[name], want, Setting(diseases=("gastric cancer",), on=ON, rng=Random(seed)))
        if plan is None:
            continue
        made += 1
        born = next((part.born for part in plan if part.born), None)
        patient = PatientFacts(
            id="P",
            age=None,
            birth_date=None if born is None or born == dt.date.max else PartialDate.of(born),
            facts=tuple(fact for part in plan for fact in part.facts),
            coverage=frozenset(kind for part in plan for kind in part.complete),
        )
        found = evaluate_criterion(NODES[name], patient, Context(on=ON, diseases=("gastric cancer",)))
        assert found.truth is Truth[want.upper()], (plan, found.why)
    assert made > 5


def test_limits_are_met_exactly_and_missed_by_the_last_place() -> None:
    seen: dict[str, set[str]] = {"true": set(), "false": set()}
    for want in ("true", "false"):
        for seed in range(150):
            plan = plan_for(HEMOGLOBIN, want, Setting(diseases=(), on=ON, rng=Random(seed)))  # type: ignore[arg-type]
            seen[want] |= {part.how.split(", uln")[0].split(" on ")[0] for part in plan or ()}
    assert "hemoglobin: 9 g/dL" in seen["true"]
    assert "hemoglobin: 9.1 g/dL" in seen["true"]
    assert "hemoglobin: 8.9 g/dL" in seen["false"]
    assert "hemoglobin: 90 g/L" in seen["true"]
    assert not {"hemoglobin: 9 g/dL", "hemoglobin: 90 g/L"} & seen["false"]


def test_windows_are_met_on_their_first_day_and_missed_by_one() -> None:
    days: dict[str, set[str]] = {"true": set(), "unknown": set()}
    for want in days:
        for seed in range(150):
            plan = plan_for(HEMOGLOBIN, want, Setting(diseases=(), on=ON, rng=Random(seed)))  # type: ignore[arg-type]
            days[want] |= {str(fact.date) for part in plan or () for fact in part.facts[:1]}
    assert {"2026-03-02", "2026-03-03", "2026-03-16"} <= days["true"]
    assert days["unknown"] == {"2026-03-01"}
