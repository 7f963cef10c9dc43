"""What a measured value is called: presence, grade and what is only asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trialwright.library import protocol_of_line
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.tables import rows
from trialwright.patients.sheet import facts_from_mapping
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.units import parse_unit

_ALL = ["conditions", "treatments", "medications", "procedures", "allergies"]


def _verdict(line: str, *facts: dict[str, Any], section: str = "exclusion") -> str:
    person = facts_from_mapping({"id": "P", "facts": list(facts), "complete": _ALL}, place="test")
    node = protocol_of_line(line, section=section).stages[0].lines[0].node
    return evaluate_criterion(node, person, Context(on=dt.date(2026, 3, 16))).truth.name


def _value(what: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit, "date": "2026-03-10", **more}


def test_a_count_far_below_normal_is_a_neutropenia_that_no_complete_list_denies() -> None:
    low = _value("ANC", 0.2, "10*9/L")
    assert _verdict("Neutropenia", low) == "FALSE"
    assert _verdict("Grade 4 neutropenia", low) == "FALSE"
    assert _verdict("Cytopenia", low) == "FALSE"
    assert _verdict("Febrile neutropenia", low) == "UNKNOWN"


def test_a_value_just_beyond_its_laboratory_limit_is_asked_about_and_keeps_nobody_out() -> None:
    low = _value("hemoglobin", 11.6, "g/dL", lln=12)
    assert _verdict("Anemia", low) == "UNKNOWN"
    assert _verdict("Grade 2 or higher anemia", low) == "TRUE"
    assert _verdict("Anemia", _value("hemoglobin", 12.6, "g/dL", lln=12)) == "TRUE"


@pytest.mark.parametrize(
    ("line", "what", "value", "unit"),
    [
        ("Hypertension", "systolic blood pressure", 165, "mm[Hg]"),
        ("Renal impairment", "creatinine clearance", 40, "mL/min"),
        ("Abnormal ECG", "QTc", 510, "ms"),
        ("Heart failure", "LVEF", 25, "%"),
        ("Cardiac disease", "LVEF", 25, "%"),
        ("Diabetes mellitus", "hemoglobin A1c", 9, "%"),
    ],
)
def test_one_value_makes_no_disease_but_asks_for_it(line: str, what: str, value: float, unit: str) -> None:
    assert _verdict(line, _value(what, value, unit)) == "UNKNOWN"
    assert _verdict(line) == "TRUE"


def test_what_is_recorded_as_absent_is_not_suspected_by_a_value() -> None:
    assert _verdict("Hypertension", _value("SBP", 150, "mm[Hg]"), {"what": "hypertension", "present": False}) == "TRUE"


def test_a_value_of_last_year_tells_nothing_of_today() -> None:
    assert _verdict("Neutropenia", {**_value("ANC", 0.2, "10*9/L"), "date": "2025-03-10"}) == "TRUE"


def test_a_finding_makes_no_disease_of_a_wider_name() -> None:
    assert _verdict("Leukopenia", _value("ANC", 0.9, "10*9/L")) == "FALSE"
    assert _verdict("Immune system disorder or blood disease", _value("ANC", 0.9, "10*9/L")) != "FALSE"


def test_what_follows_only_often_is_asked_and_answers_nothing() -> None:
    assert _verdict("Portal hypertension", {"what": "liver cirrhosis"}) == "UNKNOWN"
    assert _verdict("Chronic kidney disease", {"what": "renal failure"}) == "UNKNOWN"
    assert _verdict("Decompensated liver disease", {"what": "hepatic encephalopathy"}) == "FALSE"
    assert _verdict("Diabetes mellitus", {"what": "insulin", "start": "2025-01-01"}) == "UNKNOWN"


def test_a_drug_of_which_one_day_of_the_last_month_is_recorded_may_still_be_taken() -> None:
    assert _verdict("Concurrent corticosteroids", {"what": "prednisone", "date": "2026-03-14"}) == "UNKNOWN"
    assert _verdict("Concurrent corticosteroids", {"what": "prednisone", "date": "2025-03-14"}) == "TRUE"
    assert _verdict("Concurrent corticosteroids", {"what": "prednisone", "end": "2026-03-14"}) == "TRUE"


def test_every_row_names_known_concepts_and_a_known_unit() -> None:
    words = default_vocabulary()
    for row in rows("findings.tsv"):
        assert row["condition"] in words, row
        assert row["variable"] in words, row
        assert all(name in words for name in filter(None, row["wider"].split(";"))), row
        assert parse_unit(row["unit"]) is not None, row
        assert row["side"] in ("above", "below"), row
        assert row["may"], row


def test_brain_metastases_may_be_meant_by_a_disease_of_the_brain_but_not_by_another_one() -> None:
    spread = {"what": "brain metastases", "date": "2026-03-01"}
    assert _verdict("CNS involvement", spread) == "FALSE"
    assert _verdict("Active CNS disease", spread) == "UNKNOWN"
    assert _verdict("Other central nervous system disease", spread) == "TRUE"
    assert _verdict("Seizure disorder", spread) == "TRUE"


def test_a_passing_illness_that_is_over_is_asked_about_where_no_time_is_told() -> None:
    over = {"what": "pneumonia", "start": "2017-01-01", "end": "2017-02-01"}
    assert _verdict("Pneumonia", over) == "UNKNOWN"
    assert _verdict("Infection", over) == "UNKNOWN"
    assert _verdict("Pneumonia", {"what": "pneumonia", "date": "2017-01-01"}) == "FALSE"
    assert _verdict("Pneumonia within 4 weeks", over) == "TRUE"
