"""What a list chooses among and what is said of all of it; what a denial, a cause or a need reaches; points."""

from __future__ import annotations

import re

import pytest
from tests.unit.compiler.readings import reading

# section | line, and indented below it what it must be read as
ROWS = r"""
exclusion | Pain or clinical symptoms from metastatic prostate cancer requiring opioid analgesics
    none of (pain [described: from metastatic prostate cancer requiring opioid analgesics], ask "symptoms from
    metastatic prostate cancer requiring opioid analgesics")
exclusion | Seizures from brain metastases requiring steroids
    no seizure disorder [described: from brain metastases requiring steroids]
exclusion | Pain requiring opioids
    not (all of (pain, opioid [purpose: pain] now))
exclusion | Immunocompromised patients and patients known to be HIV positive and currently receiving antiretroviral therapy
    none of (immunodeficiency, either reading (any of (hiv infection, antiretroviral therapy now), all of (hiv
    infection, antiretroviral therapy now)) because "\"and\" may mean each of them or both together")
exclusion | Immunocompromised subjects and subjects known to have hepatitis B
    none of (immunodeficiency, hepatitis b)
exclusion | Allergic to apatinib; It should be contraindication for patients with active bleeding or ulcers
    none of (apatinib [allergy: true], any of (bleeding [activity: active], ulcer [activity: active]))
exclusion | It should be contraindicated for patients with active bleeding
    no bleeding [activity: active]
exclusion | Contraindicated for surgery
    not (ask "Contraindicated for surgery")
inclusion | Locally advanced, recurrent, or metastatic, unresectable disease
    any of (neoplasm [extent: locally advanced or metastatic; resectability: unresectable], neoplasm [recurrence:
    recurrent; resectability: unresectable])
inclusion | Recurrent or metastatic, unresectable sarcoma
    any of (sarcoma [recurrence: recurrent; resectability: unresectable], sarcoma [extent: metastatic; resectability:
    unresectable])
inclusion | Recurrent, metastatic, or unresectable disease
    any of (neoplasm [recurrence: recurrent], neoplasm [extent: metastatic], neoplasm [resectability: unresectable])
inclusion | Newly diagnosed or recurrent, locally advanced rectal cancer
    has rectal cancer [recurrence: newly diagnosed or recurrent; extent: locally advanced]
inclusion | Must not have received, or be currently receiving, chemotherapy
    no chemotherapy
inclusion | Must not have received or be currently receiving any chemotherapy, including immunotherapy or radiotherapy
    none of (chemotherapy, any of (immunotherapy, radiotherapy))
inclusion | Metastatic or recurrent disease that is not resectable
    any of (distant metastasis [resectability: unresectable], recurrence [resectability: unresectable])
inclusion | Locally advanced disease that is unresectable or metastatic disease
    any of (locally advanced disease [resectability: unresectable], distant metastasis)
exclusion | Seizures, brain metastases with no steroids, or leptomeningeal disease
    none of (seizure disorder, all of (brain metastasis, no corticosteroid now), leptomeningeal metastasis)
exclusion | HIV without antiretroviral therapy, active hepatitis B, or active hepatitis C
    none of (all of (hiv infection, no antiretroviral therapy now), any of (hepatitis b [activity: active], hepatitis
    c [activity: active]))
exclusion | Brain metastases without edema, hemorrhage, or midline shift
    not (all of (brain metastasis, none of (edema, bleeding, midline shift)))
exclusion | Cardiac arrhythmia requiring drug or device therapy
    no arrhythmia [described: "requiring drug or device therapy"]
exclusion | Infection requiring intravenous antibiotics or antiviral therapy
    no infection [described: "requiring intravenous antibiotics or antiviral therapy"]
inclusion | Child-Pugh A or B7
    Child-Pugh class is A to B7
inclusion | Child-Pugh A5-6
    Child-Pugh class is A
inclusion | Child-Pugh class A (score 5-6) or B (score 7)
    Child-Pugh class is A to B7
inclusion | Child-Pugh score <= B7
    Child-Pugh class is at most B7
exclusion | Child-Pugh B8 or worse
    not (Child-Pugh class is at least B8)
exclusion | Child-Pugh class B (score 8-9) or C
    not (Child-Pugh class is B8 to C)
inclusion | Child-Pugh A or B, ECOG 0-1
    all of (Child-Pugh class is A to B, ECOG performance status is 0 to 1)
inclusion | KRAS G12C or G12D mutation
    has KRAS [value: G12C or G12D]
inclusion | KRAS G12C, NRAS Q61R or BRAF V600E mutation
    any of (KRAS [value: G12C], NRAS [value: Q61R], BRAF [value: V600E])
inclusion | EGFR mutation without T790M
    all of (EGFR [value: mutated], no EGFR [value: T790M])
inclusion | BRAF V600 mutation positive or wild type
    ask "BRAF V600 mutation positive or wild type"
inclusion | BRAF V600E mutation-negative
    no BRAF [value: V600E]
exclusion | ECOG 0-1 for patients aged 70 or younger
    either reading (not (all of (age <= 70, ECOG performance status is 0 to 1)), if (age <= 70) then (ECOG performance
    status is 0 to 1) else (no constraint "for others")) because "what a fit patient keeps stands among the
    exclusions; it may be meant as required"
exclusion | ECOG > 1 for patients aged > 70
    not (all of (age > 70, ECOG performance status is above 1))
inclusion | ANC >= 1.5 x 10^9/L (>= 1.0 x 10^9/L allowed for patients with benign ethnic neutropenia)
    absolute neutrophil count >= 1.5 10*9/L unless (benign ethnic neutropenia: >= 1.0 10*9/L)
inclusion | WBC < 25 x 10^9/L; hydroxyurea is permitted to achieve this
    white blood cell count < 25 10*9/L
inclusion | INR <= 1.5; anticoagulants are allowed
    any of (international normalized ratio <= 1.5, anticoagulant)
inclusion | Creatinine <= 2 mg/dL. Patients on dialysis are allowed
    any of (creatinine <= 2 mg/dL, dialysis dependence [activity: active])
exclusion | Patients who received cisplatin are ineligible
    no cisplatin
"""
CASES = [tuple(re.split(r" \| |\n    ", case.strip(), maxsplit=2)) for case in re.split(r"\n(?! )", ROWS.strip())]


@pytest.mark.parametrize(("section", "text", "read"), CASES)
def test_what_is_said_of_one_member_is_not_lost_on_the_others(section: str, text: str, read: str) -> None:
    assert reading(text, section) == " ".join(read.split())
