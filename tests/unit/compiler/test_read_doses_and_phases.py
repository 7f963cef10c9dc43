"""Cumulative doses, limits by phase or age, stages in brackets, what is let in, later steps: what each asks, and of whom."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

DOSES: list[tuple[str, str, str]] = [
    ("exclusion", "Prior doxorubicin > 240 mg/m2", "not (cumulative doxorubicin dose > 240 mg/m2)"),
    (
        "exclusion",
        "Prior treatment with anthracyclines with cumulative dose of >400 mg/m^2",
        "not (cumulative doxorubicin dose > 400 mg/m2)",
    ),
    ("inclusion", "Epirubicin total dose <= 480 mg/m^2.", "cumulative epirubicin dose <= 480 mg/m2"),
    (
        "exclusion",
        "Patient has received a cumulative dose of > 360 mg/m2 of doxorubicin or > 600 mg/m2 of epirubicin.",
        "none of (cumulative doxorubicin dose > 360 mg/m2, cumulative epirubicin dose > 600 mg/m2)",
    ),
    (
        "exclusion",
        "Doxorubicin or liposomal doxorubicin > 500 mg/m^2",
        'none of (cumulative doxorubicin dose > 500 mg/m2, unread "liposomal doxorubicin > 500 mg/m^2")',
    ),
    (
        "exclusion",
        "Received doxorubicin therapy, total cumulative dose of adriamycin was more than 300 mg/m2",
        "not (cumulative doxorubicin dose > 300 mg/m2)",
    ),
    (
        "exclusion",
        "Patients with previous doxorubicin treatment totaling 220 mg/m2 or more",
        "not (cumulative doxorubicin dose >= 220 mg/m2)",
    ),
    (
        "exclusion",
        "Prior treatment with doxorubicin up to 400 mg/m2",
        'not (unread "Prior treatment with doxorubicin up to 400 mg/m2")',
    ),
    ("exclusion", "Doxorubicin or epirubicin", "none of (doxorubicin, epirubicin)"),
    ("inclusion", "Planned doxorubicin 75 mg/m2 every 3 weeks", 'ask "Planned doxorubicin 75 mg/m2 every 3 weeks"'),
]
_OTHER_COHORTS = 'else (no constraint "for other cohorts")'
PHASES: list[tuple[str, str, str]] = [
    (
        "inclusion",
        text,
        f'all of (if (study cohort [value: "phase 1"]) then (ECOG performance status is 0 to 1) {_OTHER_COHORTS}, '
        f'if (study cohort [value: "phase 2"]) then (ECOG performance status is 0 to 2) {_OTHER_COHORTS})',
    )
    for text in (
        "ECOG 0-1 in phase 1, 0-2 in phase 2",
        "ECOG 0-1 (phase 1) or 0-2 (phase 2)",
        "ECOG 0-1 (phase 1); ECOG 0-2 (phase 2)",
    )
]
PHASES += [
    (
        "exclusion",
        "Creatinine > 1.5 x ULN in Part 1, > 2 x ULN in Part 2",
        'none of (all of (study cohort [value: "part 1"], creatinine > 1.5 x ULN), '
        'all of (study cohort [value: "part 2"], creatinine > 2 x ULN))',
    ),
    ("exclusion", "Prior participation in Part A", 'not (ask "Prior participation in Part A")'),
    (
        "inclusion",
        "ECOG 0-1 for cohort A; ECOG 0-2 for cohort B",
        "all of (if (study cohort [value: cohort A]) then (ECOG performance status is 0 to 1) else "
        '(no constraint "for other cohorts"), if (study cohort [value: cohort B]) then (ECOG performance status is 0 to 2) else '
        '(no constraint "for other cohorts"))',
    ),
]
_OTHERS = 'else (no constraint "for others")'
_AGES = 'else (no constraint "for other ages")'
AGES: list[tuple[str, str, str]] = [
    (
        "inclusion",
        "Karnofsky >= 50 for patients > 16 years and Lansky >= 50 for patients <= 16",
        f"all of (if (age > 16 years) then (Karnofsky performance status >= 50) {_OTHERS}, "
        f"if (age <= 16 years) then (Lansky performance status >= 50) {_OTHERS})",
    ),
    (
        "inclusion",
        "Participants >= 16 years of age: Karnofsky >= 50%; Participants < 16 years of age: Lansky scale >= 50%.",
        f"all of (if (age >= 16 years) then (Karnofsky performance status >= 50 %) {_AGES}, "
        f"if (age < 16 years) then (Lansky performance status >= 50 %) {_AGES})",
    ),
    ("inclusion", "Age: >= 18 years", "age >= 18 years"),
]
STAGES: list[tuple[str, str, str]] = [
    ("inclusion", "Advanced stage (III or IV)", "stage is III to IV"),
    ("inclusion", "Advanced (III or IV) stage disease", "stage is III to IV"),
    ("inclusion", "Early stage (I or II) breast cancer", "all of (breast cancer, stage is I to II)"),
    ("exclusion", "Advanced stage (III or IV)", "not (stage is III to IV)"),
]
LET_IN: list[tuple[str, str, str]] = [
    ("inclusion", "Permitted concomitant medications: bisphosphonates; LHRH agonists", 'no constraint "permission"'),
    (
        "inclusion",
        "Prior treatments allowed:\n- 2 prior aromatase inhibitor regimens\n- prior chemotherapy",
        'no constraint "permission"',
    ),
    ("inclusion", "Any of the following is allowed: prior radiotherapy; prior surgery", 'no constraint "announces exceptions"'),
    ("inclusion", "Medications not allowed: warfarin; aspirin", "none of (warfarin, aspirin)"),
    (
        "inclusion",
        "Patients will begin maintenance if they meet the following:\n- 30-100 days after transplant\n- ANC >= 1000",
        'unread "Patients will begin maintenance if they meet the following:" ("it is asked before a later step")',
    ),
]
NAMES: list[tuple[str, str, str]] = [
    ("exclusion", "Burkitt leukemia/lymphoma", "none of (burkitt leukemia, burkitt lymphoma)"),
    ("exclusion", "T-cell leukemia/lymphoma", 'not (ask "T-cell leukemia/lymphoma")'),
    (
        "exclusion",
        "Chronic lymphocytic leukemia/small lymphocytic lymphoma",
        "no small lymphocytic lymphoma or chronic lymphocytic leukemia",
    ),
    ("exclusion", "Hypogammaglobulinemia (HGG), HGG", "none of (hypogammaglobulinemia, hypogammaglobulinemia)"),
]


@pytest.mark.parametrize(("section", "text", "expected"), [*DOSES, *PHASES, *AGES, *STAGES, *LET_IN, *NAMES])
def test_a_limit_is_of_the_value_and_of_those_that_it_names(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


def test_a_limit_beside_the_words_that_count_a_list_is_not_lost() -> None:
    text = "EKG with corrected QTc < 450 msec AND meets 1 of the following criteria:\n- Shortening fraction normal\n- LVEF normal"
    assert 'unread "corrected QTc < 450 msec" ("this limit was not used")' in reading(text, "inclusion")
