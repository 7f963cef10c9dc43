"""Medicines with their dosage behind them, as a chart writes them, and what is told by it."""

from __future__ import annotations

import pytest

from trialwright.patients.prescribed import prescribed
from trialwright.patients.sheet import facts_from_mapping


@pytest.mark.parametrize(
    ("written", "concept", "dose"),
    [
        ("Medrol 4 mg once daily", "methylprednisolone", "4 mg/d"),
        ("prednisone 10 mg daily", "prednisone", "10 mg/d"),
        ("prednisone (10 mg) twice daily", "prednisone", "20 mg/d"),
        ("prednisone 10 mg/day", "prednisone", "10 mg/d"),
        ("dexamethasone 8 mg po bid", "dexamethasone", "16 mg/d"),
        ("Prednisolone 20mg OD", "prednisolone", "20 mg/d"),
        ("Prednisone 5 MG Oral Tablet", "prednisone", None),
        ("warfarin 5 mg nightly", "warfarin", "5 mg/d"),
        ("docetaxel 75 mg/m2 every 3 weeks", "docetaxel", None),
        ("methotrexate 15 mg weekly", "methotrexate", None),
        ("dexamethasone 12 mg once", "dexamethasone", None),
        ("morphine 10 mg every 4 hours as needed", "morphine", None),
    ],
)
def test_a_medicine_is_known_with_its_dosage_behind_it(written: str, concept: str, dose: str | None) -> None:
    (fact,) = facts_from_mapping({"id": "P", "facts": [{"what": written, "start": "2026-01-05"}]}, place="test").facts
    assert (fact.concept, fact.qualifiers.get("dose")) == (concept, dose)


@pytest.mark.parametrize(
    "written",
    [
        "prednisone 10 mg and azathioprine 50 mg daily",
        "prednisone 10 mg daily, tapering",
        "hydrocortisone 1 % cream",
        "triamcinolone 5 mg cream daily",
        "glucose 100 mg/dL",
        "hemoglobin 8 g/dL",
        "4 mg dexamethasone",
    ],
)
def test_what_says_more_than_a_medicine_and_its_dosage_is_none(written: str) -> None:
    assert prescribed(written) is None


def test_a_dose_of_its_own_field_stands() -> None:
    sheet = {"id": "P", "facts": [{"what": "prednisone 5 mg tablets", "dose": "10 mg/d", "start": "2026-01-05"}]}
    assert facts_from_mapping(sheet, place="test").facts[0].qualifiers["dose"] == "10 mg/d"


def test_the_number_of_another_thing_is_no_dose() -> None:
    (fact,) = facts_from_mapping({"id": "P", "facts": [{"what": "liver metastasis 20 mg"}]}, place="test").facts
    assert fact.concept is None
