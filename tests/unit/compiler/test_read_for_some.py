"""Openings of lists, cohorts' labels, exceptions, leaves and conditions in; whom each part is asked of, in the criteria language,
must come out."""

from __future__ import annotations

from typing import cast

import pytest

from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.outlining.outline import Kind
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion


def readings(section: str, text: str) -> list[str]:
    """Every line of a text in the criteria language, each on one line; what constrains nobody is left out."""
    compiled = compile_criteria(text, section=cast("Kind", section))
    lines = [line for stage in compiled.built.stages for line in stage.lines]
    said = [print_criterion(without_spans(line.node), width=10000) for line in lines]
    return [reading for reading in said if not reading.startswith("no constraint")]


COUNTED = [
    (
        "inclusion",
        "No more than one of the following: liver metastases, diabetes, anemia",
        "not (at least 2 of (liver metastasis, diabetes mellitus, anemia))",
    ),
    (
        "exclusion",
        "More than one of the following: liver metastases, diabetes, anemia",
        "not (at least 2 of (liver metastasis, diabetes mellitus, anemia))",
    ),
    (
        "inclusion",
        "Must not have two or more of the following: liver metastases, diabetes, anemia",
        "not (at least 2 of (liver metastasis, diabetes mellitus, anemia))",
    ),
    (
        "exclusion",
        "Does not meet at least two of the following: ANC >= 1500, platelets >= 100,000, hemoglobin >= 9",
        "at least 2 of (absolute neutrophil count >= 1500 /uL, platelet count >= 100000 /uL, hemoglobin >= 9)",
    ),
    (
        "inclusion",
        "Two or more of: liver metastases, diabetes, anemia",
        "at least 2 of (liver metastasis, diabetes mellitus, anemia)",
    ),
    (
        "exclusion",
        "Two or more of the following:\n* Liver metastases\n* Diabetes",
        "not (at least 2 of (liver metastasis, diabetes mellitus))",
    ),
    ("exclusion", "Both of the following:\n* Liver metastases\n* Diabetes", "not (all of (liver metastasis, diabetes mellitus))"),
    ("exclusion", "All of the following: liver metastases, diabetes", "not (all of (liver metastasis, diabetes mellitus))"),
    (
        "inclusion",
        "* Patients must have:\n  * ECOG 0-1\n  * Liver metastases\n  * OR\n  * Lung metastases\n  * Life expectancy > 3 months",
        "all of (ECOG performance status is 0 to 1, any of (liver metastasis, lung metastasis), life expectancy > 3 months)",
    ),
    (
        "inclusion",
        "Adequate function:\n* ANC >= 1500/mm3\n* Creatinine <= 1.5 mg/dL\n* OR\n* Creatinine clearance >= 60 mL/min\n"
        "* Platelets >= 100,000/mm3",
        "all of (absolute neutrophil count >= 1500 /mm3, any of (creatinine <= 1.5 mg/dL, creatinine clearance >= 60 mL/min), "
        "platelet count >= 100000 /mm3)",
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), COUNTED)
def test_so_many_of_a_list_are_asked_for_as_its_opening_says(section: str, text: str, expected: str) -> None:
    assert readings(section, text) == [expected]


def test_how_many_exclude_is_open_where_the_list_of_exclusions_allows_so_many() -> None:
    (reading,) = readings("exclusion", "At most one of the following: liver metastases, diabetes, anemia")
    assert reading.startswith("not (unread")


