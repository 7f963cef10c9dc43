"""Sentences that are easily turned round enter; the reading that excludes nobody wrongly must leave."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.compiler.compile import compile_criteria
from trialwright.library import protocol_of_line
from trialwright.match.verdict import Outcome
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Section

EVERYTHING = ["conditions", "treatments", "medications", "procedures", "biomarkers"]


@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("Patients with brain metastases are excluded", "no brain metastasis"),
        ("Patients with HIV infection are ineligible for this study", "no hiv infection"),
        ("Patients with known brain metastases are not eligible", "no brain metastasis"),
        ("Prior chemotherapy is not allowed", "no chemotherapy"),
        ("Chemotherapy within 4 weeks before registration is prohibited", "no chemotherapy within 4 weeks before registration"),
        ("Patients are excluded if they have hepatitis C", "no hepatitis c"),
        (
            "Patients with brain metastases are excluded unless treated and stable",
            "not (all of (brain metastasis, not (all of (brain metastasis [treatment: treated], "
            "brain metastasis [stability: stable]))))",
        ),
        ("Patients must not be pregnant", "no pregnancy"),
        ("Patients must not have brain metastases or HIV", "none of (brain metastasis, hiv infection)"),
    ],
)
def test_what_is_said_to_exclude_excludes_in_either_list(text: str, section: str, required: str) -> None:
    assert reading(text, section) == required


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("Active infection. Patients must not have HIV.", "none of (infection [activity: active], hiv infection)"),
        ("Patients may not be receiving any other investigational agents", "no other investigational agent now"),
        ("Do not meet neutrophils ≥ 1.5 x 10^9/L", "absolute neutrophil count >= 1.5 10*9/L"),
        ("Lack of adequate renal function (CrCl ≥ 50 mL/min)", "creatinine clearance >= 50 mL/min"),
        ("Inadequate renal function (creatinine clearance < 50 mL/min)", "not (creatinine clearance < 50 mL/min)"),
        ("Without measurable disease", "has measurable disease"),
        ("Hemoglobin < 9 g/dL despite snarfing", 'not (all of (hemoglobin < 9 g/dL, unread "despite snarfing"))'),
        ("Age under 18 or over 80", "none of (age < 18, age > 80)"),
        (
            "Radiotherapy within 6 weeks of registration or chemotherapy within 3 weeks",
            "none of (radiotherapy within 6 weeks before registration, chemotherapy within 3 weeks before registration)",
        ),
        (
            "HIV positive subjects with 1 or more of the following:\n- ascites\n- CD4 count < 200 cells/µL",
            "not (all of (hiv infection, any of (ascites, CD4 count < 200 /uL)))",
        ),
        (
            "Cardiac disease, as evidenced by any of the following:\n- Myocardial infarction\n- NYHA class III or IV",
            "none of (myocardial infarction, NYHA class is III to IV)",
        ),
        (
            "Hypersensitivity reactions to chimeric or humanized antibodies",
            "none of (chimeric antibody [allergy: true], humanized antibody [allergy: true])",
        ),
        ("Severe hypersensitivity to pembrolizumab", "no pembrolizumab [severity: severe; allergy: true]"),
    ],
)
def test_an_exclusion_is_not_turned_round_nor_widened(text: str, required: str) -> None:
    assert reading(text, "exclusion") == required


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("Age between 18 and 70 years", "age 18 to 70 years"),
        ("Hemoglobin between 9 and 14 g/dL", "hemoglobin 9 to 14 g/dL"),
        ("ECOG performance status between 0 and 2", "ECOG performance status is 0 to 2"),
        ("Subjects aged over 18 years", "age > 18 years"),
        ("Patients aged at least 18 years and at most 75 years", "age 18 to 75 years"),
        ("18 to 75 years of age", "age 18 to 75 years"),
        ("18 months to 75 years of age", "age 1.5 to 75 years"),
        ("Patients 18 years and older", "age >= 18 years"),
        ("ECOG 0, 1 or 2", "ECOG performance status is 0 to 2"),
        ("ECOG 0/1", "ECOG performance status is 0 to 1"),
        ("Stage IIIB/IV", "any of (stage is IIIB, stage is IV)"),
        ("Diagnosis of breast, lung, colon cancer", "any of (breast cancer, lung cancer, colon cancer)"),
        ("Breast cancer with or without brain metastases", "has breast cancer"),
        ("Neither brain metastases nor leptomeningeal disease", "none of (brain metastasis, leptomeningeal metastasis)"),
        ("Surgery: Not specified", 'no constraint "nothing is specified"'),
        ("May have had prior chemotherapy", 'no constraint "permission"'),
        (
            "Creatinine ≤ 1.5 x ULN; if creatinine > 1.5 x ULN, creatinine clearance ≥ 50 mL/min",
            "any of (creatinine <= 1.5 x ULN, creatinine clearance >= 50 mL/min)",
        ),
        ("Negative for HIV and HBsAg", "all of (no hiv infection, HBsAg [value: negative])"),
        ("HER2 not overexpressed", 'ask "HER2 not overexpressed"'),
        ("Surgery not planned", 'ask "Surgery not planned"'),
        ("Disease-free for > 5 years from other cancers", "none of (other malignancy within 5 years before registration)"),
        (
            "No heart failure, including cardiomyopathy or unstable angina",
            "none of (heart failure, any of (cardiomyopathy, unstable angina))",
        ),
        (
            "Unresectable or metastatic disease",
            "any of (malignancy [resectability: unresectable], distant metastasis)",
        ),
    ],
)
def test_an_inclusion_asks_for_no_more_than_it_says(text: str, required: str) -> None:
    assert reading(text, "inclusion") == required


@pytest.mark.parametrize(
    "text",
    [
        "For patients with liver metastases, AST ≤ 5 x ULN",
        "In patients with liver metastases, AST ≤ 5 x ULN",
        "Hypertension must be controlled",
        "Brain metastases, if present, must be stable",
        "Any prior surgery must have been completed ≥ 4 weeks before registration",
        "Prior adjuvant chemotherapy is allowed if completed > 6 months before registration",
        "No brain metastases unless treated and stable",
    ],
)
def test_what_is_asked_of_some_patients_lets_the_others_in(text: str) -> None:
    healthy = {"complete": EVERYTHING, "id": "without any of it"}
    assert outcome(text, "inclusion", {"what": "breast cancer"}, **healthy) is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Pleural effusion or ascites requiring drainage", [{"what": "pleural effusion"}]),
        ("Diabetes or hypertension that is uncontrolled", [{"what": "diabetes mellitus"}]),
        ("HIV, hepatitis B or ascites that was snarfed twice", [{"what": "hiv infection"}]),
        ("Patients on active treatment for hypo- or hyperthyroidism", [{"what": "hyperthyroidism"}]),
        ("Patients with diabetes:\n- HbA1c > 9 %\n- ketoacidosis", [{"what": "hemoglobin A1c", "value": 9.5, "unit": "%"}]),
    ],
)
def test_what_may_be_restricted_by_words_not_understood_excludes_nobody(text: str, facts: list[dict[str, Any]]) -> None:
    assert outcome(text, "exclusion", *facts) is not Outcome.FAIL


def test_an_exclusion_under_the_heading_of_a_later_stage_stays_an_exclusion() -> None:
    protocol = protocol_of_line("Brain metastases", section="exclusion", context="Second registration")
    (line,) = [line for stage in protocol.stages for line in stage.lines]
    assert line.section is Section.EXCLUSION


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("ECOG performance status 0-2", "ECOG performance status is 0 to 2"),
        ("Platelet count > 100,000/mm3", "platelet count > 100000 /mm3"),
        ("ALT ≤ 2.5 x ULN", "alanine aminotransferase <= 2.5 x ULN"),
        ("Life expectancy ≥ 8 weeks", "life expectancy >= 8 weeks"),
    ],
)
def test_what_a_fit_patient_keeps_excludes_nobody_for_certain(text: str, limit: str) -> None:
    assert reading(text, "exclusion") == (
        f"either reading (not ({limit}), {limit}) because "
        '"what a fit patient keeps stands among the exclusions; it may be meant as required"'
    )


@pytest.mark.parametrize("text", ["ECOG performance status > 2", "Platelet count < 100,000/mm3", "Life expectancy < 3 months"])
def test_what_an_unfit_patient_has_excludes(text: str) -> None:
    assert reading(text, "exclusion").startswith("not (")


def test_no_severe_neuropathy_among_the_exclusions_is_not_required_of_anybody() -> None:
    assert reading("No neuropathy > grade 2", "exclusion").startswith("either reading (grade of (neuropathy) is above 2, not (")


@pytest.mark.parametrize(
    ("text", "required"),
    [
        (
            "Metastatic NSCLC, with EGFR mutation, ALK fusion or ROS1 fusion",
            "all of (non-small cell lung cancer [extent: metastatic], any of (EGFR [value: mutated], ALK [value: rearranged], "
            "ROS1 [value: rearranged]))",
        ),
        (
            "Histologically confirmed breast cancer, with measurable disease or bone-only disease",
            "all of (breast cancer [proof: confirmed], any of (measurable disease, bone-only disease))",
        ),
        (
            "Patients with melanoma or renal cell carcinoma, who have brain metastases or liver metastases",
            "all of (any of (melanoma, renal cell carcinoma), any of (brain metastasis, liver metastasis))",
        ),
        ("Melanoma, with the exception of uveal or mucosal melanoma", "has melanoma except (uveal melanoma, mucosal melanoma)"),
    ],
)
def test_a_comma_before_with_begins_no_alternative_to_the_cancer(text: str, required: str) -> None:
    assert reading(text, "inclusion") == required


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("Biopsy-proven melanoma. Fine needle aspirates are not acceptable.", "has melanoma [proof: confirmed]"),
        ("No brain metastases on MRI (CT brain is acceptable if there is a contraindication)", "no brain metastasis"),
        ("LVEF >= 50% by echocardiogram (MUGA is also acceptable)", "left ventricular ejection fraction >= 50 %"),
    ],
)
def test_nobody_is_excluded_for_how_something_was_examined(text: str, required: str) -> None:
    assert reading(text, "inclusion") == required


def test_a_verb_behind_or_ends_what_is_denied() -> None:
    assert reading("Participant is not on dialysis or has a kidney transplant", "inclusion") == (
        "any of (no dialysis dependence, kidney transplantation)"
    )
    assert reading("Participant is not pregnant or breastfeeding", "inclusion") == "none of (pregnancy, breastfeeding)"


@pytest.mark.parametrize(
    ("text", "section", "required"),
    [
        (
            "Resectable esophageal carcinoma, either squamous cell carcinoma or adenocarcinoma",
            "inclusion",
            "all of (esophageal cancer [resectability: resectable], any of (squamous cell carcinoma, adenocarcinoma))",
        ),
        (
            "Cardiac: No evidence of heart failure",
            "exclusion",
            "either reading (heart failure, no heart failure) because "
            '"a denial among the exclusions may be meant as a requirement"',
        ),
        ("Patients must be at least 4 weeks from major surgery", "exclusion", "interval from (major surgery) >= 4 weeks"),
        ("A patient may be treatment naive.", "inclusion", 'no constraint "permission"'),
        (
            "(Phase 1a only) Participants must have melanoma or renal cell carcinoma",
            "inclusion",
            'if (study cohort [value: phase 1a]) then (any of (melanoma, renal cell carcinoma)) else (no constraint "for '
            'other cohorts")',
        ),
        (
            "Encephalitis, meningitis or uncontrolled seizures in the year prior to screening",
            "exclusion",
            "none of (encephalitis within 1 year before screening, meningitis within 1 year before screening, "
            "seizure disorder [control: uncontrolled] within 1 year before screening)",
        ),
        ("Stroke in the past year", "exclusion", "no cerebrovascular accident within 1 year before registration"),
    ],
)
def test_words_that_were_once_turned_round_or_lost_are_kept(text: str, section: str, required: str) -> None:
    assert reading(text, section) == required


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "Other antitumor treatments outside the combined regimen, such as radiotherapy or chemotherapy",
            "radiotherapy [described:",
        ),
        ("Immunosuppressive drugs at high dose, such as prednisone or methotrexate", "as such"),
        (
            "Serious cardiac condition, such as angina, or heart disease as defined by NYHA class III or IV",
            "heart disease as defined",
        ),
    ],
)
def test_examples_of_something_narrower_exclude_nobody_for_themselves(text: str, kept: str) -> None:
    assert kept in reading(text, "exclusion")


def test_the_disease_that_a_trial_asks_for_excludes_nobody() -> None:
    trial = (
        "Inclusion Criteria:\n\n* Extensive-stage small cell lung cancer\n\nExclusion Criteria:\n\n"
        "* Non-small cell lung cancer or small cell lung cancer\n* Limited-stage small cell lung cancer\n"
    )
    (stage,) = compile_criteria(trial).built.stages
    assert [print_criterion(line.node, width=10000) for line in stage.lines] == [
        "has extensive-stage small cell lung cancer",
        'none of (non-small cell lung cancer, unread "Non-small cell lung cancer or small cell lung cancer" '
        '("nobody could join: it is what the trial asks for"))',
        "no limited-stage small cell lung cancer",
    ]


@pytest.mark.parametrize(
    ("text", "section", "required"),
    [
        (
            "Participant/participants of childbearing potential (POCBP) is not pregnant and is not breastfeeding",
            "inclusion",
            'if (childbearing potential) then (all of (no pregnancy, no breastfeeding)) else (no constraint "for the other sex")',
        ),
        (
            "HIV-infected participants with a history of Kaposi's sarcoma or Castleman disease",
            "exclusion",
            "not (all of (hiv infection, any of (kaposi sarcoma, castleman disease)))",
        ),
        ("Patients aged 18 years or older, with a melanoma at any site", "inclusion", "all of (age >= 18 years, "),
        (
            "Histologically confirmed secondary glioblastoma",
            "inclusion",
            "has glioblastoma [proof: confirmed; described: secondary]",
        ),
        ("Secondary malignancy within 5 years", "exclusion", "no other malignancy within 5 years before registration"),
    ],
)
def test_what_holds_for_some_is_not_asked_of_all_and_the_reverse(text: str, section: str, required: str) -> None:
    assert reading(text, section).startswith(required)


def test_a_therapy_that_must_be_past_is_required_of_nobody_where_another_is_spared() -> None:
    assert "a therapy that must be past" in reading(
        "Any prior radiotherapy, other than palliative, must be > 2 weeks before enrollment", "inclusion"
    )


def test_how_many_patients_a_cohort_takes_is_no_count_of_their_tumors() -> None:
    assert reading("20 patients with melanoma will be enrolled in Cohort A", "inclusion") == 'no constraint "about the trial"'


def test_only_what_is_of_a_pregnancy_is_asked_of_those_alone_who_may_conceive() -> None:
    text = "Melanoma. Participant/participants of childbearing potential is not pregnant"
    assert reading(text, "inclusion") == (
        'all of (melanoma, if (childbearing potential) then (no pregnancy) else (no constraint "for the other sex"))'
    )


def test_a_line_between_the_brackets_of_two_cohorts_is_asked_of_nobody_for_certain() -> None:
    assert reading("(Part 1) ECOG 0-1 (Part 2)", "inclusion") == 'unread "(Part 1) ECOG 0-1 (Part 2)"'


@pytest.mark.parametrize(
    ("text", "section", "required"),
    [
        (
            "Lack of adequate organ function (ANC < 1.5, platelets < 100)",
            "exclusion",
            "none of (absolute neutrophil count < 1.5, platelet count < 100)",
        ),
        ("Does not have adequate renal function (creatinine > 1.5 x ULN)", "exclusion", "not (creatinine > 1.5 x ULN)"),
        ("Absence of severe renal impairment (GFR >= 30)", "inclusion", "glomerular filtration rate >= 30"),
        ("No renal impairment (GFR < 30)", "inclusion", "not (glomerular filtration rate < 30)"),
        (
            "Must not meet any of the following: ANC < 1.0, platelets < 75",
            "inclusion",
            "none of (absolute neutrophil count < 1.0, platelet count < 75)",
        ),
        ("Creatinine must not be above 1.5 mg/dL", "inclusion", "creatinine <= 1.5 mg/dL"),
        ("Hemoglobin must not be below 9 g/dL", "inclusion", "hemoglobin >= 9 g/dL"),
        ("Platelets not above 100,000", "exclusion", "not (platelet count <= 100000 /uL)"),
        ("Age outside the range 18-70", "exclusion", 'not (ask "Age outside the range 18-70")'),
    ],
)
def test_limits_behind_a_denial_are_not_turned_round(text: str, section: str, required: str) -> None:
    assert reading(text, section) == required
