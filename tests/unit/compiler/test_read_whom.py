"""Lines that say whom they are for, and lines that say what people do, enter; a rule for those alone, or a question, must
come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    (
        "For Phase II, patients may have received a maximum of 1 prior line of therapy for recurrent or metastatic disease",
        "if (study cohort [value: phase II]) then (lines of (systemic therapy [setting: palliative]) <= 1) "
        'else (no constraint "for other cohorts")',
    ),
    (
        "Lansky PS 50-100% (patients =< 16 years of age)",
        'if (age <= 16 years) then (Lansky performance status 50 to 100 %) else (no constraint "for other ages")',
    ),
    (
        "Negative pregnancy test within 8 days prior to registration, for persons of childbearing potential only",
        "if (childbearing potential) then (pregnancy test [value: negative] within 8 days before registration) "
        'else (no constraint "for others")',
    ),
    ("Measurable metastatic disease per RECIST Version 1.1", "all of (distant metastasis, measurable disease)"),
    (
        "Measurable disease. If the disease is restricted to a solitary lesion, it must be confirmed by histology",
        'all of (measurable disease, ask "If the disease is restricted to a solitary lesion, it must be confirmed by histology")',
    ),
    (
        "Imaging of chest, abdomen, and pelvis must be performed within 90 days prior to randomization",
        'ask "Imaging of chest, abdomen, and pelvis must be performed within 90 days prior to randomization"',
    ),
    (
        "Patients must be nonpregnant and nonlactating",
        "all of (no pregnancy, no breastfeeding)",
    ),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_whom_a_line_is_for_and_what_people_do_is_read(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_a_time_since_a_therapy_is_no_question_of_what_people_do() -> None:
    text = "A washout of at least 21 days is required between the last radiotherapy and wugoma"
    assert not reading(text, "inclusion").startswith("ask")


def test_a_score_is_asked_of_those_of_its_age_alone() -> None:
    text = "Lansky performance status >= 50 for children under 10 years of age"
    assert outcome(text, "inclusion", age=40) is Outcome.PASS
    assert outcome(text, "inclusion", {"what": "Lansky performance status", "value": 40}, age=6) is Outcome.FAIL
    assert outcome(text, "inclusion", age=6) is Outcome.UNKNOWN


def test_what_women_are_required_to_have_is_no_definition_of_them() -> None:
    text = "Females of child-bearing potential are required to have a negative pregnancy test within 7 days prior to first dose"
    test = "pregnancy test [value: negative] within 7 days before first dose"
    assert reading(text, "inclusion") == f'if (childbearing potential) then ({test}) else (no constraint "for the other sex")'


OTHERS = {"facts": [{"what": "breast cancer"}, {"what": "CD4 count", "value": 100}], "complete": ["conditions", "treatments"]}


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("inclusion", "Patients with HIV infection are eligible. These patients must have a CD4 count > 200."),
        ("inclusion", "Patients with hepatocellular carcinoma may be enrolled. They must have received sorafenib."),
        ("inclusion", "Patients with brain metastases must be stable. Such patients must have received dexamethasone."),
        ("inclusion", "NSCLC SPECIFIC: Patients must have received carboplatin."),
        ("inclusion", "For NSCLC: prior platinum. Prior docetaxel."),
        ("inclusion", "Participants with colorectal cancer: prior irinotecan. Prior oxaliplatin."),
    ],
)
def test_what_is_asked_of_some_keeps_nobody_else_out(section: str, text: str) -> None:
    assert outcome(text, section, **OTHERS) is Outcome.PASS


def test_all_that_stands_behind_the_label_of_a_cancer_excludes_its_patients_alone() -> None:
    text = "NSCLC only: prior docetaxel. Brain metastases."
    brain = {"what": "brain metastases"}
    assert outcome(text, "exclusion", {"what": "NSCLC"}, brain) is Outcome.FAIL
    assert outcome(text, "exclusion", {"what": "melanoma"}, brain, complete=["conditions"]) is Outcome.PASS


def test_they_are_everybody_where_the_sentence_before_speaks_of_everybody() -> None:
    text = "Patients must have resectable melanoma. They must have ECOG 0-1."
    assert outcome(text, "inclusion", {"what": "ECOG", "value": 2}) is Outcome.FAIL


@pytest.mark.parametrize("text", ["Men of age > 18 years", "Postmenopausal women", "Women with breast cancer"])
def test_a_sentence_of_one_sex_turns_nobody_of_the_other_away_by_itself(text: str) -> None:
    assert reading(text, "inclusion").endswith('because "only of them, or only them"')


def test_an_age_of_one_sex_is_asked_of_it_alone_where_the_text_speaks_of_the_other() -> None:
    text = "- Women aged 50 or older\n- Vasectomy in male subjects over 40"
    man = outcome(text, "inclusion", {"what": "vasectomy"}, age=45, sex="male")
    assert man is not Outcome.FAIL


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "Bilirubin < 2.0. Bilirubin > 2.0 is acceptable in the setting of known Gilbert's syndrome.",
            "any of (total bilirubin < 2.0, gilbert syndrome)",
        ),
        (
            "Platelets >= 100,000/uL. Platelets < 100,000/uL are acceptable if bone marrow involvement.",
            "any of (platelet count >= 100000 /uL, bone marrow involvement)",
        ),
    ],
)
def test_leave_to_be_beyond_a_limit_sets_no_limit(text: str, meant: str) -> None:
    assert reading(text, "inclusion") == meant


def test_what_is_judged_of_a_finding_named_last_is_not_asked_of_the_value_before_it() -> None:
    text = "QTcF > 470 msec, or a history of ECG abnormalities that, in the investigator's judgment, may affect safety"
    assert outcome(text, "exclusion", {"what": "QTcF", "value": 480, "unit": "ms"}) is Outcome.FAIL