OTHERS = 'else (no constraint "for other cohorts")'
COHORTS = [
    (
        "exclusion",
        "Cohorts B1, B3 and C5: bilirubin > ULN",
        [f"if (study cohort [value: cohort b1 or cohort b3 or cohort c5]) then (not (total bilirubin > 1 x ULN)) {OTHERS}"],
    ),
    (
        "inclusion",
        "* Cohort A - HCC: Child-Pugh A\n* Arm B participants should have ECOG 0-1",
        [
            f"if (study cohort [value: cohort a]) then (Child-Pugh class is A) {OTHERS}",
            f"if (study cohort [value: arm B]) then (ECOG performance status is 0 to 1) {OTHERS}",
        ],
    ),
    (
        "inclusion",
        "Phase II Cohort 3: ECOG 0-1",
        [f'if (study cohort [value: "phase ii cohort 3"]) then (ECOG performance status is 0 to 1) {OTHERS}'],
    ),
    (
        "inclusion",
        "Part A: solid tumors; Part B: melanoma",
        [
            f"if (study cohort [value: part a]) then (solid tumor) {OTHERS}",
            f"if (study cohort [value: part b]) then (melanoma) {OTHERS}",
        ],
    ),
    (
        "inclusion",
        "Patients enrolled in the expansion cohort must have measurable disease",
        [f"if (study cohort [value: expansion cohort]) then (measurable disease) {OTHERS}"],
    ),
    (
        "inclusion",
        "Measurable disease (not required for cohort C)",
        ['if (study cohort [value: cohort C]) then (no constraint "for other cohorts") else (measurable disease)'],
    ),
    (
        "exclusion",
        "Prior PD-1 therapy (allowed in Cohort B)",
        ['if (study cohort [value: cohort B]) then (no constraint "for other cohorts") else (no anti-PD-1)'],
    ),
    (
        "inclusion",
        "Prior therapy:\n  * Cohort 1: at least 1 prior line of therapy\n  * Cohort 2: no prior systemic therapy",
        [
            f'all of (if (study cohort [value: "cohort 1"]) then (lines of (systemic therapy) >= 1) {OTHERS}, '
            f'if (study cohort [value: "cohort 2"]) then (no systemic therapy) {OTHERS})'
        ],
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), COHORTS)
def test_what_a_label_says_of_a_cohort_is_asked_of_its_patients_alone(section: str, text: str, expected: list[str]) -> None:
    assert readings(section, text) == expected


NO_AUTOIMMUNITY = 'no autoimmune disease [activity: active] except (vitiligo, "type 1 diabetes mellitus")'
SPARED = [
    ("exclusion", "Active autoimmune disease. Exceptions to this exclusion include: vitiligo; type 1 diabetes", NO_AUTOIMMUNITY),
    ("exclusion", "Active autoimmune disease. The following are allowed: vitiligo; type 1 diabetes", NO_AUTOIMMUNITY),
    ("exclusion", "* Active autoimmune disease\n  * Exceptions:\n    * Vitiligo\n    * Type 1 diabetes", NO_AUTOIMMUNITY),
    (
        "exclusion",
        "* Active autoimmune disease\n* Exceptions to this exclusion include: vitiligo, type 1 diabetes",
        NO_AUTOIMMUNITY,
    ),
    (
        "exclusion",
        "Prior chemotherapy; the following are not considered chemotherapy: hydroxyurea; steroids",
        "no chemotherapy except (hydroxyurea, corticosteroid)",
    ),
    (
        "exclusion",
        "* Prior malignancy\n* Patients with basal cell carcinoma are not excluded",
        "no other malignancy except (basal cell carcinoma)",
    ),
    (
        "inclusion",
        "* No prior malignancy\n* Patients with basal cell carcinoma are eligible",
        "no other malignancy except (basal cell carcinoma)",
    ),
    ("exclusion", "* HIV infection\n* Patients with hypothyroidism are allowed", "no hiv infection"),
]


@pytest.mark.parametrize(("section", "text", "expected"), SPARED)
def test_exceptions_that_are_announced_spare_those_whom_they_name(section: str, text: str, expected: str) -> None:
    assert readings(section, text) == [expected]


def test_exceptions_to_another_line_ask_for_nothing() -> None:
    assert readings("exclusion", "Exceptions to this exclusion include: vitiligo; hypothyroidism") == []


