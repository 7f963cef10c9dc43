"""What spares some of those whom a ban names, whose judgement it waits for, and which part of a trial it is of."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

READ: list[tuple[str, str, str, str]] = [
    (
        "behind a dash stands what those who have it lack",
        "exclusion",
        "Triple Negative Breast Cancer -Patient is not within five years of diagnosis",
        "not (all of (triple-negative breast cancer, not (interval from (diagnosis) <= 5 years)))",
    ),
    (
        "so does what they were not given",
        "exclusion",
        "Hepatitis B - Patients have not been treated with antiviral therapy",
        "not (all of (hepatitis b, no antiviral))",
    ),
    (
        "a duty behind a dash is a sentence of its own",
        "exclusion",
        "Triple Negative Breast Cancer - Patients are within five years of diagnosis",
        "none of (triple-negative breast cancer, interval from (diagnosis) <= 5 years)",
    ),
    (
        "not all of the stages that are named can be metastatic",
        "inclusion",
        "Stage IIIB or IV metastatic breast cancer (MBC)",
        "all of (breast cancer, any of (stage is IIIB, stage is IV))",
    ),
    (
        "so before the stages",
        "inclusion",
        "Metastatic stage III or IV melanoma",
        "all of (melanoma, stage is III to IV)",
    ),
    (
        "stage IV alone is metastatic",
        "inclusion",
        "Stage IV metastatic breast cancer",
        "all of (breast cancer [extent: metastatic], stage is IV)",
    ),
    (
        "stage III, or metastatic: two alternatives",
        "inclusion",
        "Stage III or metastatic breast cancer",
        "any of (all of (breast cancer, stage is III), breast cancer [extent: metastatic])",
    ),
    (
        "a part of the trial, with a blank before the bracket closes",
        "inclusion",
        "(Phase 1b only ) Measurable disease",
        'if (study cohort [value: phase 1b]) then (measurable disease) else (no constraint "for other cohorts")',
    ),
    (
        "with a capital letter",
        "inclusion",
        "(Dose Expansion Phase Only) Measurable disease",
        'if (study cohort [value: Dose Expansion Phase]) then (measurable disease) else (no constraint "for other cohorts")',
    ),
    (
        "a judgement behind either of two illnesses is asked of both",
        "exclusion",
        "Pleural effusion or ascites if considered clinically relevant by the investigator",
        'not (all of (any of (pleural effusion, ascites), ask "considered clinically relevant by the investigator"))',
    ),
    (
        "behind a bleeding of either place",
        "exclusion",
        "History of intratumoral or peritumoral hemorrhage if deemed significant by the treating physician.",
        "not (all of (any of (intratumoral hemorrhage, bleeding [described: peritumoral]), "
        'ask "deemed significant by the treating physician"))',
    ),
    (
        "another operation is no leave for who had both",
        "exclusion",
        "History of prior breast excisional biopsy (Patients with a history of core needle biopsy will not be excluded)",
        "no excisional biopsy [site: breast] except (core needle biopsy)",
    ),
    (
        "an operation may be why somebody takes what is banned",
        "exclusion",
        "Anticoagulants (patients with a heart valve replacement are allowed)",
        "not (all of (anticoagulant now, no heart valve replacement))",
    ),
    (
        "all categories that a bracket means are asked",
        "inclusion",
        "Clinical negative node status (i.e. T0-3, N0, M0).",
        "all of (node-negative disease, all of (T stage is T0 to T3, N stage is N0, M stage is M0))",
    ),
    (
        "what does not exclude, unless somebody is held unfit, excludes then",
        "exclusion",
        "Serious coagulopathy. Prior thrombosis does not exclude patients, unless patient is considered unfit by the oncologist",
        "none of (all of (bleeding disorder [severity: severe], not (all of (thrombosis, "
        'not (ask "considered unfit by the oncologist")))), all of (thrombosis, ask "considered unfit by the oncologist"))',
    ),
    (
        "leave with a condition is as good as unless",
        "exclusion",
        "Brain metastases. Patients are eligible if treated and stable",
        "not (all of (brain metastasis, not (all of (brain metastasis [treatment: treated], "
        "brain metastasis [stability: stable]))))",
    ),
    (
        "of these patients, with a value",
        "exclusion",
        "HIV infection. These patients may be enrolled only if CD4 count > 200/uL",
        "not (all of (hiv infection, not (CD4 count > 200 /uL)))",
    ),
    (
        "what will be stopped is asked",
        "exclusion",
        "Any hormonal therapy. (These patients are eligible if this therapy is discontinued prior to randomization.)",
        'not (all of (endocrine therapy, not (ask "therapy is discontinued prior to randomization")))',
    ),
    (
        "a leave in the bracket of a limit, for those who have something",
        "inclusion",
        "Bilirubin <= 1.5 x ULN (patients with Gilbert's disease may be included if total bilirubin <= 3 mg/dL)",
        "any of (total bilirubin <= 1.5 x ULN, all of (gilbert syndrome, total bilirubin <= 3 mg/dL))",
    ),
    (
        "a leave in the bracket of a limit, with another limit",
        "inclusion",
        "Creatinine <= 1.5 mg/dL (patients are eligible if creatinine clearance >= 60 mL/min)",
        "any of (creatinine <= 1.5 mg/dL, creatinine clearance >= 60 mL/min)",
    ),
    (
        "what is allowable is allowed",
        "exclusion",
        "Systemic steroids; topical or inhaled steroid use is permissible",
        "no systemic corticosteroid now except (topical corticosteroid, inhaled corticosteroid)",
    ),
    (
        "to refuse, or to be unable, is one question",
        "exclusion",
        "Refusal or inability to sign informed consent",
        'not (ask "inability or refusal to sign informed consent")',
    ),
    ("minors, with their age said", "exclusion", "Minors under age 18", "not (age < 18 years)"),
    ("minors are not the only ones", "exclusion", "minors or prisoners", 'not (ask "minors or prisoners")'),
    (
        "leptomeningeal disease has no one place",
        "exclusion",
        "multifocal glioma, leptomeningeal disease",
        "none of (glioma [focality: multifocal], leptomeningeal metastasis)",
    ),
    (
        "leave that is denied bans",
        "exclusion",
        "Seizures. Patients are not eligible if on anticonvulsants",
        "none of (seizure disorder, antiepileptic drug now)",
    ),
    (
        "behind what is required the leave lifts nothing",
        "inclusion",
        "Measurable disease. Patients are eligible if ECOG 0-1",
        'all of (measurable disease, unread "Patients are eligible if ECOG 0-1" ("a permission that was not understood"))',
    ),
]


@pytest.mark.parametrize(("section", "said", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_a_line_is_read_as_meant(section: str, said: str, expected: str) -> None:
    assert reading(said, section) == expected


def test_who_had_the_banned_biopsy_and_the_other_is_not_let_in() -> None:
    said = "Prior excisional biopsy of the breast (patients with a core needle biopsy are eligible)"
    core = {"what": "core needle biopsy of the breast", "date": "2026-01-09"}
    excision = {"what": "excisional biopsy of the breast", "date": "2008-06-02"}
    assert outcome(said, "exclusion", core, excision) is not Outcome.PASS
    assert outcome(said, "exclusion", core, complete=["procedures"]) is Outcome.PASS


def test_who_has_stable_treated_metastases_is_not_kept_out_by_the_ban_before_the_leave() -> None:
    said = "Brain metastases. Patients are eligible if the metastases are treated"
    treated = {"what": "brain metastases", "status": "treated", "date": "2026-01-09"}
    assert outcome(said, "exclusion", treated) is not Outcome.FAIL
