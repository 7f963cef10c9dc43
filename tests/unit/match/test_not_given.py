"""Therapies that were planned only, what a name says of itself, exceptions for combinations, and what is over: verdicts."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

TREATED = ["treatments", "medications", "procedures"]
CHEMO = {"start": "2025-10-01", "end": "2026-01-05", "intent": "neoadjuvant"}


@pytest.mark.parametrize("status", ["planned", "scheduled for April", "declined", "not yet started", "cancelled", "proposed"])
def test_a_therapy_that_was_only_thought_of_has_exposed_nobody(status: str) -> None:
    plan = {"what": "pembrolizumab", "status": status}
    line = "Patients who have previously been exposed to checkpoint inhibitors"
    assert outcome(line, "exclusion", plan, complete=TREATED).value == "pass"
    assert outcome(line, "exclusion", plan).value == "unknown"


@pytest.mark.parametrize("status", ["ongoing", "completed", "stopped for progression", ""])
def test_a_therapy_that_was_given_counts(status: str) -> None:
    given = {"what": "pembrolizumab", "status": status, "start": "2025-01-10"}
    assert outcome("Prior checkpoint inhibitors", "exclusion", given).value == "fail"


def test_an_autologous_transplantation_is_autologous_by_its_name() -> None:
    line = "Autologous bone marrow or stem cell transplant within 3 months of study entry"
    own = {"what": "autologous stem cell transplantation", "date": "2026-01-20"}
    donors = {"what": "allogeneic stem cell transplantation", "date": "2026-01-20"}
    assert outcome(line, "exclusion", own).value == "fail"
    assert outcome(line, "exclusion", donors, complete=TREATED).value == "pass"


def test_a_drug_begun_with_cisplatin_is_part_of_cisplatin_based_chemotherapy() -> None:
    line = "Prior neoadjuvant therapy, with the exception of neoadjuvant cisplatin-based chemotherapy"
    both = ({"what": "gemcitabine"} | CHEMO, {"what": "cisplatin"} | CHEMO)
    another = {"what": "pembrolizumab", "start": "2024-10-01", "end": "2025-01-05", "intent": "neoadjuvant"}
    assert outcome(line, "exclusion", *both, complete=TREATED).value == "pass"
    assert outcome(line, "exclusion", both[0], complete=TREATED).value == "fail"
    assert outcome(line, "exclusion", *both, another, complete=TREATED).value == "fail"


def test_an_infection_that_is_over_is_under_control() -> None:
    gone = {"what": "pneumonia", "status": "resolved", "date": "2025-11-02"}
    assert outcome("Active or uncontrolled infection", "exclusion", gone, complete=["conditions"]).value == "pass"


def test_a_metastasis_that_was_treated_and_is_stable_is_not_active() -> None:
    quiet = {"what": "brain metastases", "status": "treated, stable", "date": "2025-05-12"}
    treated = {"what": "brain metastases", "status": "treated", "date": "2025-05-12"}
    assert outcome("Active CNS metastases", "exclusion", quiet, complete=["conditions"]).value == "pass"
    assert outcome("Active CNS metastases", "exclusion", treated, complete=["conditions"]).value == "unknown"
