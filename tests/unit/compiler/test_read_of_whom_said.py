"""Of whom it is said: whose therapy, whose time and whose criteria, and what ends before the next sentence or the next verb."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion

REQUIRED = [
    (
        "Prior anti-EGFR therapy for RAS wild-type patients",
        'if (RAS [value: wild type]) then (EGFR inhibitor) else (no constraint "for others")',
    ),
    (
        "Prior EGFR inhibitor in EGFR-mutated patients",
        'if (EGFR [value: mutated]) then (EGFR inhibitor) else (no constraint "for others")',
    ),
    (
        "For males and females of child-producing potential, use of effective contraceptive methods during the study",
        'if (any of (male, childbearing potential)) then (ask "use of effective contraceptive methods during the study")',
    ),
    (
        "For females of childbearing potential, use of effective contraceptive methods",
        'if (childbearing potential) then (ask "use of effective contraceptive methods")',
    ),
    (
        "Patients must have colorectal cancer and have not had any previous BRAF inhibitor therapy Patients must have measurable "
        "disease",
        "all of (all of (colorectal cancer, no BRAF inhibitor), measurable disease)",
    ),
    (
        "ECOG performance status 0-1 Patients must have measurable disease",
        "all of (ECOG performance status is 0 to 1, measurable disease)",
    ),
    ("Patients with melanoma must have measurable disease", "if (melanoma) then (measurable disease)"),
    (
        "Histologically confirmed previously untreated, advanced or metastatic NSCLC",
        "has non-small cell lung cancer [proof: confirmed; treatment: untreated; extent: advanced or metastatic]",
    ),
    (
        "Previously untreated, recurrent or metastatic NSCLC",
        "any of (non-small cell lung cancer [treatment: untreated; recurrence: recurrent], "
        "non-small cell lung cancer [treatment: untreated; extent: metastatic])",
    ),
    (
        "Untreated, relapsed or refractory CLL",
        "any of (chronic lymphocytic leukemia [treatment: untreated], chronic lymphocytic leukemia [recurrence: recurrent], "
        "chronic lymphocytic leukemia [refractory: refractory])",
    ),
    ("The primary tumor and thrombus may be resectable or unresectable", 'no constraint "permission"'),
    (
        "No evidence of bleeding diathesis or uncontrolled coagulopathy",
        "none of (bleeding disorder, bleeding disorder [control: uncontrolled])",
    ),
    ("No infection or active infection", "none of (infection, infection [activity: active])"),
    ("No hypertension or controlled hypertension", "any of (no hypertension, hypertension [control: controlled])"),
    ("No cirrhosis or Child-Pugh A cirrhosis", "any of (no cirrhosis, all of (cirrhosis, Child-Pugh class is A))"),
    ("Tumor must be resectable or unresectable", "has neoplasm [resectability: resectable or unresectable]"),
]


@pytest.mark.parametrize(("line", "read"), REQUIRED)
def test_what_is_required_is_required_of_those_it_is_said_of(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


EXCLUDING = [
    (
        "History of bleeding diathesis or extensive bleeding requiring blood transfusion within 14 days of enrollment",
        "none of (bleeding disorder, "
        "bleeding [extent: extensive; described: requiring blood transfusion] within 14 days before enrollment)",
    ),
    (
        "Stroke or bleeding within 3 months",
        "none of (cerebrovascular accident within 3 months before registration, bleeding within 3 months before registration)",
    ),
    (
        "Radiotherapy for bone metastases within 2 weeks, other external radiation therapy within 4 weeks",
        "none of (bone radiotherapy within 2 weeks before registration, "
        "external beam radiotherapy within 4 weeks before registration except (bone radiotherapy))",
    ),
    (
        "Radiation therapy for bone metastases within 2 weeks, other external radiation therapy within 4 weeks",
        "none of (radiotherapy [purpose: bone metastasis] within 2 weeks before registration, external beam radiotherapy within "
        "4 weeks before registration except (external beam radiotherapy [purpose: bone metastasis]))",
    ),
    (
        "Lung diseases, asthma and COPD among others",
        "none of (pulmonary disease, asthma, chronic obstructive pulmonary disease, "
        'unread "among others" ("others that are not named"))',
    ),
    (
        "Any malignancy except basal cell carcinoma, including prior melanoma",
        "none of (other malignancy except (basal cell carcinoma), other melanoma except (basal cell carcinoma))",
    ),
    (
        "Any malignancy other than non-melanoma skin cancers, including basal cell carcinoma",
        "no other malignancy except (non-melanoma skin cancer, basal cell carcinoma)",
    ),
    (
        "History of keratitis or symptoms suggestive of keratitis (such as eye inflammation, blurred vision, eye pain)",
        "none of (keratitis, keratitis)",
    ),
    (
        "Has a history of substance abuse and is unable to quit or has a history of mental disorders",
        'none of (all of (substance abuse, ask "unable to quit"), mental disorder)',
    ),
    (
        "Pneumonitis that required steroids, current pneumonitis, or suspected pneumonitis",
        "none of (all of (pneumonitis, corticosteroid [purpose: pneumonitis]), pneumonitis [activity: active], "
        "pneumonitis [activity: active])",
    ),
    ("Known or suspected brain metastases", "no brain metastasis"),
    (
        "Cirrhosis or unstable liver disease defined by the presence of ascites or encephalopathy",
        "none of (cirrhosis, all of (liver disease [stability: unstable], any of (ascites, encephalopathy)))",
    ),
    (
        "Cirrhosis or unstable liver or biliary disease defined by the presence of ascites, encephalopathy or jaundice",
        "not (either reading (any of (cirrhosis, all of (any of (liver disease [stability: unstable], biliary disease "
        "[stability: unstable]), any of (ascites, encephalopathy, jaundice))), all of (any of (cirrhosis, liver disease "
        "[stability: unstable], biliary disease [stability: unstable]), any of (ascites, encephalopathy, jaundice))) because "
        '"what is defined may be the last of the list or all of it")',
    ),
    (
        "Uncontrolled brain metastases. Patients may undergo either whole brain radiation or stereotactic radiosurgery",
        "no brain metastasis [control: uncontrolled]",
    ),
    (
        "Has diabetes and is unable to stop steroids or insulin",
        'not (all of (diabetes mellitus, ask "unable to stop steroids or insulin"))',
    ),
]


@pytest.mark.parametrize(("line", "read"), EXCLUDING)
def test_what_keeps_out_keeps_out_those_it_is_said_of(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    "heading",
    ["Additional criteria for Arm B:", "Additional Criteria for the everolimus combination (Phase 1b and Arm B):"],
)
def test_additional_criteria_of_an_arm_are_those_of_its_patients(heading: str) -> None:
    text = f"Exclusion Criteria:\n* Stroke\n\n{heading}\n* Prior everolimus\n* Diabetes"
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    read = [print_criterion(without_spans(line.node), width=10000) for line in lines]
    assert read[0] == "no cerebrovascular accident"
    assert [words.startswith("if (study cohort") for words in read[1:]] == [True, True]
