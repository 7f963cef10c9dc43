"""What an illness requires is held against the drugs on record; two cancers cannot both be the one of the trial."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

PNEUMONIA = {"what": "pneumonia", "date": "2026-03-11", "status": "active"}
VITILIGO = {"what": "vitiligo", "date": "2010-01-01", "status": "active"}
KIDNEY = {"what": "kidney transplantation", "date": "2015-01-01"}
BREAST = {"what": "breast cancer", "date": "2025-12-01"}
COLON = {"what": "colon cancer", "date": "2024-06-01"}
ALL = ("conditions", "treatments", "medications", "procedures")


def excluded(text: str, *facts: dict[str, Any], complete: tuple[str, ...] = (), diseases: tuple[str, ...] = ()) -> str:
    protocol = protocol_of_line(text, section="exclusion", diseases=diseases)
    sheet = {"id": "P", "facts": list(facts), "complete": list(complete)}
    found = evaluate(protocol, facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 16))
    return found.stages[0].lines[0].outcome.value


def test_an_infection_for_which_its_drug_was_begun_requires_it() -> None:
    line = "Active infection requiring systemic therapy"
    assert excluded(line, PNEUMONIA, {"what": "ceftriaxone", "start": "2026-03-12"}) == "fail"
    assert excluded(line, PNEUMONIA, {"what": "ceftriaxone", "start": "2026-03-12", "end": "2026-03-15"}) == "unknown"
    assert excluded(line, PNEUMONIA, {"what": "ceftriaxone", "start": "2025-03-12"}) == "unknown"


def test_a_transplant_requires_the_immunosuppression_that_is_taken() -> None:
    line = "Solid organ transplant requiring immunosuppression"
    assert excluded(line, KIDNEY, {"what": "tacrolimus", "start": "2015-01-01"}) == "fail"
    assert excluded(line, KIDNEY) == "unknown"


def test_an_illness_requires_no_drug_where_the_list_of_drugs_is_complete_without_one_that_may_be_for_it() -> None:
    line = "Active autoimmune disease requiring systemic treatment"
    assert excluded(line, VITILIGO) == "unknown"
    assert excluded(line, VITILIGO, complete=ALL) == "pass"
    assert excluded(line, VITILIGO, {"what": "metformin", "start": "2020-01-01"}, complete=ALL) == "pass"
    assert excluded(line, VITILIGO, {"what": "ocrelizumab", "start": "2020-01-01"}, complete=ALL) == "unknown"


def test_a_severe_infection_is_not_said_to_need_nothing() -> None:
    assert excluded("Infection requiring systemic therapy", {"what": "sepsis", "date": "2026-03-11"}, complete=ALL) == "unknown"


def test_words_that_name_no_drug_stay_open() -> None:
    assert excluded("Active infection requiring hospitalization", PNEUMONIA, complete=ALL) == "unknown"
    assert excluded("Brain metastases requiring treatment", {"what": "brain metastases"}, complete=ALL) == "unknown"


def test_of_two_cancers_one_is_another_than_the_trials_whichever_that_is() -> None:
    line = "Other malignancy within 5 years"
    assert excluded(line, COLON, BREAST) == "fail"
    assert excluded(line, COLON, BREAST, diseases=("solid tumor",), complete=ALL) == "fail"
    assert excluded(line, BREAST, diseases=("solid tumor",), complete=ALL) == "pass"
    assert excluded(line, BREAST, {"what": "ductal carcinoma"}, diseases=("solid tumor",), complete=ALL) == "pass"


def test_which_of_two_cancers_is_the_trials_stays_open_where_only_one_is_recent() -> None:
    old = {"what": "colon cancer", "date": "2010-06-01"}
    assert excluded("Other malignancy within 5 years", old, BREAST) == "unknown"


def test_an_illness_under_control_is_stable() -> None:
    line = "Unstable angina or unstable hypertension"
    assert (
        excluded(line, {"what": "hypertension", "status": "controlled"}, {"what": "angina pectoris", "present": False}) == "pass"
    )


def test_an_illness_requires_what_is_taken_for_it() -> None:
    arthritis = {"what": "rheumatoid arthritis", "date": "2020-03-10", "status": "active"}
    line = "Active infection requiring intravenous antibiotics"
    assert excluded(line, PNEUMONIA, {"what": "intravenous antibiotics", "start": "2026-03-12"}) == "fail"
    assert excluded(line, PNEUMONIA, {"what": "amoxicillin", "start": "2026-03-12"}) == "unknown"
    assert excluded("Infection requiring antibiotics", PNEUMONIA, {"what": "amoxicillin", "start": "2026-03-12"}) == "fail"
    line = "Active autoimmune disease requiring treatment"
    assert excluded(line, arthritis, {"what": "methotrexate", "start": "2021-03-12"}) == "fail"
    assert excluded(line, arthritis, {"what": "methotrexate", "start": "2026-03-01", "line": 1}) == "unknown"
    assert excluded(line, arthritis, {"what": "methotrexate", "start": "2019-03-01"}) == "unknown"


def test_insulin_and_thyroid_hormone_are_no_systemic_treatment_of_an_autoimmune_disease() -> None:
    line = "Active autoimmune disease requiring systemic treatment"
    for illness, drug in (("type 1 diabetes", "insulin"), ("Hashimoto thyroiditis", "levothyroxine")):
        ill = {"what": illness, "date": "2000-01-01", "status": "active"}
        assert excluded(line, ill, {"what": drug, "start": "2000-01-01"}, complete=ALL) == "pass"
