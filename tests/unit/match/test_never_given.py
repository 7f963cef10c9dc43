"""Total doses of what was never given, and what a list names apart from the illness above it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.unit.compiler.readings import _protocol

from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

ALL = ("conditions", "treatments", "medications", "procedures")


def verdict(text: str, *facts: dict[str, Any], complete: tuple[str, ...] = ALL) -> str:
    sheet = {"id": "P", "age": 58, "sex": "female", "facts": list(facts), "complete": list(complete)}
    found = evaluate(_protocol(text, "exclusion", None), facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 16))
    return found.stages[0].lines[0].outcome.value


DOSE = "Cumulative dose of doxorubicin > 300 mg/m2"


def test_who_never_had_an_anthracycline_had_no_dose_of_one() -> None:
    assert verdict(DOSE) == "pass"
    assert verdict(DOSE, {"what": "bortezomib", "start": "2024-01-10"}) == "pass"


def test_an_incomplete_list_leaves_the_dose_open() -> None:
    assert verdict(DOSE, complete=("conditions",)) == "unknown"


@pytest.mark.parametrize("drug", ["doxorubicin", "epirubicin", "mitoxantrone", "chemotherapy", "R-CHOP"])
def test_what_is_or_may_be_one_leaves_the_dose_open(drug: str) -> None:
    assert verdict(DOSE, {"what": drug, "start": "2024-01-10"}) == "unknown"


def test_the_dose_on_record_decides() -> None:
    assert verdict(DOSE, {"what": "cumulative doxorubicin dose", "value": 400, "unit": "mg/m2"}) == "fail"


def test_who_was_never_irradiated_had_no_dose_of_radiation() -> None:
    assert verdict("Cumulative radiation dose > 50 Gy") == "pass"
    assert (
        verdict("Cumulative radiation dose > 50 Gy", {"what": "radiotherapy", "site": "breast", "date": "2024-01-10"})
        == "unknown"
    )


HEART = "Clinically significant cardiac disease, including myocardial infarction within 6 months or NYHA class III heart failure"


def test_the_list_says_which_infarction_counts() -> None:
    assert verdict(HEART, {"what": "myocardial infarction", "date": "2020-05-01"}) == "pass"
    assert verdict(HEART, {"what": "myocardial infarction", "date": "2026-01-05"}) == "fail"
    assert verdict(HEART, {"what": "myocardial infarction"}) == "unknown"


def test_the_list_says_from_which_class_heart_failure_counts() -> None:
    assert verdict(HEART, {"what": "heart failure"}, {"what": "NYHA class", "value": "I"}) == "pass"
    assert verdict(HEART, {"what": "heart failure"}, {"what": "NYHA class", "value": "III"}) == "fail"
    assert verdict(HEART, {"what": "heart failure"}) == "unknown"


def test_of_what_the_list_does_not_name_it_is_asked_whether_it_is_significant() -> None:
    assert verdict(HEART, {"what": "valvular heart disease"}) == "unknown"
    assert verdict("Clinically significant cardiac disease", {"what": "myocardial infarction", "date": "2020-05-01"}) == "unknown"


def test_of_an_active_illness_what_lasts_is_not_listed_apart() -> None:
    skin = "Active autoimmune disease or psoriasis within 2 years"
    assert verdict(skin, {"what": "psoriasis", "status": "active", "date": "2020-05-01"}) == "fail"
