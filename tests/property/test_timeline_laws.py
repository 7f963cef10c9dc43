"""On which day time alone changes a verdict: generated patients judged on every day to come, beside what was told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from trialwright.findings import Span
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import StageVerdict
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import (
    STUDY_DISEASE,
    Compare,
    Criterion,
    Has,
    Limit,
    Qualifier,
    Quantity,
    Target,
    Window,
    WindowKind,
)
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.time import Duration, TimeUnit

ON = dt.date(2026, 3, 16)
DAYS = 75
"""So many days ahead are looked at, one by one."""
RECORDED = (
    ("pneumonia", ("infection", "pneumonia")),
    ("peripheral neuropathy", ("neuropathy", "toxicity of earlier treatment")),
    ("breast cancer", ("breast cancer", "metastatic cancer", "malignancy")),
    ("brain metastasis", ("brain metastasis", "distant metastasis")),
    ("liver metastasis", ("liver metastasis", "measurable disease")),
    ("paclitaxel", ("chemotherapy", "anticancer therapy")),
    ("mastectomy", ("surgery",)),
    ("myocardial infarction", ("heart disease", "myocardial infarction")),
    ("prednisone", ("corticosteroids", "prednisone")),
    ("amoxicillin", ("infection",)),
)
"""What is on record, and what is asked of it."""
QUALIFIERS = (
    ("activity", "active"),
    ("activity", "history"),
    ("extent", "metastatic"),
    ("significance", "clinically significant"),
    ("described", "requiring systemic antibiotics"),
    ("described", "disease-free for 2 years"),
    ("purpose", STUDY_DISEASE),
    ("treatment", "treated"),
)
SAID = {
    "stage": ("IV", "II"),
    "grade": ("1", "3"),
    "status": ("active", "controlled"),
    "size": ("25 mm", "12 mm"),
    "method": ("CT",),
}
BORN = ("1950-05-05", "2008-03-17", "2008-02-29", "1966", "2008-04")
KINDS = ("conditions", "treatments", "medications", "procedures", "biomarkers", "allergies")
SPAN = Span(start=0, end=1)


def a_window(rng: Random) -> Window | None:
    if rng.random() < 0.6:
        return None
    units = (TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH)
    amount = rng.choice((None, *(Duration(amount=Decimal(rng.choice((2, 6, 28))), unit=unit) for unit in units)))
    kind = rng.choice(list(WindowKind))
    return Window(kind=kind, amount=amount, anchor="registration", strict=rng.random() < 0.3)


def a_target(rng: Random, asked: str) -> Target:
    names = rng.sample(QUALIFIERS, rng.choice((0, 1, 1)))
    return Target(concept=asked, qualifiers=tuple(Qualifier(name=name, values=(value,)) for name, value in names))


def a_leaf(rng: Random, asked: str) -> Criterion:
    sort, target = rng.random(), a_target(rng, asked)
    if sort < 0.7:
        return Has(target=target, window=a_window(rng), span=SPAN)
    limit = Limit(value=Decimal(rng.choice((1, 2, 4, 6, 18, 60))))
    low, high = (limit, None) if rng.random() < 0.5 else (None, limit)
    name, unit, variable = rng.choice(
        (
            ("age", "a", True),
            ("creatinine clearance", "mL/min", True),
            ("hemoglobin", "g/dL", True),
            ("grade", None, False),
            ("interval", "wk", False),
            ("interval", "mo", False),
            ("duration", "d", False),
        )
    )
    quantity = Quantity(variable=name) if variable else Quantity(attribute=name, of=target)
    window = a_window(rng) if name == "hemoglobin" else None
    return Compare(quantity=quantity, low=low, high=high, unit=unit, window=window, span=SPAN)


def a_day(rng: Random) -> str:
    day = ON + dt.timedelta(
        days=rng.choice((rng.randrange(-50, 20), -rng.choice((10, 20, 50, 120, 170, 340)) - rng.randrange(20)))
    )
    return day.isoformat() if rng.random() < 0.85 else day.isoformat()[:7]


def an_entry(rng: Random, what: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"what": what}
    if rng.random() < 0.7:
        entry["date"] = a_day(rng)
    else:
        start = a_day(rng)
        last = dt.date.fromisoformat(f"{start}-28"[:10]) + dt.timedelta(days=rng.randrange(80))
        entry |= {"start": start, **({"end": last.isoformat()} if rng.random() < 0.6 else {})}
    return entry | {name: rng.choice(SAID[name]) for name in rng.sample(sorted(SAID), rng.choice((0, 1, 2, 2)))}


def a_patient(rng: Random) -> tuple[PatientFacts, list[str]]:
    """Somebody, and what is worth asking of them."""
    chosen = rng.sample(RECORDED, rng.choice((1, 2, 3)))
    facts = [an_entry(rng, what) for what, _ in chosen]
    if rng.random() < 0.3:
        labs = (("hemoglobin", 4, "g/dL"), ("creatinine", 1.1, "mg/dL"), ("body weight", 6, "kg"))
        facts += [{"what": what, "value": value, "unit": unit, "date": a_day(rng)} for what, value, unit in labs]
    sheet: dict[str, Any] = {"id": "P", "sex": "female", "facts": facts, "complete": rng.sample(KINDS, rng.choice((0, 3, 6)))}
    if rng.random() < 0.8:
        sheet["birth_date"] = rng.choice(BORN)
    return facts_from_mapping(sheet, place="generated"), [asked for _, names in chosen for asked in names]


def a_trial(rng: Random, asked: list[str]) -> Protocol:
    lines = tuple(
        Line(id=f"I{number}", section=Section.INCLUSION, text="x", span=SPAN, node=a_leaf(rng, rng.choice(asked)))
        for number in range(8)
    )
    stage = Stage(name="screening", label="Screening", lines=lines)
    conditions = tuple(rng.sample(("breast cancer", "lung cancer"), rng.choice((0, 1))))
    return Protocol(key="T", title="T", stages=(stage,), conditions=conditions, criteria_text="x")


def judged(trial: Protocol, patient: PatientFacts, day: dt.date, *, ahead: bool = False) -> StageVerdict:
    return evaluate_in(trial, patient, Context(on=day, ahead=ahead)).stages[0]


def found_day_by_day(trial: Protocol, patient: PatientFacts) -> dict[str, dt.date]:
    """The first day on which each line, and the stage (""), is another than on the reference date, where there is one."""
    now, found = judged(trial, patient, ON), dict[str, dt.date]()
    for after in range(1, DAYS):
        day = ON + dt.timedelta(days=after)
        then = judged(trial, patient, day)
        for before, line in zip(now.lines, then.lines, strict=True):
            if line.outcome is not before.outcome:
                found.setdefault(line.line.id, day)
        if then.eligibility is not now.eligibility:
            found.setdefault("", day)
    return found


def told(trial: Protocol, patient: PatientFacts) -> dict[str, dt.date]:
    verdict = judged(trial, patient, ON, ahead=True)
    days = {"": verdict.changes_on, **{line.line.id: line.changes_on for line in verdict.lines}}
    return {name: day for name, day in days.items() if day is not None and day < ON + dt.timedelta(days=DAYS)}


@pytest.mark.parametrize("seed", range(4))
def test_a_verdict_changes_on_the_very_day_that_was_told_and_on_none_before(seed: int) -> None:
    rng = Random(f"timeline {seed}")
    changed = 0
    for _ in range(16):
        patient, asked = a_patient(rng)
        trial = a_trial(rng, asked)
        found = found_day_by_day(trial, patient)
        assert told(trial, patient) == found, (patient.facts, [line.node for line in trial.stages[0].lines])
        changed += len(found)
    assert changed > 5
