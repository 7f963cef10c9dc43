"""What counts as there because it was found lately: answered once for all found lately, and asked again when that is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from trialwright.findings import Span
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Has, Qualifier, Target
from trialwright.protocol.protocol import Line, Protocol, Section, Stage

ON = dt.date(2026, 3, 16)
TEXT = "Active infection"
ACTIVE = Has(
    target=Target(concept="infection", qualifiers=(Qualifier(name="activity", values=("active",)),)), span=Span(start=0, end=16)
)
LINE = Line(id="E1", section=Section.EXCLUSION, text=TEXT, span=Span(start=0, end=16), node=ACTIVE)
TRIAL = Protocol(
    key="T", title="A trial", stages=(Stage(name="screening", label="Screening", lines=(LINE,)),), criteria_text=TEXT
)


def found_on(day: str) -> PatientFacts:
    """Somebody with an infection that was found on a day."""
    sheet = {"id": f"found {day}", "sex": "female", "facts": [{"what": "pneumonia", "date": day}]}
    return facts_from_mapping(sheet, place="patient")


def outcome(patient: PatientFacts, on: dt.date) -> str:
    (stage,) = evaluate_in(TRIAL, patient, Context(on=on, ahead=False)).stages
    return stage.lines[0].outcome.value


def test_an_infection_found_lately_is_answered_again_on_the_day_on_which_it_no_longer_counts_as_there() -> None:
    patient = found_on("2026-03-10")
    last = dt.date(2026, 3, 24)
    assert outcome(patient, ON) == outcome(patient, last)
    assert outcome(patient, last + dt.timedelta(days=1)) != outcome(patient, last)
    columns = Columns(Recall(program=program_of([TRIAL]), on=ON))
    assert ON < dt.date.fromordinal(columns.answered(patient).turn) <= last + dt.timedelta(days=1)


def test_infections_found_on_other_days_as_lately_are_asked_of_the_reference_once() -> None:
    columns = Columns(Recall(program=program_of([TRIAL]), on=ON))
    columns.answered(found_on("2026-03-10"))
    asked = columns.recall.answered
    lately = columns.answered(found_on("2026-03-12"))
    assert columns.recall.answered == asked
    long_ago = columns.answered(found_on("2026-01-12"))
    assert columns.recall.answered > asked
    assert lately.codes.tolist() != long_ago.codes.tolist()


def told(patient: PatientFacts) -> dt.date | None:
    return evaluate_in(TRIAL, patient, Context(on=ON)).stages[0].lines[0].changes_on


def test_a_verdict_names_the_day_on_which_an_infection_no_longer_counts_as_found_lately() -> None:
    assert told(found_on("2026-03-10")) == dt.date(2026, 3, 25)
    assert told(found_on("2026-01-12")) is None


def test_a_verdict_names_the_day_on_which_what_is_dated_ahead_takes_place_and_the_day_on_which_it_no_longer_counts() -> None:
    patient = found_on("2026-03-20")
    days = [ON, dt.date(2026, 3, 19), dt.date(2026, 3, 20), dt.date(2026, 4, 3), dt.date(2026, 4, 4)]
    assert [outcome(patient, day) for day in days] == ["unknown", "unknown", "pass", "pass", "unknown"]
    assert told(patient) == dt.date(2026, 3, 20)


def test_a_large_lesion_is_asked_for_again_on_the_day_on_which_its_scan_is_too_old() -> None:
    sheet = {
        "id": "a lesion",
        "facts": [{"what": "liver metastasis", "size": "25 mm", "method": "CT", "date": "2026-03-10"}],
    }
    patient = facts_from_mapping(sheet, place="patient")
    last = dt.date(2026, 3, 10) + dt.timedelta(days=56)
    measurable = replace(LINE, node=Has(target=Target(concept="measurable disease"), span=LINE.span))
    trial = replace(TRIAL, stages=(replace(TRIAL.stages[0], lines=(measurable,)),))
    columns = Columns(Recall(program=program_of([trial]), on=ON))
    assert ON < dt.date.fromordinal(columns.answered(patient).turn) <= last + dt.timedelta(days=1)
    line = evaluate_in(trial, patient, Context(on=ON)).stages[0].lines[0]
    assert line.changes_on == last + dt.timedelta(days=1)
