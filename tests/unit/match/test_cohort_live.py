"""A cohort in memory: after a new record, or with an amended trial, the verdicts are those of the reference."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from tests.property.batch_cases import a_patient, a_trial

from trialwright.findings import Span
from trialwright.match.batch import prints
from trialwright.match.batch.live import Amended, LiveCohort, Moved
from trialwright.match.batch.program import program_of
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

ON = dt.date(2026, 3, 16)


def a_record(rng: Random, patient: str) -> PatientFacts:
    return a_patient(rng, patient, vocabulary=default_vocabulary())


def by_the_reference(trial: Protocol, patient: PatientFacts) -> dict[str, str]:
    context = Context(on=ON, vocabulary=default_vocabulary(), ahead=False)
    return {stage.stage: stage.eligibility.value for stage in evaluate_in(trial, patient, context).stages}


def moves(before: tuple[Protocol, PatientFacts], after: tuple[Protocol, PatientFacts]) -> Iterator[Moved]:
    was, is_ = by_the_reference(*before), by_the_reference(*after)
    patient, trial = after[1].id, after[0].key
    for stage in {**was, **is_}:
        if was.get(stage) != is_.get(stage):
            yield Moved(patient=patient, trial=trial, stage=stage, before=was.get(stage), after=is_.get(stage))


def limits(key: str, rng: Random) -> Protocol:
    """A trial of limits only, which differ from one time to the next."""
    texts = (
        f"hemoglobin >= {rng.choice(('8', '9', '9.5', '10'))} g/dL",
        f"hemoglobin <= {rng.choice(('14', '15.5'))} g/dL within 14 days before registration",
        f"creatinine <= {rng.choice(('1', '1.5', '2.5'))} x ULN",
        f"age >= {rng.choice(('18', '60', '66'))} a",
    )
    lines = tuple(
        Line(
            id=f"I{number}",
            section=Section.INCLUSION,
            text=text,
            node=parse_criterion(text),
            origin="text",
            span=Span(start=0, end=1),
        )
        for number, text in enumerate(texts)
    )
    stage = Stage(name="screening", label="Screening", lines=lines)
    return Protocol(key=key, title=key, stages=(stage,), criteria_text="x", criteria_shown=(Section.INCLUSION,))


class Held:
    """A cohort in memory beside the same records."""

    def __init__(self, seed: str, trials: list[Protocol], patients: int) -> None:
        self.rng = Random(seed)
        self.trials = trials
        self.records = {patient: a_record(self.rng, patient) for patient in (f"P{number}" for number in range(patients))}
        self.cohort = LiveCohort(trials, ON)
        self.cohort.add(self.records.values())

    def check(self, found: Amended, before: Protocol, after: Protocol) -> None:
        expected = [move for one in self.records.values() for move in moves((before, one), (after, one))]
        kept = {stage.name for stage in before.stages} & {stage.name for stage in after.stages}
        assert Counter(found.moved) == Counter(move for move in expected if move.stage in kept)
        said = Counter(
            (stage, verdict) for one in self.records.values() for stage, verdict in by_the_reference(after, one).items()
        )
        assert found.eligible == {stage.name: said[stage.name, "eligible"] for stage in after.stages}
        assert found.ineligible == {stage.name: said[stage.name, "ineligible"] for stage in after.stages}


@pytest.mark.parametrize("seed", range(3))
def test_a_new_record_moves_the_verdicts_that_the_reference_says_it_moves(seed: int) -> None:
    rng = Random(f"live {seed}")
    held = Held(f"live {seed}", [a_trial(rng, f"T{number}") for number in range(12)], 30)
    moved = 0
    for patient, before in list(held.records.items()):
        other = a_record(rng, patient)
        after = rng.choice(
            (other, replace(before, facts=(*before.facts, *other.facts[:1])), replace(before, facts=before.facts[1:]))
        )
        found = held.cohort.update(after)
        expected = [move for trial in held.trials for move in moves((trial, before), (trial, after))]
        assert Counter(found) == Counter(expected)
        held.records[patient] = after
        moved += len(found)
    assert moved > 20
    for trial in held.trials:
        amended = a_trial(rng, trial.key)
        held.check(held.cohort.amended(amended), trial, amended)


def test_other_limits_are_held_against_the_values_without_reading_most_records_again() -> None:
    rng = Random("limits")
    trial = limits("L", rng)
    held = Held("limits", [trial, *(a_trial(rng, f"T{number}") for number in range(3))], 120)
    for patient in list(held.records)[:10]:
        held.records[patient] = a_record(rng, patient)
        held.cohort.update(held.records[patient])
    moved = 0
    for _ in range(12):
        amended = limits("L", rng)
        found = held.cohort.amended(amended)
        held.check(found, trial, amended)
        assert found.asked < 20
        moved += len(found.moved)
    assert moved > 20


@pytest.mark.parametrize("seed", range(4))
def test_what_no_trial_has_asked_is_asked_of_one_for_all_of_whom_it_finds_the_same(seed: int) -> None:
    rng = Random(f"new {seed}")
    held = Held(f"new {seed}", [a_trial(rng, f"T{number}") for number in range(3)], 60)
    for patient in list(held.records)[:10]:
        held.records[patient] = a_record(rng, patient)
        held.cohort.update(held.records[patient])
    asked = everybody = 0
    for number in range(12):
        trial = held.trials[number % 3]
        amended = replace(a_trial(rng, trial.key), conditions=trial.conditions)
        found = held.cohort.amended(amended)
        held.check(found, trial, amended)
        asked += found.asked
        everybody += 60 * len(program_of([amended]).questions)
    assert 0 < asked < everybody / 3
    rare = replace(held.trials[0], stages=(limits("L", rng).stages[0], *held.trials[0].stages[1:]))
    line = replace(rare.stages[0].lines[0], text="no scleroderma", node=parse_criterion("no scleroderma"))
    rare = replace(rare, stages=(replace(rare.stages[0], lines=(line,)), *rare.stages[1:]))
    found = held.cohort.amended(rare)
    held.check(found, held.trials[0], rare)
    assert found.asked < 40


@pytest.mark.parametrize("seed", range(4))
def test_a_trial_may_come_to_treat_what_no_trial_did(seed: int) -> None:
    rng = Random(f"treats {seed}")
    held = Held(f"treats {seed}", [a_trial(rng, f"T{number}") for number in range(6)], 60)
    treated = {one.diseases for one in held.cohort.program.questions}
    asked = everybody = new = 0
    for number in range(12):
        trial = held.trials[number % 6]
        both = (*a_trial(rng, "one").conditions, *a_trial(rng, "other").conditions)
        amended = replace(a_trial(rng, trial.key), conditions=both)
        found = held.cohort.amended(amended)
        held.check(found, trial, amended)
        questions = program_of([amended]).questions
        new += not treated & {one.diseases for one in questions if one.diseases}
        asked += found.asked
        everybody += 60 * len(questions)
    assert new > 6
    assert 0 < asked < everybody / 2


def aged(key: str, limits: str) -> Protocol:
    """A trial that asks for an age in another unit than years."""
    first, _, second = limits.partition(" and ")
    node = parse_criterion(first)
    if second:
        node = replace(node, high=parse_criterion(second).high)  # type: ignore[call-arg, union-attr]
    line = replace(an_age(key).stages[0].lines[0], text=limits, node=node)
    stage = replace(an_age(key).stages[0], lines=(line,))
    return replace(an_age(key), stages=(stage,))


def an_age(key: str) -> Protocol:
    found = limits(key, Random(key))
    return replace(found, stages=(replace(found.stages[0], lines=found.stages[0].lines[3:]),))


@pytest.mark.parametrize(
    "age",
    [
        "age >= 216 mo",
        "age <= 800 mo",
        "age >= 216 mo and age < 780 mo",
        "age > 20000 d",
        "age > 20000 d and age <= 24000 d",
        "age < 3000 wk",
    ],
)
def test_an_age_in_another_unit_is_asked_of_few_of_many_days_of_birth(age: str) -> None:
    rng = Random("born")
    trial = an_age("A")
    held = Held("born", [trial, *(a_trial(rng, f"T{number}") for number in range(2))], 0)
    born = [ON - dt.timedelta(days=rng.randrange(7_000, 33_000)) for _ in range(150)]
    edges = [dt.date(2008, 3, 16), dt.date(2008, 3, 17), dt.date(1961, 3, 16), dt.date(1961, 3, 17)]
    days: list[PartialDate | None] = [PartialDate.of(day) for day in (*born, *edges)]
    days += [PartialDate.parse(text) for text in ("1961", "1961-03", "2008-03", "1990")] + [None]
    for number, day in enumerate(days):
        record = replace(a_record(rng, f"P{number}"), birth_date=day, age=None)
        held.records[record.id] = record
    held.cohort.add(held.records.values())
    found = held.cohort.amended(aged("A", age))
    held.check(found, trial, aged("A", age))
    assert found.asked < 60


def test_records_that_changed_stand_beside_the_others_until_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prints, "TOGETHER", 3)
    monkeypatch.setattr(prints, "MOST", 2)
    rng = Random("beside")
    held = Held("beside", [a_trial(rng, f"T{number}") for number in range(3)], 12)
    for number, patient in enumerate([*held.records, *held.records]):
        held.records[patient] = a_record(rng, patient)
        held.cohort.update(held.records[patient])
        if number % 4 == 0:
            trial = held.trials[number // 4 % 2]
            amended = replace(a_trial(rng, trial.key), conditions=trial.conditions)
            held.check(held.cohort.amended(amended), trial, amended)
