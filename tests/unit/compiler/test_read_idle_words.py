"""What adds nothing is left out: brackets of who consents, "and while on study", headings of one word; near misses stay."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        (
            "exclusion",
            "Peripheral neuropathy (motor or sensory) of grade 2 or higher",
            "grade of (peripheral neuropathy) is at least 2",
        ),
        ("exclusion", "Major surgery (therapeutic and/or palliative) within 14 days", "no major surgery within 14 days"),
        ("exclusion", "Stroke (hemorrhagic or ischemic) within 6 months", "no cerebrovascular accident within 6 months"),
        ("exclusion", "Pregnant or nursing (due to potential harm to the fetus)", "none of (pregnancy, breastfeeding)"),
        ("exclusion", "Breastfeeding (NOTE: breast milk cannot be stored for later use)", "no breastfeeding"),
        ("exclusion", "Recent (<3 months) myocardial infarction", "myocardial infarction less than 3 months before registration"),
        ("exclusion", "Stroke (< 6 months)", "cerebrovascular accident less than 6 months before registration"),
        (
            "exclusion",
            "Use of glucocorticoids within 14 days prior to Day 1 dosing and while on study",
            "no corticosteroid within 14 days before first dose",
        ),
        (
            "exclusion",
            "Use of strong CYP3A4 inhibitors within 14 days before enrollment or during study treatment",
            "no strong CYP3A4 inhibitor within 14 days before enrollment",
        ),
        ("exclusion", "Prior (neo)adjuvant endocrine therapy", "no endocrine therapy [setting: neoadjuvant or adjuvant]"),
        ("exclusion", "Less than 3 weeks since most recent chemotherapy", "interval from (chemotherapy) < 3 weeks"),
        ("inclusion", "Fasting plasma glucose concentration < 280 mg/dL", "fasting glucose < 280 mg/dL"),
        ("inclusion", "Performance status (WHO scale) less than 2", "ECOG performance status is below 2"),
        ("exclusion", "Minors", "not (age < 18 years)"),
        (
            "inclusion",
            "Renal\n- Creatinine <= 1.5 times ULN OR\n- Creatinine clearance >= 60 mL/min",
            "any of (creatinine <= 1.5 x ULN",
        ),
        ("inclusion", "Pulmonary Function\n- Oxygen saturation > 92%", "oxygen saturation > 92 %"),
    ],
)
def test_what_adds_nothing_does_not_stop_the_reading(section: str, text: str, read: str) -> None:
    found = reading(text, section)
    assert read in found
    assert "unread" not in found
    assert "described" not in found


@pytest.mark.parametrize(
    ("section", "text", "kept"),
    [
        ("exclusion", "Remission (< 6 months)", "unread"),  # how long it has lasted, and not when it was
        ("exclusion", "Chemotherapy (< 6 months)", "unread"),
        ("exclusion", "Planned use of steroids while on study", "ask"),
        ("inclusion", "Consent of a guardian (if the patient is a minor)", "ask"),
        ("exclusion", "Biliary obstruction (due to tumor)", "described"),
    ],
)
def test_words_that_say_more_are_kept(section: str, text: str, kept: str) -> None:
    assert kept in reading(text, section)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Oral antidiabetics (e.g., metformin, SGLT2 inhibitors) for any cause",
            "metformin [described: for any cause] now, SGLT2 inhibitor [described: for any cause] now",
        ),
        (
            "Significant co-morbid medical conditions, including heart failure, ileus",
            'all of (heart failure, ask "Significant co-morbid medical conditions")',
        ),
    ],
)
def test_an_example_is_narrowed_as_what_it_is_an_example_of(text: str, read: str) -> None:
    found = reading(text, "exclusion")
    assert read in found
    assert "unread" not in found


def test_a_disease_as_an_example_of_treatments_stays_in_doubt() -> None:
    assert "unread" in reading(
        "Regular immunosuppressive therapy (i.e., for organ transplantation, chronic rheumatologic disease)", "exclusion"
    )


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        ("exclusion", "Prior radiotherapy to the planned treatment field", "no radiotherapy [described: to the target area]"),
        ("exclusion", "Prior radiotherapy to the treatment field", "no radiotherapy [described: to the target area]"),
        ("inclusion", "No previous radiation in the same area", "no radiotherapy [described: to the target area]"),
        ("inclusion", "Patients will be at least 18 years of age", "age >= 18 years"),
        (
            "inclusion",
            "At least 4 weeks since major surgery with full recovery",
            'all of (interval from (major surgery) >= 4 weeks, ask "full recovery")',
        ),
        ("exclusion", "Unresolved pneumonia", "no pneumonia [activity: active]"),
        ("exclusion", "Unresolved toxicity of grade 2 or greater", "grade of (toxicity of earlier treatment) < 2 now"),
        (
            "inclusion",
            "Must agree to a biopsy and to undergo surgery at this hospital",
            'all of (ask "agree to a biopsy", ask "agree to undergo surgery at this hospital")',
        ),
        (
            "inclusion",
            "Willing to complete questionnaires and able to return for visits",
            'all of (ask "Willing to complete questionnaires", ask "able to return for visits")',
        ),
        (
            "inclusion",
            "Able to understand the study and willing to sign an informed consent",
            'ask "Able to understand the study and willing to sign an informed consent"',
        ),
        (
            "exclusion",
            "Unwilling to keep a diary and to return for visits",
            'not (ask "Unwilling to keep a diary and to return for visits")',
        ),
    ],
)
def test_what_was_asked_of_a_person_is_read_as_far_as_a_record_tells(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


_LIVE = (
    "Has received a live vaccine within 30 days prior to the first dose. Examples of live vaccines include, but are not limited "
    "to, the following: measles, mumps, rubella, yellow fever, rabies, BCG and typhoid vaccine."
)


@pytest.mark.parametrize(
    ("section", "text", "read"),
    [
        ("exclusion", _LIVE, "no live vaccine within 30 days before first dose"),
        (
            "exclusion",
            "Live vaccine within 30 days. Seasonal flu vaccines for injection are usually killed vaccines and are allowed",
            "no live vaccine within 30 days before registration except (inactivated influenza vaccine)",
        ),
        ("inclusion", "Male and female adults >= 18 years", "age >= 18 years"),
        ("exclusion", "Pregnant or lactating females at any time during the study", "none of (pregnancy, breastfeeding)"),
        (
            "exclusion",
            "Has experienced an involuntary weight loss of more than 20% in the 3 months before study entry",
            "not (weight loss > 20 % within 3 months before study entry)",
        ),
        ("exclusion", "Clinically meaningful ascites", "no ascites [significance: clinically significant]"),
        ("exclusion", "On-going inflammatory bowel disease", "no inflammatory bowel disease [activity: active]"),
        ("exclusion", "Viral hepatitis type B or C", "none of (hepatitis b, hepatitis c)"),
        (
            "exclusion",
            "Any systemic anticancer therapy (including investigational) within 2 weeks",
            "none of (systemic therapy within 2 weeks before registration, "
            "investigational agent within 2 weeks before registration)",
        ),
        ("inclusion", "Hemoglobin >= 10 g", "hemoglobin >= 10 g/dL"),
        ("inclusion", "Creatinine <= 1.5 mg", "creatinine <= 1.5 mg/dL"),
    ],
)
def test_the_usual_sentences_are_read_whole(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


def test_a_unit_that_was_cut_off_is_not_filled_in_where_no_patient_has_such_a_value() -> None:
    assert "unread" in reading("Hemoglobin >= 100 g", "inclusion")