OTHERS_ILL = 'else (no constraint "for others")'
WHOM = [
    (
        "exclusion",
        "AST > 5 x ULN for patients with liver cancer or liver metastases",
        "not (all of (any of (liver cancer, liver metastasis), aspartate aminotransferase > 5 x ULN))",
    ),
    (
        "inclusion",
        "TBil <= 3 x ULN for liver cancer or liver metastases",
        f"if (any of (liver cancer, liver metastasis)) then (total bilirubin <= 3 x ULN) {OTHERS_ILL}",
    ),
    (
        "inclusion",
        "NSCLC: 1 or 2 prior lines, melanoma: 1 prior line",
        f"all of (if (non-small cell lung cancer) then (lines of (systemic therapy) 1 to 2) {OTHERS_ILL}, "
        f"if (melanoma) then (lines of (systemic therapy) = 1) {OTHERS_ILL})",
    ),
    ("inclusion", "HCC patients only: Child-Pugh A", f"if (hepatocellular carcinoma) then (Child-Pugh class is A) {OTHERS_ILL}"),
    ("inclusion", "Breast cancer in women of childbearing potential", "all of (childbearing potential, breast cancer)"),
    (
        "inclusion",
        "Negative pregnancy test in women of childbearing potential",
        f"if (childbearing potential) then (pregnancy test [value: negative]) {OTHERS_ILL}",
    ),
    (
        "inclusion",
        "Patients with diabetes will be included provided that HbA1c <= 8 %",
        'if (diabetes mellitus) then (hemoglobin A1c <= 8 %) else (no constraint "for those who have it")',
    ),
    (
        "exclusion",
        "Brain metastases, provided they are untreated",
        "not (all of (brain metastasis, brain metastasis [treatment: untreated]))",
    ),
    ("exclusion", "HIV infection, if CD4 count < 200", "not (all of (hiv infection, CD4 count < 200))"),
    (
        "exclusion",
        "Concurrent anticoagulants (warfarin, heparin) or antiplatelets (aspirin, clopidogrel)",
        "none of (anticoagulant now, antiplatelet agent now)",
    ),
    ("inclusion", "Prior anthracycline (e.g. doxorubicin) and taxane (e.g., paclitaxel)", "all of (anthracycline, taxane)"),
    (
        "inclusion",
        "No autoimmune disease (lupus, rheumatoid arthritis)",
        "all of (no autoimmune disease, none of (systemic lupus erythematosus, rheumatoid arthritis))",
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), WHOM)
def test_a_limit_a_condition_and_examples_are_of_those_whom_they_name(section: str, text: str, expected: str) -> None:
    assert readings(section, text) == [expected]


def test_drugs_in_a_bracket_are_of_a_class_and_not_all_of_them_required() -> None:
    (reading,) = readings("inclusion", "Must have received an mTOR inhibitor (sirolimus, temsirolimus) and a VEGF inhibitor")
    assert "either reading (mTOR inhibitor, any of (sirolimus, temsirolimus))" in reading


def test_terms_of_an_exception_turn_no_ban_round() -> None:
    text = "Brain metastases except asymptomatic ones unless they require steroids, in which case the dose must be <= 10 mg"
    (reading,) = readings("exclusion", text)
    assert reading.startswith("not (all of (brain metastasis, unread")


def test_what_no_childbearing_potential_means_is_required_of_nobody() -> None:
    text = "Not of childbearing potential is defined as: age > 60, hysterectomy, or bilateral oophorectomy"
    assert readings("inclusion", text) == []


def test_a_bracket_of_each_of_two_cohorts_asks_each_for_its_own() -> None:
    (reading,) = readings("inclusion", "ECOG 0-1 (Part 1) or ECOG 0-2 (Part 2)")
    assert 'if (study cohort [value: "part 1"]) then (ECOG performance status is 0 to 1)' in reading
    assert 'if (study cohort [value: "part 2"]) then (ECOG performance status is 0 to 2)' in reading


def test_lesions_that_may_have_been_irradiated_require_no_radiotherapy() -> None:
    assert readings("inclusion", "Measurable lesions may be in the field of prior irradiation") == []


