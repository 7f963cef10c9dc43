"""What whole charts showed: what was offered and never taken, a scan that found nothing, a grade of nought, a value that says
more of an illness, a statement with two denials, and cancers and donors of which only one is spoken of."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.compiler.readings import outcome

from trialwright import library
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

GIVEN = ["treatments", "medications", "procedures"]


def of_trial(line: str, disease: str, *facts: dict[str, object]) -> str:
    """The verdict on an exclusion of a trial that treats a disease, for a patient all of whose illnesses are on record."""
    protocol = library.protocol_of_line(line, section="exclusion", diseases=(disease,))
    sheet = {
        "id": "made-up",
        "age": 60,
        "sex": "male",
        "facts": list(facts),
        "complete": ["conditions", "procedures", "treatments"],
    }
    (stage,) = evaluate(protocol, facts_from_mapping(sheet, place="made-up"), on=dt.date(2026, 3, 16)).stages
    return stage.lines[0].outcome.value


@pytest.mark.parametrize(
    "status",
    [
        "offered, declined, never taken",
        "ordered, not started",
        "insurance denied, never taken",
        "not given (not reimbursed)",
        "planned as second-line standard of care",
        "planned, start 2026-03-30",
        "scheduled for 2026-03-20, safely feasible",
        "considered in 2022, never prescribed",
        "recommended but refused",
        "trial offered 2025, declined",
        "prescribed in January, cancelled before the first tablet",
        "not planned",
    ],
)
def test_a_status_in_several_parts_may_say_that_nothing_was_given(status: str) -> None:
    drug = {"what": "doxorubicin", "status": status}
    assert outcome("Prior therapy with anthracyclines", "exclusion", drug, complete=GIVEN).value == "pass"


@pytest.mark.parametrize(
    "status",
    [
        "declined after two months",
        "progressed, declined",
        "stopped, not tolerated",
        "ordered; first dose given",
        "planned, started last week",
        "completed, not given with trastuzumab",
    ],
)
def test_a_status_in_several_parts_may_say_that_something_was_begun(status: str) -> None:
    drug = {"what": "doxorubicin", "status": status}
    assert outcome("Prior therapy with anthracyclines", "exclusion", drug, complete=GIVEN).value == "fail"


@pytest.mark.parametrize("value", ["negative", "normal", "unremarkable", "positive"])
def test_an_examination_with_a_result_was_done(value: str) -> None:
    scan = {"what": "brain MRI", "value": value, "date": "2026-03-10"}
    assert outcome("Brain MRI within 28 days", "inclusion", scan, complete=GIVEN).value == "pass"


@pytest.mark.parametrize(("what", "value"), [("brain MRI", "no"), ("splenectomy", "negative")])
def test_a_procedure_that_is_denied_was_not_done(what: str, value: str) -> None:
    assert outcome(f"Prior {what}", "exclusion", {"what": what, "value": value}).value == "pass"


def test_a_positive_scan_for_a_marker_shows_the_marker() -> None:
    line = "PSMA-positive disease as assessed by PSMA PET/CT"
    for fact in ({"what": "PSMA PET/CT", "value": "positive"}, {"what": "PSMA-positive disease", "value": "positive"}):
        assert outcome(line, "inclusion", fact, complete=["biomarkers"]).value == "pass"


def test_a_toxicity_of_grade_0_is_none() -> None:
    fact = {"what": "peripheral neuropathy", "grade": 0, "date": "2026-03-10"}
    assert outcome("Peripheral neuropathy", "exclusion", fact).value == "pass"


def test_a_value_that_says_more_of_an_illness_does_not_lose_it() -> None:
    fact = {"what": "poorly differentiated ductal adenocarcinoma of the pancreas", "value": "locally advanced, unresectable"}
    line = "Histologically confirmed pancreatic adenocarcinoma"
    assert outcome(line, "inclusion", {**fact, "method": "biopsy"}, complete=["conditions"]).value != "fail"
    ruled_out = {"what": "pancreatic adenocarcinoma", "value": "ruled out"}
    assert outcome(line, "inclusion", ruled_out, complete=["conditions"]).value == "fail"


def test_two_denials_joined_by_and_are_one() -> None:
    fact = {"what": "no significant chronic disease and no organ dysfunction", "value": True}
    assert outcome("No significant chronic disease and any organ dysfunction", "inclusion", fact).value == "pass"


def test_who_has_no_donor_of_one_kind_may_have_one_of_the_other() -> None:
    line = "Suitable HLA-matched related or 8/8 high-resolution matched unrelated donor available"
    assert outcome(line, "exclusion", {"what": "8/8 HLA-matched unrelated donor", "present": False}).value == "unknown"
    assert (
        outcome(
            "HLA-matched related or unrelated donor available", "exclusion", {"what": "HLA-matched donor", "present": False}
        ).value
        == "pass"
    )


def test_a_duty_of_those_who_are_active_is_not_refused_by_all() -> None:
    line = (
        "Male patients must use a barrier method during study and for 3 months after it if sexually active with a fertile female"
    )
    assert outcome(line, "inclusion", {"what": "agrees to use condoms", "value": False}, sex="male").value == "unknown"


def test_a_body_mass_index_is_calculated_anew_where_weight_and_height_are_newer() -> None:
    old = {"what": "BMI", "value": 21.4, "unit": "kg/m2", "date": "2024-03-12"}
    weight = {"what": "weight", "value": 52, "unit": "kg", "date": "2026-03-12"}
    height = {"what": "height", "value": 1.66, "unit": "m", "date": "2026-03-12"}
    assert outcome("BMI 20-30 kg/m2", "inclusion", old, weight, height).value == "fail"
    assert outcome("BMI 20-30 kg/m2", "inclusion", {**old, "date": "2026-03-13"}, weight, height).value == "pass"


def test_what_a_chart_calls_the_only_malignancy_is_no_other() -> None:
    line, lung = "History of other malignancy", {"what": "small cell lung cancer", "date": "2025-03-03"}
    none, melanoma = {"what": "other malignancy", "present": False}, {"what": "melanoma", "date": "2024-01-01"}
    assert of_trial(line, "non-small cell lung cancer", lung, none) == "pass"
    assert of_trial(line, "non-small cell lung cancer", lung) == "fail"
    assert of_trial(line, "non-small cell lung cancer", lung, none, melanoma) == "fail"


def test_a_transplantation_for_another_illness_is_perhaps_none_for_the_trials() -> None:
    line, own = "Prior allogeneic bone marrow transplant for MDS", {"what": "MDS", "date": "2026-02-10"}
    other = {"what": "allogeneic bone marrow transplantation for aplastic anemia", "date": "2009-05-10"}
    assert of_trial(line, "myelodysplastic syndrome", own, other) == "unknown"
    assert of_trial(line, "myelodysplastic syndrome", own, {**other, "what": "allogeneic bone marrow transplantation"}) == "fail"


def test_a_drug_of_a_regimen_whose_base_is_spared_is_in_doubt() -> None:
    line = (
        "Prior chemotherapy. Patients who have received a first cycle of cisplatin-based chemotherapy (BEP) are eligible as far "
        "as tumor marker decline can be assessed"
    )
    assert outcome(line, "exclusion", {"what": "BEP", "start": "2026-02-25"}).value == "unknown"
    assert outcome(line, "exclusion", {"what": "paclitaxel", "start": "2026-02-25"}).value == "fail"


@pytest.mark.parametrize(
    ("line", "section", "fact"),
    [
        (
            "Unable to transition off strong CYP2C8 inhibitors",
            "exclusion",
            {"what": "strong CYP2C8 inhibitors", "present": False},
        ),
        (
            "Judged ineligible by physicians for participation in the study due to safety concern",
            "exclusion",
            {"what": "safety concern per physician", "present": False},
        ),
        (
            "No known curative therapy exists OR failed these prior therapies",
            "inclusion",
            {"what": "failed known curative therapies", "value": True},
        ),
    ],
)
def test_a_statement_that_denies_something_else_answers_nothing(line: str, section: str, fact: dict[str, object]) -> None:
    assert outcome(line, section, fact).value != "fail"
