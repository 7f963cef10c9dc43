"""A whole trial held against a patient: stages, reasons, questions, and the day on which a verdict changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.spec.tables import small_vocabulary

from trialwright.findings import Span
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Eligibility, Outcome, Reason, TrialVerdict
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Ask, Compare, Criterion, Has, Limit, Not, Quantity, Target, Window, WindowKind
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.time import Duration, TimeUnit

ON = dt.date(2026, 3, 16)
ADULT = Compare(quantity=Quantity(variable="age"), low=Limit(value=Decimal(18)), unit="a")
HEMOGLOBIN = Compare(
    quantity=Quantity(variable="hemoglobin"),
    low=Limit(value=Decimal(9)),
    unit="g/dL",
    window=Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(14), unit=TimeUnit.DAY)),
)
WASHOUT = Not(
    item=Has(
        target=Target(concept="chemotherapy"),
        window=Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(4), unit=TimeUnit.WEEK)),
    )
)
CONSENT = Ask(statement="able to provide informed consent", question="Can the patient consent?")


def line(name: str, node: Criterion, *, origin: str = "text") -> Line:
    section = Section.EXCLUSION if name.startswith("E") else Section.INCLUSION
    return Line(id=name, section=section, text=name, span=Span(start=0, end=0), node=node, origin=origin)


def trial(*lines: Line, later: tuple[Line, ...] = (), shown: tuple[Section, ...] = (Section.INCLUSION,)) -> Protocol:
    stages = [Stage(name="screening", label="Screening", lines=lines)]
    if later:
        stages.append(Stage(name="second", label="Second registration", lines=later, begins="primary registration"))
    return Protocol(key="T", title="A trial", stages=tuple(stages), criteria_shown=shown)


def judged(protocol: Protocol, *facts: dict[str, Any], stage: str | None = None, **sheet: Any) -> TrialVerdict:
    patient = facts_from_mapping({"id": "P", "facts": list(facts), **sheet}, place="test", vocabulary=small_vocabulary())
    return evaluate_in(protocol, patient, Context(on=ON, vocabulary=small_vocabulary()), stage=stage)


def test_one_failing_line_makes_a_patient_ineligible_and_all_passing_ones_eligible() -> None:
    protocol = trial(line("I1", ADULT), line("I2", HEMOGLOBIN))
    good = {"what": "hemoglobin", "value": 10, "unit": "g/dL", "date": "2026-03-10"}
    assert judged(protocol, good, age=40).stages[0].eligibility is Eligibility.ELIGIBLE
    assert judged(protocol, good, age=17).stages[0].eligibility is Eligibility.INELIGIBLE
    assert judged(protocol, age=40).stages[0].eligibility is Eligibility.UNKNOWN


def test_a_trial_that_shows_no_criteria_is_never_eligible() -> None:
    empty = judged(trial(line("F1", ADULT, origin="eligibilityModule.minimumAge"), shown=()), age=40).stages[0]
    assert (empty.eligibility, empty.note) == (Eligibility.UNKNOWN, "the source shows no criteria")
    half = judged(trial(line("E1", ADULT), shown=(Section.EXCLUSION,)), age=40).stages[0]
    assert (half.eligibility, half.note) == (Eligibility.UNKNOWN, "the source shows no inclusion criteria")
    headless = judged(trial(line("I1", ADULT), shown=()), age=40).stages[0]
    assert (headless.eligibility, headless.note) == (
        Eligibility.UNKNOWN,
        "the source does not say which lines are inclusion criteria",
    )
    assert judged(trial(line("E1", ADULT), shown=(Section.EXCLUSION,)), age=4).stages[0].eligibility is Eligibility.INELIGIBLE


def test_a_later_stage_is_unknown_until_its_event_and_then_the_earlier_one_is_not_asked_for() -> None:
    protocol = trial(line("I1", ADULT), later=(line("2.I1", ADULT),))
    before = judged(protocol, age=40)
    assert [(stage.stage, stage.eligibility) for stage in before.stages] == [
        ("screening", Eligibility.ELIGIBLE),
        ("second", Eligibility.UNKNOWN),
    ]
    assert before.stage("second").lines[0].reason is Reason.LATER
    event = {"what": "primary registration", "date": "2026-01-10"}
    after = judged(protocol, event, age=40)
    assert [(stage.stage, stage.eligibility) for stage in after.stages] == [("second", Eligibility.ELIGIBLE)]
    assert [stage.stage for stage in judged(protocol, event, age=40, stage="screening").stages] == ["screening"]


def test_the_question_that_touches_most_lines_comes_first() -> None:
    protocol = trial(line("I1", CONSENT), line("I2", HEMOGLOBIN), line("I3", HEMOGLOBIN))
    questions = judged(protocol, age=40).questions
    assert [question.lines for question in questions] == [("I2", "I3"), ("I1",)]
    assert questions[0].text.endswith("within 14 days before registration?")


def test_an_old_value_is_asked_for_again_with_its_age() -> None:
    old = {"what": "hemoglobin", "value": 10, "unit": "g/dL", "date": "2026-02-28"}
    verdict = judged(trial(line("I2", HEMOGLOBIN)), old, age=40).stages[0].lines[0]
    assert (verdict.outcome, verdict.reason) == (Outcome.UNKNOWN, Reason.TOO_OLD)
    assert verdict.questions == (
        "Repeat hemoglobin: the last is hemoglobin 10 g/dL on 2026-02-28 (limit: within 14 days before registration).",
    )


def test_the_day_on_which_a_washout_ends_is_said() -> None:
    drug = {"what": "paclitaxel", "start": "2025-10-01", "end": "2026-03-10"}
    stage = judged(trial(line("E1", WASHOUT)), drug, complete=["treatments"]).stages[0]
    assert stage.eligibility is Eligibility.INELIGIBLE
    assert (stage.changes_on, stage.becomes) == (dt.date(2026, 4, 8), Eligibility.ELIGIBLE)
    assert stage.lines[0].changes_on == dt.date(2026, 4, 8)


def test_the_day_on_which_a_value_grows_too_old_is_said() -> None:
    value = {"what": "hemoglobin", "value": 10, "unit": "g/dL", "date": "2026-03-10"}
    stage = judged(trial(line("I2", HEMOGLOBIN)), value).stages[0]
    assert (stage.changes_on, stage.becomes) == (dt.date(2026, 3, 25), Eligibility.UNKNOWN)


def test_the_birthday_that_makes_an_adult_is_said_and_a_bare_age_never_changes() -> None:
    stage = judged(trial(line("I1", ADULT)), birth_date="2008-05-01").stages[0]
    assert (stage.changes_on, stage.becomes) == (dt.date(2026, 5, 1), Eligibility.ELIGIBLE)
    assert judged(trial(line("I1", ADULT)), age=17).stages[0].changes_on is None


def test_what_is_dated_after_the_reference_date_has_not_happened() -> None:
    future = {"what": "paclitaxel", "start": "2026-04-01"}
    assert judged(trial(line("E1", WASHOUT)), future, complete=["treatments"]).stages[0].eligibility is Eligibility.ELIGIBLE
