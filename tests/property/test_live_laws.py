"""A new record of a patient: what is answered again is what changed, and the rest stands as if all had been asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from tests.property.batch_cases import a_patient, a_trial
from tests.spec.tables import small_vocabulary

from trialwright.findings import Span
from trialwright.match.batch.block import Answered
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.imprint import Imprint, imprint_of
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.views import View
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.time import PartialDate

ON = dt.date(2026, 3, 16)


LATER = ON + dt.timedelta(days=4)


def columns_of(program: Program, on: dt.date = ON) -> Columns:
    return Columns(Recall(program=program, on=on, vocabulary=small_vocabulary()))


def seen_now(columns: Columns, patient: PatientFacts) -> tuple[Imprint, Answered]:
    views: list[View] = []
    answered = columns.answered(patient, seen=views.append)
    return imprint_of(views, columns.recall.contents), answered


def another_record(before: PatientFacts, other: PatientFacts, rng: Random) -> PatientFacts:
    """The record with something more, less or otherwise in it."""
    facts = list(before.facts)
    place = rng.randrange(len(facts) + 1)
    match rng.randrange(6):
        case 0:
            facts += other.facts[:1]
        case 1:
            facts[place:place] = other.facts[:2]
        case 2:
            facts = [fact for number, fact in enumerate(facts) if number != place]
        case 3 if place < len(facts):
            day = PartialDate.of(ON - dt.timedelta(days=rng.choice((0, 3, 20, 400))))
            facts[place] = replace(facts[place], date=day)
        case 4:
            facts[place : place + 1] = other.facts[-1:]
        case _:
            rng.shuffle(facts)
    return replace(before, facts=tuple(facts))


def answers(columns: Columns, one: Answered) -> list[int]:
    codes = columns.usual(one.sort).copy()
    codes[one.questions] = one.codes
    found: list[int] = codes.tolist()
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_is_answered_again_and_what_is_kept_are_together_the_answers_to_the_new_record(seed: int) -> None:
    rng = Random(f"again {seed}")
    program = program_of([a_trial(rng, f"T{number}") for number in range(20)], vocabulary=small_vocabulary())
    columns, fresh, later = columns_of(program), columns_of(program), columns_of(program, LATER)
    again = turned = lasting = 0
    for number in range(40):
        record = a_patient(rng, f"P{number}")
        before = seen_now(columns, record)
        for _ in range(4):
            record = another_record(record, a_patient(rng, f"P{number}"), rng)
            found = columns.again(record, before)
            expected = fresh.answered(record)
            if found is not None:
                again += 1
                assert answers(columns, found) == answers(fresh, expected)
                if found.turn > LATER.toordinal():
                    lasting += 1
                    assert answers(columns, found) == answers(later, later.answered(record)), "none turns before its day"
                turned += answers(columns, found) != answers(columns, before[1])
            before = seen_now(columns, record) if found is None else (seen_now(columns, record)[0], found)
    assert again > 80
    assert turned > 20
    assert lasting > 20


def test_a_new_value_of_one_variable_asks_nothing_of_another() -> None:
    rng = Random("little")
    program = program_of([a_trial(rng, f"T{number}") for number in range(20)], vocabulary=small_vocabulary())
    columns = columns_of(program)
    record = a_patient(rng, "P")
    imprint, _ = seen_now(columns, record)
    same, _ = seen_now(columns, replace(record, facts=tuple(replace(fact) for fact in record.facts)))
    change = imprint.change_to(same)
    assert change is not None
    assert not change.items
    assert not change.facts


def test_a_value_is_looked_up_again_when_the_event_that_its_window_hangs_on_is_another() -> None:
    text = "hemoglobin >= 9 g/dL within 14 days after (surgery)"
    line = Line(
        id="I1", section=Section.INCLUSION, text=text, node=parse_criterion(text), origin="text", span=Span(start=0, end=1)
    )
    stage = Stage(name="screening", label="Screening", lines=(line,))
    trial = Protocol(key="T", title="T", stages=(stage,), criteria_text="x", criteria_shown=(Section.INCLUSION,))
    columns = columns_of(program_of([trial], vocabulary=small_vocabulary()))
    known = {"what": "hemoglobin", "value": 10, "unit": "g/dL", "date": "2026-01-10"}
    surgery = {"what": "surgery", "date": "2026-01-05"}
    before, after = (
        facts_from_mapping({"id": "P", "facts": facts}, place="a test", vocabulary=small_vocabulary())
        for facts in ([known, surgery], [known, surgery, {"what": "surgery", "date": "2026-03-01"}])
    )
    was = seen_now(columns, before)
    found = columns.again(after, was)
    assert found is not None
    assert answers(columns, found) == answers(columns, columns.answered(after)) != answers(columns, was[1])