def test_a_cancer_other_than_what_was_not_read_is_passed_and_failed_by_nobody() -> None:
    (reading,) = readings("inclusion", "Breast cancer, except inflammatory disease of the wugoma type")
    assert reading.startswith("either reading (any of (breast cancer, unread")


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        (
            "exclusion",
            "Prior tamoxifen allowed, but no prior aromatase inhibitor, no prior chemotherapy and no prior HER2-targeted therapy",
            "none of (aromatase inhibitor, chemotherapy, anti-HER2 therapy)",
        ),
        (
            "inclusion",
            "Prior surgery is allowed, but no chemotherapy and no radiotherapy",
            "none of (chemotherapy, radiotherapy)",
        ),
        (
            "inclusion",
            "Steroids are allowed, however no other immunosuppressants and no live vaccines within 4 weeks",
            "none of (other immunosuppressive agent, live vaccine within 4 weeks before registration)",
        ),
    ],
)
def test_each_of_several_denials_behind_a_leave_bars(section: str, text: str, expected: str) -> None:
    assert readings(section, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Breast or ovarian cancer but patients must have measurable disease",
            "all of (any of (breast cancer, ovarian cancer), measurable disease)",
        ),
        (
            "HER2-positive breast cancer, but patients must not have received trastuzumab",
            "all of (her2-positive breast cancer, no trastuzumab)",
        ),
    ],
)
def test_a_duty_behind_but_is_asked_of_each_disease_before_it(text: str, expected: str) -> None:
    assert readings("inclusion", text) == [expected]


def test_a_duty_behind_a_leave_is_not_asked_of_those_who_need_none() -> None:
    (reading,) = readings("inclusion", "Brain metastases are allowed but patients must be off steroids for 2 weeks")
    assert reading.startswith("unread")


@pytest.mark.parametrize(
    "text",
    [
        "Chronic myelogenous leukemia (CML) in chronic or accelerated phase",
        "CML in chronic phase or accelerated phase",
        "Chronic or accelerated phase CML",
    ],
)
def test_a_disease_in_several_phases_is_any_of_them(text: str) -> None:
    phases = "any of (chronic phase chronic myeloid leukemia, accelerated phase chronic myeloid leukemia)"
    assert readings("inclusion", text) == [phases]


@pytest.mark.parametrize(
    ("exception", "spared"),
    [
        ("carcinoma in situ (e.g. cervix, bladder, breast)", "carcinoma in situ"),
        ("adequately treated in situ carcinoma (e.g., cervix, bladder)", "carcinoma in situ [treatment: treated]"),
        ("carcinoma in situ (cervix, breast)", "cervical carcinoma in situ, noninvasive breast cancer"),
        ("carcinoma in situ (i.e., cervix)", "cervical carcinoma in situ"),
        ("non-melanoma skin cancers (e.g., basal cell)", "non-melanoma skin cancer"),
    ],
)
def test_examples_in_a_bracket_narrow_no_spared_cancer_and_organs_are_alternatives(exception: str, spared: str) -> None:
    assert readings("exclusion", f"Other malignancy except {exception}") == [f"no other malignancy except ({spared})"]


@pytest.mark.parametrize(
    "text",
    [
        "A negative pregnancy test is required",
        "A negative pregnancy test should be obtained before enrollment",
        "A negative serum or urine pregnancy test result should be obtained before enrollment",
    ],
)
def test_a_negative_test_that_must_be_obtained_is_required(text: str) -> None:
    assert readings("inclusion", text) == ["has pregnancy test [value: negative]"]


def test_a_co_infection_is_both_at_once() -> None:
    assert readings("exclusion", "Co-infection with HBV and HCV") == ["not (all of (hepatitis b, hepatitis c))"]


def test_each_of_several_checkpoints_is_what_the_antibodies_are_against() -> None:
    drugs = "none of (anti-PD-1, anti-PD-L1, anti-PD-L2)"
    assert readings("inclusion", "No prior treatment with PD-1, PD-L1, or PD-L2 antibodies") == [drugs]


def test_a_child_pugh_score_in_letters_is_the_class() -> None:
    assert readings("exclusion", "Child-Pugh score of B or C") == ["not (Child-Pugh class is B to C)"]
