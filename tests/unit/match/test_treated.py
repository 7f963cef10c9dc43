"""Whether a cancer was treated before, and what a sheet says of it in one bare word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.unit.compiler.readings import _protocol

from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

LUNG = {"what": "non-small cell lung cancer", "method": "histology"}
CHEMO = {"what": "carboplatin", "start": "2025-10-27", "end": "2025-12-06"}
SURGERY = {"what": "lobectomy", "date": "2025-10-27"}


def verdict(text: str, *facts: dict[str, Any], complete: tuple[str, ...] = ()) -> str:
    sheet = {"id": "P", "facts": list(facts), "complete": list(complete)}
    found = evaluate(_protocol(text, "inclusion", None), facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 1))
    return found.stages[0].lines[0].outcome.value


def test_a_drug_for_the_only_cancer_on_record_makes_it_treated() -> None:
    assert verdict("Previously untreated non-small cell lung cancer", LUNG, CHEMO) == "fail"
    assert verdict("Previously treated non-small cell lung cancer", LUNG, CHEMO) == "pass"


def test_a_cancer_is_untreated_only_where_the_list_of_treatments_is_complete() -> None:
    assert verdict("Previously untreated non-small cell lung cancer", LUNG) == "unknown"
    assert verdict("Previously untreated non-small cell lung cancer", LUNG, complete=("treatments",)) == "pass"


def test_surgery_alone_does_not_tell_whether_a_trial_counts_it_as_treatment() -> None:
    assert verdict("Previously untreated non-small cell lung cancer", LUNG, SURGERY, complete=("treatments",)) == "unknown"


def test_a_drug_that_may_have_been_for_another_cancer_leaves_it_open() -> None:
    breast = {"what": "breast cancer", "date": "2015-01-01"}
    assert verdict("Previously untreated non-small cell lung cancer", LUNG, breast, CHEMO) == "unknown"


def test_a_bare_word_on_the_sheet_is_said_of_the_cancer() -> None:
    assert verdict("Resectable non-small cell lung cancer", LUNG, {"what": "resectable", "value": True}) == "pass"
    assert verdict("Resectable non-small cell lung cancer", LUNG, {"what": "unresectable", "value": True}) == "fail"
    assert verdict("Resectable non-small cell lung cancer", LUNG, {"what": "resectable", "value": False}) == "fail"


BRAIN = {"what": "brain metastases", "date": "2025-01-30"}


def test_a_metastasis_is_treated_by_radiotherapy_or_surgery_where_it_lies() -> None:
    assert (
        verdict("Treated brain metastases", BRAIN, {"what": "stereotactic radiosurgery", "site": "brain", "date": "2025-03-30"})
        == "pass"
    )
    assert verdict("Treated brain metastases", BRAIN, {"what": "whole brain radiotherapy", "date": "2025-03-30"}) == "pass"
    assert (
        verdict("Treated liver metastases", {"what": "liver metastases"}, {"what": "SBRT", "site": "liver", "date": "2025-03-30"})
        == "pass"
    )


def test_radiotherapy_of_another_place_or_before_the_metastasis_was_found_leaves_it_open() -> None:
    assert (
        verdict("Treated brain metastases", BRAIN, {"what": "radiotherapy", "site": "breast", "date": "2025-03-30"}) == "unknown"
    )
    assert (
        verdict("Treated brain metastases", BRAIN, {"what": "stereotactic radiosurgery", "site": "brain", "date": "2024-03-30"})
        == "unknown"
    )
    assert (
        verdict("Treated brain metastases", BRAIN, {"what": "prophylactic cranial irradiation", "date": "2025-03-30"})
        == "unknown"
    )
    assert (
        verdict("Untreated brain metastases", BRAIN, {"what": "stereotactic radiosurgery", "site": "brain", "date": "2025-03-30"})
        != "pass"
    )
