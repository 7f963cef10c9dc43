"""What whole trials showed: leave, plans and definitions ask for nothing, times and purposes behind a list are of all of it, and
no trial asks one patient for cancers of two organs."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion


def readings(text: str) -> list[str]:
    """Each line of some criteria in the criteria language."""
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    return [print_criterion(without_spans(line.node), width=1000) for line in lines]


ALP = (
    "Alkaline phosphatase =< 2.5 X upper limit of normal; in patients with bone metastasis and no evidence of liver metastasis "
    "and bilirubin =< upper limit of normal an alkaline phosphatase =< 5 ULN will be allowed"
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "No malignancy other than HCC for 5 years prior to the initial HCC treatment",
            'no other malignancy [described: "for 5 years prior to the initial HCC treatment"] except (hepatocellular carcinoma)',
        ),
        (
            "No other malignancy, except basal cell carcinoma of the skin, within 3 years before the first diagnosis",
            'no other malignancy [described: "within 3 years before the first diagnosis"] except (basal cell carcinoma)',
        ),
        (
            "No prior cancer except skin cancer for which the patient has been disease free for 5 years",
            "no other malignancy except (skin cancer [described: "
            '"skin cancer for which the patient has been disease free for 5 years"])',
        ),
    ],
)
def test_a_time_behind_an_exception_is_of_the_ban_unless_it_is_said_of_what_is_spared(line: str, words: str) -> None:
    assert reading(line, "inclusion") == words


def test_a_purpose_behind_other_treatment_is_of_every_therapy_before_it() -> None:
    line = (
        "Patients who were treated with radiotherapy, androgen deprivation therapy or other treatment for their prostate cancer"
    )
    assert reading(line, "exclusion") == (
        "none of (radiotherapy [purpose: prostate cancer], androgen deprivation therapy [purpose: prostate cancer], "
        "other anticancer therapy [purpose: prostate cancer])"
    )
    assert "hiv infection, " in reading("Immunodeficiency, HIV infection or other treatment for hepatitis C", "exclusion")


@pytest.mark.parametrize(
    "line",
    [
        "Hemoglobin >= 12 g/dL for men (11 g/dL for women)",
        "Hemoglobin >= 12 g/dL for men (>= 11 g/dL for women)",
        "Hemoglobin ≥12 g/dL (men) (≥11 g/dL for women)",
        "Hemoglobin >= 12 g/dL in male patients (11 g/dL in female patients)",
    ],
)
def test_a_limit_in_a_bracket_for_the_other_sex_is_theirs(line: str) -> None:
    low = {"what": "hemoglobin", "value": 10.2, "unit": "g/dL", "date": "2026-03-10"}
    between = {**low, "value": 11.5}
    assert [outcome(line, "inclusion", fact, sex="female").value for fact in (low, between)] == ["fail", "pass"]
    assert outcome(line, "inclusion", between, sex="male").value == "fail"


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [{"what": "alkaline phosphatase", "value": 400, "unit": "U/L", "uln": 120, "date": "2026-03-10"}],
    ],
)
def test_a_leave_that_was_not_understood_is_asked_of_nobody_and_leaves_its_limit_open(facts: list[dict[str, object]]) -> None:
    assert outcome(ALP, "inclusion", *facts, complete=["conditions"]).value == "unknown"


@pytest.mark.parametrize(
    "line",
    [
        "Patients must have undergone surgery and adjuvant chemotherapy, targeted therapy, radiotherapy (if necessary)",
        "Patients must have received surgery, and radiotherapy if indicated",
        "Must be receiving a cyclophosphamide containing regimen",
        "Participants are planned to receive hormonal therapy. The hormonal therapy agents include: bicalutamide, abiraterone",
    ],
)
def test_what_is_needed_by_some_or_still_to_come_turns_away_nobody_who_has_not_had_it(line: str) -> None:
    surgery = {"what": "mastectomy", "date": "2025-10-01"}
    chemo = {"what": "docetaxel", "start": "2025-11-01", "end": "2026-01-01", "intent": "adjuvant"}
    complete = ["treatments", "procedures", "medications"]
    assert outcome(line, "inclusion", surgery, chemo, complete=complete).value != "fail"


def test_a_therapy_that_everybody_must_have_had_still_turns_away() -> None:
    assert outcome("Patients must have received a taxane", "inclusion", complete=["treatments", "medications"]).value == "fail"


def test_cancers_of_different_organs_are_asked_for_one_at_a_time() -> None:
    line = (
        "Confirmed rare genitourinary cancer: adenocarcinoma of the bladder; penile cancer; sarcomatoid renal cell carcinoma; "
        "urachal cancer"
    )
    patient = {"what": "penile cancer", "date": "2026-01-05", "method": "biopsy"}
    assert outcome(line, "inclusion", patient, complete=["conditions"]).value != "fail"
    both = reading("Colorectal cancer with liver metastases", "inclusion")
    assert both == "all of (colorectal cancer, liver metastasis)"


def test_another_tumor_beside_a_list_of_those_asked_for_is_no_other_than_the_trials() -> None:
    line = "Histologically confirmed melanoma or other advanced solid tumor"
    assert reading(line, "inclusion") == "any of (melanoma [proof: confirmed], solid tumor [extent: advanced])"


def test_those_who_are_also_eligible_are_let_in_beside_the_disease_asked_for() -> None:
    text = (
        "Inclusion Criteria:\n\n- Confirmed acute myeloid leukemia\n\n- The following are also eligible:\n\n"
        "  - Refractory anemia with excess blasts\n\n  - Granulocytic sarcoma\n\n- Age 21 or younger"
    )
    words = readings(text)
    assert words == [
        'any of (acute myeloid leukemia [proof: confirmed], unread "The following are also eligible:" '
        '("others are eligible too, by another line"))',
        'no constraint "permission"',
        "age <= 21",
    ]


@pytest.mark.parametrize(
    ("line", "spared"),
    [
        ("Other malignancy except non-invasive cervical cancer", "cervical carcinoma in situ"),
        (
            "Cancer within 5 years excluding basal/squamous cell skin carcinoma in situ of the cervix",
            "cervical carcinoma in situ",
        ),
        ("Other malignancy except squamous cell carcinoma in situ of the cervix", "cervical"),
    ],
)
def test_a_carcinoma_in_situ_is_spared_under_its_own_name(line: str, spared: str) -> None:
    assert spared in reading(line, "exclusion")
    cured = {"what": "carcinoma in situ of the cervix", "date": "2024-02-01", "status": "cured"}
    assert outcome(line, "exclusion", cured, complete=["conditions"]).value == "pass"


def test_a_suspended_word_before_a_conjugated_antibody_is_no_radiotherapy() -> None:
    line = "Prior radio- or toxin-conjugated antibody therapy"
    rays = {"what": "radiotherapy", "start": "2025-01-10", "end": "2025-02-10"}
    assert outcome(line, "exclusion", rays).value == "unknown"
    assert outcome("Prior chemo- or radiotherapy", "exclusion", rays).value == "fail"


def test_what_is_measured_as_after_the_menopause_ends_no_list_of_what_that_is() -> None:
    text = (
        "Inclusion Criteria:\nPostmenopausal women. Postmenopausal is defined as:\nPrior bilateral oophorectomy.\n"
        "Age < 60 y and amenorrheic for a year.\nPrior hysterectomy and FSH in postmenopausal levels.\n"
        "Age > 60 y and prior hysterectomy.\nPatients must sign a consent form."
    )
    words = readings(text)
    assert len(words) == 2
    assert words[0].startswith("either reading (all of (bilateral oophorectomy, ")


def test_lines_that_ask_for_cancers_of_different_organs_are_each_of_their_own_patients() -> None:
    text = "Inclusion Criteria:\n- Diagnosis of primary melanoma\n- Diagnosis of primary breast cancer\n- Age >= 18 years"
    assert [words.split(" (")[0] for words in readings(text)] == ["any of", "any of", "age >= 18 years"]
    assert readings("Inclusion Criteria:\n- Breast cancer\n- Brain metastases")[0] == "has breast cancer"


def test_a_bracket_that_says_what_negative_is_is_not_itself_denied() -> None:
    text = "Must be negative for all of the following:\n\n  - Estrogen receptor (< 10%)\n\n  - Progesterone receptor (< 10%)"
    low = [
        {"what": name, "value": 0, "unit": "%", "date": "2026-03-01"} for name in ("estrogen receptor", "progesterone receptor")
    ]
    assert outcome(text, "inclusion", *low).value != "fail"


def test_what_is_denied_with_a_list_behind_it_is_denied_in_all_its_items() -> None:
    text = (
        "Able to swallow and with no medical problems that may interfere with absorption including the following:\n\n"
        "  - Uncontrolled nausea\n\n  - Malabsorption syndromes"
    )
    assert reading(text, "inclusion").endswith("none of (nausea [control: uncontrolled], malabsorption))")


@pytest.mark.parametrize(
    "line",
    [
        "Treatment with radiotherapy, chemotherapy, or treatment with any other investigational agent within 2 weeks",
        "Have received radiotherapy, chemotherapy, or treatment with any other investigational agents within 14 days",
        "Surgery, radiotherapy, chemotherapy, administration of any experimental drugs within 14 days",
    ],
)
def test_a_time_behind_another_word_for_being_treated_is_of_all_of_a_list(line: str) -> None:
    old = {"what": "docetaxel", "start": "2023-01-10", "end": "2023-06-10"}
    new = {"what": "docetaxel", "start": "2026-01-10", "end": "2026-03-10"}
    assert outcome(line, "exclusion", old, complete=["treatments", "medications", "procedures"]).value == "pass"
    assert outcome(line, "exclusion", new).value == "fail"


def test_who_had_a_stroke_is_kept_out_whenever_it_was() -> None:
    stroke = {"what": "stroke", "date": "2019-01-10"}
    assert outcome("Stroke, seizure, or treatment with warfarin within 4 weeks", "exclusion", stroke).value == "fail"
