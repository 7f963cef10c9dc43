"""Wrong exclusions and wrong passes that were found by reading whole eligibility texts as a clinician, each with the patient whom
it would have harmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.match.verdict import Outcome
from trialwright.patients.sheet import facts_from_mapping

Facts = Sequence[dict[str, Any]]
_DAY = "2026-03-10"
_COMPLETE = {"complete": ["conditions", "treatments", "medications", "procedures"]}


def verdict(section: str, text: str, facts: Facts, **sheet: Any) -> str:
    """What a line says of a patient of 58 years, on 2026-03-16: pass, fail or unknown."""
    protocol = protocol_of_line(text, section=section)
    patient = facts_from_mapping({"id": "x", "age": 58, "sex": "female", **sheet, "facts": list(facts)}, place="x")
    lines = [line.outcome for stage in evaluate(protocol, patient, on=dt.date(2026, 3, 16)).stages for line in stage.lines]
    if Outcome.FAIL in lines:
        return "fail"
    return "pass" if set(lines) == {Outcome.PASS} else "unknown"


CLARITHROMYCIN = "At least 7 days since prior and no concurrent CYP3A4 inhibitors, including any of the following:\n"
MET_BY_THOSE_WITH_HIV = (
    "Patients positive for human immunodeficiency virus (HIV) are eligible only if they meet all of the following:\n"
    "  * On effective anti-retroviral therapy\n  * Undetectable HIV viral load"
)
SINCE = "At least 3 weeks since prior treatment with:\n  - Chemotherapy\n  - Radiotherapy"


@pytest.mark.parametrize(
    ("section", "text", "facts"),
    [
        ("inclusion", CLARITHROMYCIN + "  - Clarithromycin\n  - Ritonavir", []),
        ("inclusion", "At least 4 weeks is required since prior chemotherapy or radiotherapy", []),
        ("inclusion", SINCE, []),
        ("inclusion", "Patients may have received one prior chemotherapy regimen", []),
        ("inclusion", "Patients may be currently receiving HBV treatment.", []),
        ("inclusion", "Patients must have completed any prior systemic therapy at the time of enrollment.", []),
        (
            "inclusion",
            "Bilirubin less than 2.0 mg/dL (in the absence of liver involvement)",
            [{"what": "total bilirubin", "value": 3, "unit": "mg/dL", "date": _DAY}, {"what": "liver metastasis"}],
        ),
        (
            "inclusion",
            "ANC >= 1000/uL in the absence of bone marrow involvement",
            [{"what": "ANC", "value": 800, "unit": "/uL", "date": _DAY}, {"what": "bone marrow involvement"}],
        ),
        (
            "inclusion",
            "No prior or concurrent participation on a treatment study for invasive breast cancer or DCIS",
            [{"what": "ductal carcinoma in situ of the breast"}],
        ),
        (
            "inclusion",
            "Not pregnant or nursing Negative pregnancy test",
            [
                {"what": "pregnancy test", "value": "negative", "date": _DAY},
                {"what": "pregnancy", "present": False},
                {"what": "breastfeeding", "present": False},
            ],
        ),
        (
            "inclusion",
            "Total bilirubin < 1.5 x ULN (patients with documented Gilbert's syndrome are eligible).",
            [
                {"what": "total bilirubin", "value": 40, "unit": "umol/L", "uln": 20, "date": _DAY},
                {"what": "gilbert syndrome"},
            ],
        ),
        ("inclusion", MET_BY_THOSE_WITH_HIV, [{"what": "hiv infection", "present": False}]),
        ("inclusion", "Must require systemic therapy.", []),
        ("exclusion", "Prior radiation must not have included 30% or more of the bone marrow.", []),
        ("exclusion", "Celecoxib should not be combined with other inhibitors", []),
        ("exclusion", "Concurrent chemotherapy. Palliative radiotherapy is allowed but must be completed before first dose", []),
    ],
)
def test_nobody_is_kept_out_for_what_a_line_does_not_ask(section: str, text: str, facts: Facts) -> None:
    assert verdict(section, text, facts, **_COMPLETE) != "fail"


def test_where_all_conditions_are_known_and_no_toxicity_is_among_them_none_persists() -> None:
    assert verdict("exclusion", TOXICITY, [], **_COMPLETE) == "pass"


TOXICITY = "Persisting toxicity of Grade > 1 NCI-CTCAE; however, alopecia and sensory neuropathy Grade <= 2 is acceptable"


@pytest.mark.parametrize(
    ("section", "text", "facts"),
    [
        ("exclusion", "No known central nervous system involvement by myeloma.", []),
        ("exclusion", "No participation in concurrent clinical trials", []),
        ("exclusion", "Be free of active infection requiring antibiotic treatment.", []),
    ],
)
def test_who_lacks_what_no_trial_asks_for_is_not_excluded(section: str, text: str, facts: Facts) -> None:
    assert verdict(section, text, facts, **_COMPLETE) == "unknown"


@pytest.mark.parametrize(
    ("section", "text", "facts"),
    [
        ("inclusion", "Recovered from prior anticancer therapy (alopecia allowed)", [{"what": "alopecia"}]),
        ("exclusion", "Not recovered from toxicity of prior therapy, with the exception of alopecia", [{"what": "alopecia"}]),
    ],
)
def test_one_who_has_lost_hair_may_have_another_toxicity_too(section: str, text: str, facts: Facts) -> None:
    assert verdict(section, text, facts) == "unknown"


def test_a_stage_that_a_bracket_leaves_out_does_not_pass() -> None:
    facts = [
        {"what": "laryngeal cancer", "stage": "III", "date": "2026-01-01"},
        {"what": "T stage", "value": "T1"},
        {"what": "N stage", "value": "N1"},
    ]
    assert verdict("inclusion", "Must have stage III (excluding T1-2, N1) or stage IV disease", facts) == "fail"


def test_a_drug_that_must_not_be_taken_fails_and_a_class_of_drugs_only_as_far_as_it_is_such() -> None:
    text = CLARITHROMYCIN + "  - Antibiotics (e.g., clarithromycin)\n  - Ritonavir"
    assert verdict("inclusion", text, [{"what": "clarithromycin", "start": "2026-03-01"}], **_COMPLETE) == "fail"
    assert verdict("inclusion", text, [{"what": "amoxicillin", "start": "2026-03-01"}], **_COMPLETE) != "fail"


def test_chemotherapy_a_week_ago_is_no_three_weeks_since() -> None:
    assert verdict("inclusion", SINCE, [{"what": "cisplatin", "start": "2026-01-01", "end": "2026-03-09"}], **_COMPLETE) == "fail"


def test_the_pressures_of_a_sentence_are_no_peritonitis() -> None:
    text = "The mean SBP / DBP values from both blood pressure assessments must be < 140/90 mmHg"
    assert verdict("exclusion", text, [{"what": "spontaneous bacterial peritonitis", "present": False}]) == "unknown"


def test_how_a_word_is_meant_excludes_nobody() -> None:
    text = "Prior therapy with any CDK4/6 inhibitor. Prior therapy is defined as a therapeutic dosing."
    assert verdict("exclusion", text, [{"what": "temozolomide", "start": "2025-01-01"}], **_COMPLETE) == "pass"


def test_leave_behind_a_remark_lifts_nothing_and_requires_nothing() -> None:
    text = "Patients may not receive chemotherapy while on study. Concurrent treatment with bisphosphonates is allowed"
    assert verdict("exclusion", text, [], **_COMPLETE) != "fail"


def test_lines_that_ask_for_opposite_results_may_be_alternatives_and_fail_nobody_who_meets_one() -> None:
    text = "HER2-positive disease\nHER2-negative disease with prior palbociclib"
    protocol = protocol_of_line(text, section="inclusion")
    sheet = {"id": "p", "facts": [{"what": "HER2", "value": "positive", "date": "2026-01-05"}], "complete": ["treatments"]}
    judged = evaluate(protocol, facts_from_mapping(sheet, place="p"), on=dt.date(2026, 3, 16))
    assert [line.outcome for stage in judged.stages for line in stage.lines] == [Outcome.PASS, Outcome.UNKNOWN]
    neither = {**sheet, "facts": [{"what": "HER2", "value": "negative", "date": "2026-01-05"}]}
    judged = evaluate(protocol, facts_from_mapping(neither, place="p"), on=dt.date(2026, 3, 16))
    assert [line.outcome for stage in judged.stages for line in stage.lines] == [Outcome.FAIL, Outcome.FAIL]
