"""Past or planned, past or feared, treated now: a line with two times enters; each time is of all that is listed behind it."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import line_of, outcome, reading

from trialwright.match.verdict import Outcome
from trialwright.protocol.protocol import LineState

_ALL = ["conditions", "treatments", "medications", "procedures"]


@pytest.mark.parametrize("times", ["Prior or planned", "Planned or prior", "Has received or will receive"])
@pytest.mark.parametrize("drug", ["cisplatin", "carboplatin", "oxaliplatin"])
def test_whoever_had_any_of_the_list_is_kept_out(times: str, drug: str) -> None:
    line = f"{times} treatment with cisplatin, carboplatin or oxaliplatin"

    assert outcome(line, "exclusion", {"what": drug, "start": "2025-01-01", "end": "2025-03-01"}) is Outcome.FAIL


@pytest.mark.parametrize(
    ("line", "section", "read"),
    [
        (
            "No prior or planned radiotherapy to the abdomen, chest or pelvis",
            "inclusion",
            "all of (none of (abdominal radiotherapy, thoracic radiotherapy, pelvic radiotherapy), "
            'not (ask "planned radiotherapy to the abdomen, chest or pelvis"))',
        ),
        (
            "Current or anticipated use of warfarin or heparin",
            "exclusion",
            'none of (any of (warfarin now, heparin now), ask "anticipated use of warfarin or heparin")',
        ),
        (
            "Prior, current, or planned use of warfarin or heparin",
            "exclusion",
            'none of (any of (warfarin, heparin), any of (warfarin now, heparin now), ask "planned use of warfarin or heparin")',
        ),
        (
            "No history of or risk for cardiac arrhythmia",
            "inclusion",
            'all of (no arrhythmia, not (ask "risk for cardiac arrhythmia"))',
        ),
    ],
)
def test_both_times_are_asked_of_the_whole_list(line: str, section: str, read: str) -> None:
    assert reading(line, section) == read


def test_a_sentence_of_which_nothing_else_is_understood_stays_one_question() -> None:
    line = "Has undergone or plans to undergo resection surgery prior to projected completion of the exercise intervention"

    assert reading(line, "exclusion") == f'not (ask "{line}")'


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("No current warfarin", "no warfarin now"),
        ("No current use of systemic steroids", "no systemic corticosteroid now"),
        ("No current malignancy", "no other malignancy [activity: active]"),
        ("No current or prior chemotherapy", "no chemotherapy"),
        ("No prior or currently active autoimmune disease", "no autoimmune disease"),
    ],
)
def test_a_denial_of_the_present_denies_no_past(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


def test_chemotherapy_that_is_over_is_no_current_chemotherapy() -> None:
    over = {"what": "cisplatin", "start": "2024-01-01", "end": "2024-03-01"}

    assert outcome("No current chemotherapy", "inclusion", over, complete=_ALL) is Outcome.PASS


@pytest.mark.parametrize(
    "line", ["Being treated for another cancer", "Under treatment for another cancer", "Is being treated for another cancer"]
)
def test_being_treated_is_not_having_been_treated(line: str) -> None:
    assert reading(line, "exclusion") == "no other malignancy [treatment: treated; activity: active]"


def test_being_treated_within_a_time_is_having_been_treated_then() -> None:
    line = "Have a breast cancer diagnosis or are being treated for breast cancer within the last year"

    assert reading(line, "exclusion") == (
        "none of (breast cancer within 1 year before registration, "
        "breast cancer [treatment: treated] within 1 year before registration)"
    )


@pytest.mark.parametrize("limit", ["systolic blood pressure > 160 mmHg or diastolic blood pressure > 100 mmHg", "SBP > 160 mmHg"])
def test_one_high_pressure_is_no_repeated_one(limit: str) -> None:
    line = f"Hypertension with repeated {limit}"
    once = {"what": "diastolic blood pressure", "value": 104, "unit": "mmHg", "date": "2026-03-10"}

    assert reading(line, "exclusion") == f'no hypertension [described: "with repeated {limit}"]'
    assert outcome(line, "exclusion", once, {"what": "hypertension"}) is Outcome.UNKNOWN


def test_what_may_hang_on_a_with_is_not_asked_by_itself() -> None:
    line = "Pathological fracture of vertebrae with significant cortical involvement or spinal canal compromise"

    assert line_of(line, "exclusion").state is LineState.IN_PART


def test_what_is_asked_of_patients_with_one_or_the_other_is_asked() -> None:
    assert 'ask "imminent herniation"' in reading("Patients with significant edema or imminent herniation", "exclusion")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Severe allergic reactions to taxanes such as paclitaxel",
            "none of (taxane [severity: severe; allergy: true], paclitaxel [severity: severe; allergy: true])",
        ),
        ("Systemic infection, hepatitis B or asthma", "none of (infection [route: systemic], hepatitis b, asthma)"),
    ],
)
def test_a_word_goes_as_far_as_it_can_be_of_what_follows(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_measurable_metastases_are_measured_where_they_are() -> None:
    assert reading("Measurable brain metastases", "inclusion") == "all of (brain metastasis, measurable disease [site: brain])"


def test_treated_and_cured_is_both() -> None:
    line = "Other malignancy, except adequately treated and cured basal cell carcinoma, cervical carcinoma in situ"

    assert "basal cell carcinoma [treatment: treated; activity: history]" in reading(line, "exclusion")
