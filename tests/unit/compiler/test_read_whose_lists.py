"""Whose a line is, and how much of a list it asks for: labels of cohorts and people, lists in one line, what must not be."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

COHORTS: list[tuple[str, str, str]] = [
    (
        "inclusion",
        "Endometrial Cancer Cohorts Only: Must have received prior platinum-based chemotherapy",
        'if (study cohort [value: endometrial cancer cohorts]) then (platinum) else (no constraint "for other cohorts")',
    ),
    (
        "exclusion",
        "FOR PROSTATE CANCER COHORTS ONLY: prior taxane",
        'if (study cohort [value: prostate cancer cohorts]) then (no taxane) else (no constraint "for other cohorts")',
    ),
    (
        "inclusion",
        "mCRPC cohort patients only: prior abiraterone",
        'if (study cohort [value: mcrpc cohort]) then (abiraterone) else (no constraint "for other cohorts")',
    ),
    (
        "inclusion",
        "Prior platinum (ovarian cancer cohort only)",
        'if (study cohort [value: ovarian cancer cohort]) then (platinum) else (no constraint "for other cohorts")',
    ),
    (
        "inclusion",
        "For ovarian cancer cohorts only, prior platinum",
        'if (study cohort [value: ovarian cancer cohorts]) then (platinum) else (no constraint "for other cohorts")',
    ),
    (
        "exclusion",
        "Prior bevacizumab (for the glioblastoma cohort)",
        'if (study cohort [value: glioblastoma cohort]) then (no bevacizumab) else (no constraint "for other cohorts")',
    ),
    (
        "inclusion",
        "Adequate marrow:\n- ANC >= 1000/mm3 (phase I)\n- Platelets >= 100,000/mm3",
        "all of (if (study cohort [value: phase I]) then (absolute neutrophil count >= 1000 /mm3) "
        'else (no constraint "for other cohorts"), platelet count >= 100000 /mm3)',
    ),
    (
        "exclusion",
        "Any of the following:\n- prior taxane (ovarian cohort only)\n- HIV",
        "none of (all of (study cohort [value: ovarian cohort], taxane), hiv infection)",
    ),
    (
        "inclusion",
        "None of the following:\n- prior taxane (phase 2)\n- HIV",
        'none of (all of (study cohort [value: "phase 2"], taxane), hiv infection)',
    ),
]
PEOPLE: list[tuple[str, str, str]] = [
    (
        "inclusion",
        "Women of childbearing potential: negative pregnancy test",
        'if (childbearing potential) then (pregnancy test [value: negative]) else (no constraint "for others")',
    ),
    ("exclusion", "Females of childbearing potential: pregnancy or lactation", "none of (pregnancy, breastfeeding)"),
    (
        "inclusion",
        "Children only: Lansky >= 50",
        'if (age < 18 years) then (Lansky performance status >= 50) else (no constraint "for others")',
    ),
    (
        "inclusion",
        "Adults only: ECOG 0-1",
        'if (age >= 18 years) then (ECOG performance status is 0 to 1) else (no constraint "for others")',
    ),
]
COUNTED: list[tuple[str, str, str]] = [
    (
        "inclusion",
        "At least one of the following: LDH > ULN; albumin < 3.5 g/dL; liver metastases",
        "any of (lactate dehydrogenase > 1 x ULN, albumin < 3.5 g/dL, liver metastasis)",
    ),
    (
        "inclusion",
        "High-risk disease, defined by at least one of the following: T3 tumor; N1 disease; PSA > 20 ng/mL",
        "any of (T stage is T3, N stage is N1, prostate-specific antigen > 20 ng/mL)",
    ),
    (
        "inclusion",
        "Prior therapy (need one or more to be eligible): platinum; taxane; bevacizumab",
        "any of (platinum, taxane, bevacizumab)",
    ),
    (
        "inclusion",
        "Risk factors (at least one required): smoking; age > 60; chronic pancreatitis",
        "any of (smoking, age > 60, chronic pancreatitis)",
    ),
    (
        "inclusion",
        "Risk factors (at least two required):\n- smoking\n- age > 60\n- chronic pancreatitis",
        "at least 2 of (smoking, age > 60, chronic pancreatitis)",
    ),
    (
        "inclusion",
        "At least two of the following: age >= 70 years; LDH > ULN; creatinine clearance < 60 mL/min",
        "at least 2 of (age >= 70 years, lactate dehydrogenase > 1 x ULN, creatinine clearance < 60 mL/min)",
    ),
    (
        "exclusion",
        "At least two of the following: hypertension; diabetes; obesity",
        "not (at least 2 of (hypertension, diabetes mellitus, obesity))",
    ),
    (
        "inclusion",
        "None of the following: hypertension; diabetes; obesity",
        "none of (hypertension, diabetes mellitus, obesity)",
    ),
    (
        "inclusion",
        "All of the following: ANC >= 1500/mm3; platelets >= 100,000/mm3; no transfusions",
        "all of (absolute neutrophil count >= 1500 /mm3, platelet count >= 100000 /mm3, no blood transfusion)",
    ),
    (
        "inclusion",
        "No prior malignancy. At least one of the following: KRAS mutation; BRAF mutation. No brain metastases; no pregnancy",
        "all of (no other malignancy, any of (KRAS [value: mutated], BRAF [value: mutated]), no brain metastasis, no pregnancy)",
    ),
    ("inclusion", "Creatinine ≤ 1. 5 mg/dL", "creatinine <= 1.5 mg/dL"),
    ("inclusion", "Bilirubin <=1 .5 times ULN", "total bilirubin <= 1.5 x ULN"),
    ("inclusion", "Platelets ≥ 10010E9/L", "platelet count >= 100 10*9/L"),
    ("inclusion", "Age > 18. 2 prior regimens", "all of (age > 18, lines of (systemic therapy) = 2)"),
]
MUST_NOT: list[tuple[str, str, str]] = [
    (
        "inclusion",
        "Disease recurrence must not be within 6 months of last platinum",
        'if (recurrence) then (not (interval from (platinum) <= 6 months)) else (no constraint "for those who have it")',
    ),
    (
        "inclusion",
        "Infection must not be active",
        'if (infection) then (no infection [activity: active]) else (no constraint "for those who have it")',
    ),
    (
        "inclusion",
        "Brain metastases must not be symptomatic",
        'if (brain metastasis) then (no brain metastasis [symptoms: symptomatic]) else (no constraint "for those who have it")',
    ),
    ("inclusion", "Ascites should not be present", "none of (ascites)"),
    ("inclusion", "Active infection must not be present", "none of (infection [activity: active])"),
]


@pytest.mark.parametrize(("section", "text", "expected"), [*COHORTS, *PEOPLE, *COUNTED, *MUST_NOT])
def test_a_line_asks_those_whom_it_names_for_as_much_as_it_says(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Severe co-morbidity defined as:\n* No active infection\n* No unstable angina\n* No HIV",
        "Serious illness:\n* No active infection\n* No HIV",
        "Medical conditions:\n1. No uncontrolled diabetes\n2. No myocardial infarction within 6 months",
        "Uncontrolled illness: no active infection, no heart failure",
    ],
)
def test_nobody_is_kept_out_for_having_none_of_the_illnesses_that_the_exclusions_deny(text: str) -> None:
    assert outcome(text, "exclusion", complete=["conditions", "medications"]) is not Outcome.FAIL


def test_a_ban_below_a_bare_leave_is_not_lost() -> None:
    listed = "\n  * 2 prior aromatase inhibitors\n  * No concurrent CYP3A4 inducers"
    assert reading(f"Prior treatments allowed (phase II):{listed}", "inclusion").startswith("unread")
