"""Diseases, treatments and questions for a person enter; the concept with its restrictions must leave."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

TABLE = [
    ("exclusion", "History of myocardial infarction", "no myocardial infarction"),
    ("exclusion", "Patients without measurable disease", "has measurable disease"),
    ("exclusion", "No measurable disease", "has measurable disease"),
    ("exclusion", "Lack of histological confirmation of adenocarcinoma", "has adenocarcinoma [proof: confirmed]"),
    (
        "exclusion",
        "Active infection requiring systemic therapy",
        "no infection [activity: active; described: requiring systemic therapy]",
    ),
    ("exclusion", "Symptomatic brain metastases", "no brain metastasis [symptoms: symptomatic]"),
    ("inclusion", "Newly diagnosed glioblastoma", "has glioblastoma [recurrence: newly diagnosed]"),
    ("exclusion", "Uncontrolled diabetes mellitus", "no diabetes mellitus [control: uncontrolled]"),
    ("exclusion", "Prior anti-PD-1 therapy", "no anti-PD-1"),
    ("exclusion", "Prior allogeneic stem cell transplantation", "no allogeneic stem cell transplantation"),
    (
        "exclusion",
        "Known hypersensitivity to any component of the study drug",
        'not (ask "Known hypersensitivity to any component of the study drug")',
    ),
    (
        "exclusion",
        "Clinically significant cardiovascular disease",
        "no cardiovascular disease [significance: clinically significant]",
    ),
    ("inclusion", "Willing and able to give written informed consent", 'ask "Willing and able to give written informed consent"'),
    ("inclusion", "Able to swallow tablets", 'ask "Able to swallow tablets"'),
    (
        "exclusion",
        "Any condition that, in the opinion of the investigator, would interfere with the study",
        'not (ask "Any condition that, in the opinion of the investigator, would interfere with the study")',
    ),
    ("inclusion", "Adequate contraception during the study", 'ask "Adequate contraception during the study"'),
    ("inclusion", "No surgery for the purpose of diagnosing metastasis", "no surgery [setting: diagnostic]"),
    (
        "exclusion",
        "Major surgery within 4 weeks, except surgery for the diagnosis of cancer",
        "no major surgery within 4 weeks before registration except (surgery [setting: diagnostic])",
    ),
    ("exclusion", "Bilateral pleural effusion", "no pleural effusion [laterality: bilateral]"),
    ("inclusion", "Previously untreated gastric cancer", "has gastric cancer [treatment: untreated]"),
    ("exclusion", "Previously treated with docetaxel", "no docetaxel"),
    ("inclusion", "No prior treatment with taxanes", "no taxane"),
    (
        "inclusion",
        "Histologically confirmed melanoma, unresectable or metastatic, with BRAF mutation",
        "all of (any of (melanoma [proof: confirmed; resectability: unresectable], "
        "melanoma [proof: confirmed; extent: metastatic]), BRAF [value: mutated])",
    ),
    (
        "exclusion",
        "Serious intercurrent illness requiring hospitalization",
        'not (ask "Serious intercurrent illness requiring hospitalization")',
    ),
    (
        "exclusion",
        "Women who are currently breast-feeding",
        "not (all of (female, breastfeeding [activity: active]))",
    ),
    ("exclusion", "Women who are pregnant", "no pregnancy"),
    ("inclusion", "Female", "has female"),
    ("exclusion", "Prisoners", "no prisoner"),
    ("exclusion", "Alcohol abuse", "no alcohol abuse"),
    ("exclusion", "Mild hypertension", "no hypertension [severity: mild]"),
    ("exclusion", "Not willing to use contraception", 'not (ask "Not willing to use contraception")'),
    ("exclusion", "Not a candidate for radiotherapy", 'not (ask "Not a candidate for radiotherapy")'),
    ("inclusion", "Not a candidate for surgery", 'ask "Not a candidate for surgery"'),
    ("inclusion", "Never smoker", "no smoking"),
    ("inclusion", "Patients who have not received prior systemic therapy", "no systemic therapy"),
    ("inclusion", "Not previously treated with immunotherapy", "no immunotherapy"),
    ("exclusion", "Has not received prior platinum", "has platinum"),
    ("exclusion", "Has no measurable lesion", "has measurable disease"),
    ("inclusion", "Adenocarcinoma, excluding neuroendocrine tumors", "has adenocarcinoma except (neuroendocrine tumor)"),
    ("exclusion", "Any prior radiotherapy", "no radiotherapy"),
    (
        "inclusion",
        "Histologically proven squamous cell carcinoma of the esophagus",
        "has esophageal squamous cell carcinoma [proof: confirmed]",
    ),
    ("inclusion", "Extensive-stage small cell lung cancer", "has extensive-stage small cell lung cancer"),
    ("inclusion", "Recurrent glioblastoma", "has glioblastoma [recurrence: recurrent]"),
    (
        "inclusion",
        "Metastatic castration-resistant prostate cancer",
        "has castration-resistant prostate cancer [extent: metastatic]",
    ),
    ("inclusion", "Resectable pancreatic cancer", "has pancreatic cancer [resectability: resectable]"),
    ("exclusion", "Treated brain metastases", "no brain metastasis [treatment: treated]"),
    ("exclusion", "Uncontrolled seizures", "no seizure disorder [control: uncontrolled]"),
    ("exclusion", "Symptomatic congestive heart failure", "no heart failure [symptoms: symptomatic]"),
    ("exclusion", "Severe chronic obstructive pulmonary disease", "no chronic obstructive pulmonary disease [severity: severe]"),
    ("exclusion", "Left bundle branch block", "no left bundle branch block"),
    ("exclusion", "Inflammatory bowel disease", "no inflammatory bowel disease"),
    (
        "exclusion",
        "Psychiatric illness that would limit compliance with study requirements",
        'not (all of (mental disorder, ask "Psychiatric illness that would limit compliance with study requirements"))',
    ),
    ("inclusion", "Adequate hematologic function", 'ask "Adequate hematologic function"'),
    ("inclusion", "Patient agrees to provide a tumor biopsy", 'ask "agrees to provide a tumor biopsy"'),
    ("exclusion", "Known allergy to contrast media", "no contrast agent [allergy: true]"),
    ("exclusion", "Allergy or hypersensitivity to paclitaxel", "no paclitaxel [allergy: true]"),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_words_before_a_disease_or_a_treatment_restrict_it(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected
