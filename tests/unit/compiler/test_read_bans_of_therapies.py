"""Bans of therapies, limits and remedies: until when something is forbidden, what a purpose is of, two limits at once."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "Chemotherapy, except for hydroxyurea, should not be given within 2 weeks of registration",
            "inclusion",
            "no chemotherapy within 2 weeks before registration except (hydroxyurea)",
        ),
        (
            "Major surgery (other than diagnostic surgery) must not occur within 4 weeks prior to the first dose",
            "inclusion",
            "no major surgery within 4 weeks before first dose except (diagnostic surgery)",
        ),
        (
            "Prior systemic therapy other than adjuvant chemotherapy cannot have been administered",
            "inclusion",
            "no systemic therapy except (chemotherapy [setting: adjuvant])",
        ),
    ],
)
def test_what_must_not_have_been_given_but_for_an_exception_is_asked_of_nobody(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Major surgery, other than biopsy, must not be planned",
        "Live vaccines, other than influenza, should not be given",
        "Radiotherapy, other than palliative, must not have included the pelvis",
    ],
)
def test_what_is_still_to_come_or_more_is_said_of_is_no_ban_of_the_therapy(text: str) -> None:
    assert reading(text, "inclusion").startswith(("unread", "ask"))


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "St. John's wort is prohibited for at least 7 days prior to the first dose",
            "exclusion",
            "no St. John's wort less than 7 days before first dose",
        ),
        (
            "Strong CYP3A4 inhibitors are not allowed at least 14 days before first dose",
            "inclusion",
            "no strong CYP3A4 inhibitor less than 14 days before first dose",
        ),
        (
            "The following are prohibited at least 7 days before study treatment:\n- St. John's wort\n- grapefruit juice",
            "exclusion",
            "none of (St. John's wort less than 7 days before first dose, grapefruit less than 7 days before first dose)",
        ),
        (
            "Patients who had surgery at least 4 weeks before registration are excluded",
            "exclusion",
            "no surgery at least 4 weeks before registration",
        ),
    ],
)
def test_prohibited_at_least_so_long_before_is_within_that_time(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


def test_a_ban_before_and_during_the_study_is_no_ban_for_ever() -> None:
    said = reading("Live vaccines are prohibited at least 30 days before and during the study", "inclusion")
    assert said == 'not (all of (live vaccine, unread "at least 30 days before and during the study"))'


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "Creatinine > 1.5 x ULN concurrent with creatinine clearance < 50 mL/min",
            "exclusion",
            "not (all of (creatinine > 1.5 x ULN, creatinine clearance < 50 mL/min))",
        ),
        (
            "ALT > 3 x ULN concomitant with bilirubin > 2 x ULN",
            "exclusion",
            "not (all of (alanine aminotransferase > 3 x ULN, total bilirubin > 2 x ULN))",
        ),
        (
            "Creatinine > 1.5 x ULN (creatinine clearance < 50 mL/min)",
            "exclusion",
            'not (unread "Creatinine > 1.5 x ULN (creatinine clearance < 50 mL/min)")',
        ),
        (
            "creatinine > 1.5 x ULN with creatinine clearance < 50 mL/min, or platelets < 100",
            "exclusion",
            "none of (",
        ),
    ],
)
def test_two_limits_at_once_are_no_range_of_one_value(text: str, section: str, expected: str) -> None:
    said = reading(text, section)
    assert said == expected or (expected.endswith("(") and "creatinine clearance > 1.5" not in said)


def test_both_ends_of_a_range_are_multiples_of_the_same_limit() -> None:
    said = reading("Patients with Gilbert disease are allowed if total bilirubin > 1.5 but less than 3 x ULN", "inclusion")
    assert "total bilirubin > 1.5 and < 3 x ULN" in said


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "Prior surgery or radiotherapy for localized (stage I) prostate cancer",
            "exclusion",
            "none of (all of (surgery [extent: localized; purpose: prostate cancer], stage is I), "
            "all of (radiotherapy [extent: localized; purpose: prostate cancer], stage is I))",
        ),
        (
            "Prior treatment with chemotherapy for locally advanced (stage III) or metastatic (stage IV) breast cancer",
            "exclusion",
            "not (all of (any of (chemotherapy [extent: locally advanced; purpose: breast cancer], "
            "chemotherapy [setting: palliative; purpose: breast cancer]), stage is III to IV))",
        ),
        (
            "Prior chemotherapy for breast cancer (stage IV) or melanoma (stage III)",
            "exclusion",
            "none of (all of (chemotherapy [purpose: breast cancer], stage is IV), "
            "all of (chemotherapy [purpose: melanoma], stage is III))",
        ),
    ],
)
def test_the_stage_of_a_purpose_is_of_all_therapies_and_never_bans_the_disease(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


def test_a_disease_with_adjectives_apart_stays_what_the_therapies_were_for() -> None:
    said = reading(
        "No prior ROS1 inhibitor or other systemic therapy for recurrent (stage III not amenable to surgery) or metastatic "
        "(stage IV) NSCLC",
        "inclusion",
    )
    assert ", non-small cell lung cancer [extent: metastatic]" not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No more than 5 prior chemotherapy regimens (as long as 2 contained dexamethasone or thalidomide)", "ask "),
        ("No more than 3 prior chemotherapy regimens (provided that 1 contained a platinum)", "ask "),
        (
            "AST <= 2.5 x ULN (if liver metastases, <= 5 x ULN)",
            "aspartate aminotransferase <= 2.5 x ULN unless (liver metastasis: ",
        ),
    ],
)
def test_a_number_behind_provided_that_is_no_other_limit(text: str, expected: str) -> None:
    assert reading(text, "inclusion").startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Active bacterial or fungal infection requiring IV antibiotics or drainage",
            'none of (bacterial infection [activity: active; described: "requiring IV antibiotics or drainage"], '
            'fungal infection [activity: active; described: "requiring IV antibiotics or drainage"])',
        ),
        (
            "infection requiring antibiotics, snarfing",
            'none of (all of (infection, antibiotic [purpose: infection] now), unread "snarfing")',
        ),
    ],
)
def test_a_remedy_in_unknown_words_goes_on_with_what_the_illness_requires(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Received treatment with any of the following medications within 14 days before randomization:\n- Estrogens\n"
            "- Has a history of stroke\n- Has known hypersensitivity to enzalutamide",
            "none of (estrogen within 14 days before randomization, cerebrovascular accident, enzalutamide [allergy: true])",
        ),
        (
            "Any of the following within 6 months before day 1 of study therapy:\n- Stroke\n- Myocardial infarction",
            "none of (cerebrovascular accident within 6 months before first dose, "
            "myocardial infarction within 6 months before first dose)",
        ),
    ],
)
def test_the_time_of_medicines_is_not_that_of_an_illness_below_them(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Insulin dependent diabetes", "no insulin-dependent diabetes mellitus"),
        ("Type 1 diabetes", 'no "type 1 diabetes mellitus"'),
        ("non-insulin dependent diabetes", 'no "type 2 diabetes mellitus"'),
        ("Patients with prior colorectal surgery", "no colorectal surgery"),
        (
            "Malignancy within 5 years except pre-invasive carcinoma of the cervix",
            "no other malignancy within 5 years before registration except (cervical carcinoma in situ)",
        ),
    ],
)
def test_names_that_are_wider_than_they_were_read(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Early stage breast cancer (stage 1, 2, 3)", "inclusion", "all of (breast cancer, stage is I to III)"),
        (
            "Early breast cancer (stage I-II)",
            "inclusion",
            "all of (breast cancer [extent: localized], stage is I to II)",
        ),
        ("Rituximab within 1,5 years before screening", "exclusion", "no rituximab within 1.5 years before screening"),
        (
            "Congenital nevus with a size of 20 cm",
            "inclusion",
            "either reading (size of (congenital nevus) = 20 cm, size of (congenital nevus) <= 20 cm, "
            'size of (congenital nevus) >= 20 cm) because "the comparison sign is not there"',
        ),
        (
            "Cancer of one of the following types:\nA. Metastatic breast cancer B. Melanoma C. Gastric cancer",
            "inclusion",
            "all of (malignancy, any of (breast cancer [extent: metastatic], melanoma, gastric cancer))",
        ),
    ],
)
def test_nobody_is_kept_out_by_a_word_that_the_stage_or_the_list_takes_back(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Locally advanced cancer", "exclusion", "no malignancy [extent: locally advanced]"),
        ("Unresectable malignancy", "exclusion", "no malignancy [resectability: unresectable]"),
        ("Prior unresectable cancer", "exclusion", "no other malignancy [resectability: unresectable]"),
        (
            "Non-epithelial tumor types (sarcoma, lymphoma), germ cell tumors",
            "exclusion",
            "none of (non-epithelial tumor, sarcoma, lymphoma, germ cell tumor)",
        ),
        (
            "Malignancy except skin cancer (basal cell carcinoma, squamous cell carcinoma)",
            "exclusion",
            "no other malignancy except (basal cell carcinoma, squamous cell carcinoma)",
        ),
        (
            "Measurable, locally advanced or metastatic disease",
            "inclusion",
            "all of (measurable disease, any of (locally advanced disease, distant metastasis))",
        ),
        (
            "Measurable, evaluable, or non-measurable disease",
            "inclusion",
            "any of (measurable disease, evaluable disease, non-measurable disease)",
        ),
    ],
)
def test_the_patients_own_cancer_and_all_of_a_bracket_are_asked_for(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected
