"""Lists within a sentence and below one enter; how their parts join must leave, negations spread over all of them."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    ("inclusion", "Breast or ovarian cancer", "any of (breast cancer, ovarian cancer)"),
    (
        "exclusion",
        "Uncontrolled hypertension, diabetes, or active infection",
        (
            "none of (hypertension [control: uncontrolled], diabetes mellitus [control: uncontrolled], "
            "infection [activity: active])"
        ),
    ),
    ("inclusion", "No prior chemotherapy, radiotherapy or immunotherapy", "none of (chemotherapy, radiotherapy, immunotherapy)"),
    (
        "inclusion",
        "No evidence of brain metastases or leptomeningeal disease",
        "none of (brain metastasis, leptomeningeal metastasis)",
    ),
    ("exclusion", "History of interstitial lung disease or pneumonitis", "none of (interstitial lung disease, pneumonitis)"),
    (
        "inclusion",
        "Patients without brain metastases, ascites and pleural effusion",
        "none of (brain metastasis, ascites, pleural effusion)",
    ),
    (
        "exclusion",
        "Active tuberculosis and/or hepatitis",
        "none of (tuberculosis [activity: active], hepatitis [activity: active])",
    ),
    ("inclusion", "Not pregnant and not breastfeeding", "all of (no pregnancy, no breastfeeding)"),
    (
        "exclusion",
        "Severe liver, kidney or heart disease",
        ("none of (liver disease [severity: severe], kidney disease [severity: severe], cardiac disease [severity: severe])"),
    ),
    (
        "exclusion",
        "Prior treatment with anti-PD-1, anti-PD-L1 or anti-CTLA-4 antibody",
        "none of (anti-PD-1, anti-PD-L1, anti-CTLA-4)",
    ),
    (
        "exclusion",
        "Carcinomatous meningitis, spinal cord compression",
        "none of (leptomeningeal metastasis, spinal cord compression)",
    ),
    (
        "inclusion",
        "Must not have active infection, uncontrolled diabetes, or symptomatic heart failure",
        (
            "none of (infection [activity: active], diabetes mellitus [control: uncontrolled], heart "
            "failure [symptoms: symptomatic])"
        ),
    ),
    ("exclusion", "Deep vein thrombosis or pulmonary embolism", "none of (deep vein thrombosis, pulmonary embolism)"),
    ("exclusion", "Diabetes, hypertension and heart failure", "none of (diabetes mellitus, hypertension, heart failure)"),
    (
        "inclusion",
        "Adequate organ function:\n- ANC ≥ 1.5 x 10^9/L\n- Platelets ≥ 100 x 10^9/L\n- Bilirubin ≤ 1.5 x ULN",
        ("all of (absolute neutrophil count >= 1.5 10*9/L, platelet count >= 100 10*9/L, total bilirubin <= 1.5 x ULN)"),
    ),
    (
        "exclusion",
        "Any of the following:\n- unstable angina\n- myocardial infarction within 6 months\n- heart failure",
        "none of (unstable angina, myocardial infarction within 6 months before registration, heart failure)",
    ),
    ("inclusion", "None of the following:\n- brain metastases\n- pregnancy", "none of (brain metastasis, pregnancy)"),
    (
        "inclusion",
        "At least two of the following:\n- LDH > ULN\n- Hemoglobin < 10 g/dL\n- Platelets > 350 x 10^9/L",
        "at least 2 of (lactate dehydrogenase > 1 x ULN, hemoglobin < 10 g/dL, platelet count > 350 10*9/L)",
    ),
    (
        "exclusion",
        "Patients who do not meet the following criteria:\n- Hemoglobin ≥ 9 g/dL\n- Platelets ≥ 100,000/mm3",
        "all of (hemoglobin >= 9 g/dL, platelet count >= 100000 /mm3)",
    ),
    ("exclusion", "Patients must not have:\n- brain metastases\n- HIV infection", "none of (brain metastasis, hiv infection)"),
    ("inclusion", "One of the following:\n- prior gemcitabine\n- prior cisplatin", "any of (gemcitabine, cisplatin)"),
    (
        "exclusion",
        "Abnormal laboratory values:\n- Hemoglobin < 9 g/dL\n- Platelets < 75,000/mm3",
        "none of (hemoglobin < 9 g/dL, platelet count < 75000 /mm3)",
    ),
    ("exclusion", "No:\n- brain metastases\n- ascites", "none of (brain metastasis, ascites)"),
    (
        "exclusion",
        "Unable to meet all of the following:\n- Hemoglobin ≥ 9 g/dL\n- Platelets ≥ 100,000/mm3",
        "all of (hemoglobin >= 9 g/dL, platelet count >= 100000 /mm3)",
    ),
    (
        "inclusion",
        "Must not meet any of the following:\n- Hemoglobin < 9 g/dL\n- pregnancy",
        "none of (hemoglobin < 9 g/dL, pregnancy)",
    ),
    (
        "exclusion",
        "Brain metastases, unless all of the following are met:\n- treated with radiotherapy\n- no steroids",
        "not (all of (brain metastasis, not (all of (radiotherapy, no corticosteroid))))",
    ),
    (
        "inclusion",
        "Esophageal or gastroesophageal junction cancer",
        "any of (esophageal cancer, gastroesophageal junction cancer)",
    ),
    ("inclusion", "Colon, rectal or anal cancer", "any of (colon cancer, rectal cancer, anal cancer)"),
    ("inclusion", "Melanoma, lung cancer or bladder cancer", "any of (melanoma, lung cancer, bladder cancer)"),
    (
        "exclusion",
        "Inadequate organ function, defined as:\n- ANC < 1,500/mm3\n- Platelets < 100,000/mm3",
        "none of (absolute neutrophil count < 1500 /mm3, platelet count < 100000 /mm3)",
    ),
    (
        "exclusion",
        "Inadequate bone marrow function, defined as failure to meet:\n- ANC ≥ 1,500/mm3\n- Platelets ≥ 100,000/mm3",
        "all of (absolute neutrophil count >= 1500 /mm3, platelet count >= 100000 /mm3)",
    ),
    (
        "exclusion",
        "Organ function not meeting the following:\n- ANC ≥ 1,500/mm3\n- Platelets ≥ 100,000/mm3",
        "all of (absolute neutrophil count >= 1500 /mm3, platelet count >= 100000 /mm3)",
    ),
    (
        "exclusion",
        "Uncontrolled diabetes or hypertension",
        "none of (diabetes mellitus [control: uncontrolled], hypertension [control: uncontrolled])",
    ),
    ("inclusion", "Postmenopausal or surgically sterile", "any of (postmenopausal, surgically sterile)"),
    ("exclusion", "Seizures, psychosis or dementia", "none of (seizure disorder, psychotic disorder, dementia)"),
    (
        "exclusion",
        "Uncontrolled hypertension; unstable angina; congestive heart failure",
        "none of (hypertension [control: uncontrolled], unstable angina, heart failure)",
    ),
    ("exclusion", "Active hepatitis B or C", "none of (hepatitis b [activity: active], hepatitis c [activity: active])"),
    (
        "inclusion",
        "No history of organ transplantation, immunodeficiency, or active autoimmune disease",
        "none of (solid organ transplantation, immunodeficiency, autoimmune disease [activity: active])",
    ),
    ("exclusion", "Known brain or leptomeningeal metastases", "none of (brain metastasis, leptomeningeal metastasis)"),
    ("inclusion", "Liver, lung or bone metastases", "any of (liver metastasis, lung metastasis, bone metastasis)"),
    ("inclusion", "Prior cisplatin or carboplatin", "any of (cisplatin, carboplatin)"),
    ("inclusion", "Prior oxaliplatin and irinotecan", "all of (oxaliplatin, irinotecan)"),
    ("exclusion", "Myocarditis, pericarditis, and/or vasculitis", "none of (myocarditis, pericarditis, vasculitis)"),
    (
        "exclusion",
        "Meets any of the following:\n1. Pregnancy\n2. Active hepatitis B",
        "none of (pregnancy, hepatitis b [activity: active])",
    ),
    (
        "inclusion",
        "Must meet one of the following criteria:\n- creatinine ≤ 1.5 x ULN\n- creatinine clearance ≥ 60 mL/min",
        "any of (creatinine <= 1.5 x ULN, creatinine clearance >= 60 mL/min)",
    ),
    (
        "inclusion",
        "Relapsed or refractory multiple myeloma",
        "any of (multiple myeloma [recurrence: recurrent], multiple myeloma [refractory: refractory])",
    ),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_a_list_joins_as_its_words_and_its_section_say(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hypertension with proteinuria or bleeding",
        "Brain metastases and leptomeningeal metastases",
    ],
)
def test_a_list_with_two_meanings_keeps_both(text: str) -> None:
    assert reading(text, "exclusion").startswith("not (either reading (")


@pytest.mark.parametrize(
    "text",
    [
        "No ascites or pleural effusion",
        "No ascites and no pleural effusion",
        "None of the following:\n- ascites\n- pleural effusion",
        "Must not have ascites or pleural effusion",
    ],
)
def test_however_a_list_is_denied_each_part_of_it_excludes(text: str) -> None:
    for name in ("ascites", "pleural effusion"):
        assert outcome(text, "inclusion", {"what": name, "date": "2026-03-01"}) is Outcome.FAIL
