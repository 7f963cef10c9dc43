"""Lines that were once read as something near to what they say enter; exactly what they say must come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

MEDICINES = [
    ("Use of St. John's wort or rifampin", "none of (St. John's wort now, rifampin now)"),
    ("Patients receiving warfarin, dabigatran, or clopidogrel", "none of (warfarin now, dabigatran now, clopidogrel now)"),
    ("Prior use of warfarin", "no warfarin"),
    ("Allergy to penicillin", "no penicillin [allergy: true]"),
    ("Prior treatment with tamoxifen", "no tamoxifen"),
]


@pytest.mark.parametrize(("text", "expected"), MEDICINES)
def test_a_medicine_that_is_kept_out_beside_the_study_drug_is_one_that_is_taken_now(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


SPARED = [
    (
        "History of other malignancy within 5 years, except for non-melanoma skin cancer or stage I uterine cancer",
        "no other malignancy within 5 years before registration except (non-melanoma skin cancer, "
        "uterine cancer [described: stage I uterine cancer])",
    ),
    (
        "Other malignancy except basal cell carcinoma or prostate cancer that has been treated",
        "no other malignancy except (basal cell carcinoma [described: that has been treated], "
        "prostate cancer [described: that has been treated])",
    ),
    (
        "A diagnosis of malignancy other than CIS of the cervix, BCC and SCC of the skin within the past 5 years",
        "no other malignancy within 5 years before registration except (cervical carcinoma in situ, basal cell carcinoma, "
        "squamous cell carcinoma [site: skin])",
    ),
    (
        "Active infection within 7 days before first dose (does not apply to viral infections)",
        "no infection [activity: active] within 7 days before first dose except (viral infection)",
    ),
    (
        "Major surgery within 14 days before first dose or has not recovered from side effects "
        "(tumor biopsy is not considered as major surgery)",
        'none of (major surgery within 14 days before first dose except (biopsy), not (ask "recovered from side effects"))',
    ),
    (
        "Hypertension unless well controlled on an antihypertensive",
        "no hypertension except (hypertension [control: controlled; described: well controlled on an antihypertensive])",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SPARED)
def test_what_is_spared_spares_itself_and_not_everybody_who_has_it(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_exceptions_that_are_not_named_leave_the_ban_in_doubt() -> None:
    assert "unread" in reading("Other malignancies (some exceptions)", "exclusion")


EXCLUDED = [
    ("Metastatic cancer", "no malignancy [extent: metastatic]"),
    ("Heart block and/or pacemaker", "none of (heart block, pacemaker)"),
    ("Liver metastases not amenable to resection or ablation", "no liver metastasis [resectability: unresectable]"),
    (
        "Malabsorption (e.g., uncontrolled vomiting or diarrhea; small bowel resection)",
        "none of (malabsorption, any of (any of (vomiting [control: uncontrolled], diarrhea [control: uncontrolled]), "
        "surgical resection [site: small bowel]))",
    ),
    (
        "ECOG performance status of 3-4. Karnofsky scores will be converted to ECOG.",
        "not (ECOG performance status is 3 to 4)",
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXCLUDED)
def test_an_exclusion_keeps_out_whom_it_names_and_nobody_else(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


REQUIRED = [
    ("Absolute neutrophil count > 1,5 /nL", "absolute neutrophil count > 1.5 10*9/L"),
    ("Neutrophils >= 1,500/m^3", "absolute neutrophil count >= 1500 /mm3"),
    (
        "Esophageal or GEJ carcinoma (stage II-III)",
        "any of (all of (esophageal cancer, stage is II to III), all of (gastroesophageal junction cancer, stage is II to III))",
    ),
    (
        "Lung cancer, breast cancer or melanoma, stage IV",
        "any of (all of (lung cancer, stage is IV), all of (breast cancer, stage is IV), all of (melanoma, stage is IV))",
    ),
    (
        "Disease progression on all standard therapies for their tumor",
        "has anticancer therapy [outcome: failed; purpose: disease under study]",
    ),
    (
        "Women of childbearing potential and sexually active males must use contraception",
        'if (any of (childbearing potential, all of (sexually active, male))) then (ask "use contraception") else '
        '(no constraint "for those who have it")',
    ),
    (
        "Men and women of childbearing potential must use contraception",
        'if (any of (male, childbearing potential)) then (ask "use contraception") else (no constraint "for those who have it")',
    ),
    (
        "Prior chemotherapy is allowed as long as it was completed 4 weeks before registration",
        "if (chemotherapy) then (none of (chemotherapy less than 4 weeks before registration)) else "
        '(no constraint "for those who have it")',
    ),
]


@pytest.mark.parametrize(("text", "expected"), REQUIRED)
def test_a_requirement_asks_for_what_it_says_of_those_it_names(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


LET_IN = [
    (
        "Advanced solid tumors (except sarcoma) refractory to standard therapy, or for whom no therapy is available",
        "all of (any of (solid tumor [extent: advanced; described: refractory to standard therapy], "
        'ask "for whom no therapy is available"), no sarcoma)',
    ),
    ("ECOG 0-1/KPS 80-100", "any of (ECOG performance status is 0 to 1, Karnofsky performance status 80 to 100)"),
    ("Platinum resistant cancer", "has platinum [outcome: failed]"),
]


@pytest.mark.parametrize(("text", "expected"), LET_IN)
def test_a_requirement_lets_in_whom_it_means(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_having_had_a_platinum_is_not_to_resist_it() -> None:
    assert reading("Platinum resistant cancer", "exclusion") == "no platinum [outcome: failed]"


def test_a_longer_time_that_may_be_required_lets_nobody_in() -> None:
    found = reading("Investigational drugs within 4 weeks of randomization (unless a longer period is required)", "exclusion")
    assert found.startswith("none of (investigational agent within 4 weeks before randomization, unread")


BESIDE = [
    (
        "Known HIV infection, active hepatitis A, B, or C",
        "none of (hiv infection, hepatitis a [activity: active], hepatitis b [activity: active], hepatitis c [activity: active])",
    ),
    ("Received PD-1 inhibitors as well as cellular therapies", "none of (anti-PD-1, cellular therapy)"),
    ("Bulky tumor at the primary or metastatic site", "no bulky disease"),
    (
        "Inadequate pulmonary function as measured by a corrected DLCO (lung function test) < 50% of predicted",
        "not (DLCO < 50 %{predicted})",
    ),
    ("Prior exposure to HCV protease inhibitors", "no HCV protease inhibitor"),
    (
        "Sensitivity to any of the products, including Escherichia coli-derived products",
        'not (ask "Sensitivity to any of the products, including Escherichia coli-derived products")',
    ),
]


@pytest.mark.parametrize(("text", "expected"), BESIDE)
def test_what_stands_beside_a_name_is_said_of_that_name_and_of_those_that_share_it(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_a_purpose_behind_a_list_of_therapies_is_of_each() -> None:
    assert reading("No prior chemotherapy, immunotherapy, or targeted therapy for the treatment of CLL", "inclusion") == (
        "none of (chemotherapy [purpose: chronic lymphocytic leukemia], immunotherapy [purpose: chronic lymphocytic leukemia], "
        "targeted therapy [purpose: chronic lymphocytic leukemia])"
    )


def test_an_or_between_two_values_that_stand_for_each_other_is_not_of_the_whole_list() -> None:
    text = (
        "Adequate organ function:\n- bilirubin <= 1.5 mg/dL\n- AST < 2.5 x ULN\n- creatinine <= 1.5 mg/dL OR\n- CrCl > 60 mL/min"
    )
    assert reading(text, "inclusion") == (
        "all of (total bilirubin <= 1.5 mg/dL, aspartate aminotransferase < 2.5 x ULN, "
        "any of (creatinine <= 1.5 mg/dL, creatinine clearance > 60 mL/min))"
    )


TIMED = [
    (
        "Is currently participating in or has participated in a study of an investigational agent or has used an investigational "
        "device within 4 weeks before the first dose",
        "not (either reading (any of (participation in another drug trial within 4 weeks before first dose, "
        "investigational device within 4 weeks before first dose), any of (participation in another drug trial, "
        'investigational device within 4 weeks before first dose)) because "the time behind the last may be of it alone")',
    ),
    ("Tube feeding or parenteral nutrition at the time of screening", "none of (feeding tube now, parenteral nutrition now)"),
    (
        "Bleeding diathesis. Patients on therapeutic anticoagulation may be enrolled provided that they have been clinically "
        "stable on anticoagulation for at least 2 weeks before day 1",
        "not (all of (bleeding disorder, not (all of (therapeutic anticoagulation now, "
        'ask "clinically stable on anticoagulation for at least 2 weeks before day 1"))))',
    ),
]


@pytest.mark.parametrize(("text", "expected"), TIMED)
def test_a_time_is_of_what_it_is_said_of(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


WRITTEN_OTHERWISE = [
    (
        "Karnofsky,Lansky score of 50 or greater",
        "inclusion",
        "any of (Karnofsky performance status >= 50, Lansky performance status >= 50)",
    ),
    ("FEV_1 > 30% of predicted", "inclusion", "FEV1 > 30 %{predicted}"),
    (
        "Major surgical procedure </= 35 days or minor surgical procedure < 14 days",
        "exclusion",
        "none of (major surgery within 35 days before registration, minor surgery less than 14 days before registration)",
    ),
    ("Time since major surgery < 3 weeks", "exclusion", 'not (ask "Time since major surgery < 3 weeks")'),
    (
        "Unstable angina (anginal symptoms at rest) or new-onset angina (began within the last 3 months)",
        "exclusion",
        "none of (unstable angina, unstable angina within 3 months before registration)",
    ),
    (
        "Angina (began within the last 3 months)",
        "exclusion",
        'no angina pectoris [described: "began within the last 3 months"]',
    ),
    (
        "Hepatic abnormalities (bilirubin >= 3 mg/dL, ALT > 2 x ULN)",
        "exclusion",
        "none of (total bilirubin >= 3 mg/dL, alanine aminotransferase > 2 x ULN)",
    ),
    (
        "Age >= 18 years, ECOG 0-1, able to take oral medication without alteration",
        "inclusion",
        "all of (all of (age >= 18 years, ECOG performance status is 0 to 1), "
        'ask "able to take oral medication without alteration")',
    ),
]


@pytest.mark.parametrize(("text", "section", "expected"), WRITTEN_OTHERWISE)
def test_another_way_of_writing_it_says_the_same(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected
