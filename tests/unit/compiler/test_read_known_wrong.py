"""Readings that judges had found wrong, by their cause, each with siblings that other words might have spoilt."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

READ: list[tuple[str, str, str]] = [
    (
        "inclusion",
        "Squamous NSCLC; mixed histology acceptable",
        'any of (squamous non-small cell lung cancer, all of (lung cancer, ask "mixed histology"))',
    ),
    (
        "inclusion",
        "Adenocarcinoma of the pancreas. Adenosquamous carcinoma is eligible.",
        "any of (pancreatic adenocarcinoma, all of (pancreatic cancer, adenosquamous carcinoma))",
    ),
    ("inclusion", "NSCLC. Any histology is allowed", "has non-small cell lung cancer"),
    ("inclusion", "Stage IV lung adenocarcinoma. Brain metastases are allowed", "all of (lung adenocarcinoma, stage is IV)"),
    (
        "exclusion",
        "T4, N3, or inflammatory breast cancer",
        "none of (T stage is T4, all of (breast cancer, N stage is N3), inflammatory breast cancer)",
    ),
    (
        "inclusion",
        "T1, N0 or N1, M0 breast cancer",
        "all of (breast cancer, all of (T stage is T1, any of (N stage is N0, N stage is N1), M stage is M0))",
    ),
    (
        "inclusion",
        "Endometrial cancer that is ER and/or PgR-positive",
        "all of (endometrial cancer, any of (estrogen receptor [value: positive], progesterone receptor [value: positive]))",
    ),
    (
        "inclusion",
        "NSCLC harboring EGFR mutation or ALK rearrangement",
        "all of (non-small cell lung cancer, any of (EGFR [value: mutated], ALK [value: rearranged]))",
    ),
    (
        "inclusion",
        "Ovarian cancer, breast cancer, or BRCA mutation",
        "any of (ovarian cancer, breast cancer, BRCA [value: mutated])",
    ),
    (
        "exclusion",
        "KRAS or BRAF mutation or amplification",
        "none of (KRAS [value: mutated or amplified], BRAF [value: mutated or amplified])",
    ),
    ("exclusion", "EGFR mutation or ALK rearrangement", "none of (EGFR [value: mutated], ALK [value: rearranged])"),
    (
        "inclusion",
        "No current or previously treated brain metastases",
        "none of (brain metastasis [activity: active], brain metastasis [treatment: treated])",
    ),
    (
        "exclusion",
        "Current or treated hepatitis C",
        "none of (hepatitis c [activity: active], hepatitis c [treatment: treated])",
    ),
    ("exclusion", "Current or previous treatment with immunotherapy", "no immunotherapy"),
    (
        "inclusion",
        "Participants must not have received radiation therapy with curative intent for the current breast cancer",
        "no radiotherapy [setting: curative; purpose: breast cancer]",
    ),
    (
        "exclusion",
        "Has received prior neoadjuvant therapy for their current NSCLC diagnosis",
        "no anticancer therapy [setting: neoadjuvant; purpose: disease under study]",
    ),
    ("exclusion", "Known history of infection with HIV or hepatitis", "none of (hiv infection, viral hepatitis)"),
    ("exclusion", "Autoimmune hepatitis, hepatitis", "none of (autoimmune hepatitis, hepatitis)"),
    ("exclusion", "Diagnosis or positive test of HIV or hepatitis B", "none of (hiv infection, hepatitis b)"),
    (
        "exclusion",
        "Hepatic artery infusion therapy with 5-FU or floxuridine",
        "not (all of (hepatic arterial infusion chemotherapy, any of (fluorouracil, floxuridine)))",
    ),
    ("exclusion", "Prior chemotherapy with cisplatin or carboplatin", "none of (cisplatin, carboplatin)"),
    (
        "inclusion",
        "Confirmed gastric or GEJ adenocarcinoma with recurrent or metastatic disease",
        "all of (any of (gastric adenocarcinoma [proof: confirmed], "
        "gastroesophageal junction adenocarcinoma [proof: confirmed]), any of (recurrence, distant metastasis))",
    ),
    (
        "inclusion",
        "Diagnosed with Stage I, II, or III breast cancer within past 5 years",
        "all of (breast cancer within 5 years before registration, stage is I to III)",
    ),
    ("inclusion", "Stage I and receiving surgical resection", 'all of (stage is I, ask "receiving surgical resection")'),
    (
        "exclusion",
        "Receiving warfarin. Evidence of bleeding diathesis. Anticoagulation for line maintenance is permitted.",
        "none of (warfarin now except (anticoagulant [described: for line maintenance]), bleeding disorder)",
    ),
    (
        "inclusion",
        "At least one prior line. Adjuvant therapy counts as a line.",
        'any of (lines of (systemic therapy) >= 1, unread "Adjuvant therapy counts as a line" ("what else counts as a line"))',
    ),
]


@pytest.mark.parametrize(("section", "text", "read"), READ, ids=[text for _section, text, _read in READ])
def test_the_line_is_read_as(section: str, text: str, read: str) -> None:
    assert reading(text, section) == read


_LONG_AGO = {"what": "cisplatin", "start": "2025-01-01", "end": "2025-03-01"}


def test_a_time_that_must_have_passed_since_a_therapy_excludes_nobody_who_waited() -> None:
    line = "More than 4 weeks since prior chemotherapy"
    assert outcome(line, "exclusion", _LONG_AGO, complete=["treatments"]) is Outcome.UNKNOWN
    assert outcome("Less than 4 weeks since prior chemotherapy", "exclusion", _LONG_AGO, complete=["treatments"]) is Outcome.PASS


def test_examples_of_what_is_judged_do_not_exclude_by_themselves() -> None:
    line = (
        "Substance abuse or any other medical conditions such as cardiac or psychological conditions, that may, in the opinion "
        "of the investigator, interfere with participation"
    )
    assert outcome(line, "exclusion", {"what": "substance abuse", "date": "2026-01-10"}) is Outcome.UNKNOWN


_TREATED = {"what": "stable treated brain metastasis", "date": "2026-01-10"}
_STEROIDS = {"what": "dexamethasone", "start": "2026-02-01", "ongoing": True}
_LEAVE = "No progressive brain metastases. Treated brain metastases allowed provided they are off steroids"


def test_whoever_does_not_meet_the_condition_of_a_leave_is_not_let_in_by_it() -> None:
    complete = ["conditions", "treatments", "medications"]
    assert outcome(_LEAVE, "inclusion", _TREATED, _STEROIDS, complete=complete) is Outcome.FAIL
    assert outcome(_LEAVE, "inclusion", _TREATED, complete=complete) is not Outcome.FAIL
    assert outcome(_LEAVE, "inclusion", _STEROIDS, complete=complete) is Outcome.PASS


def test_leave_that_asks_for_a_therapy_keeps_nobody_out_who_needed_none() -> None:
    leave = "Active brain metastases. Patients with brain metastases are eligible if they have completed radiotherapy"
    assert outcome(leave, "exclusion", _TREATED, complete=["conditions", "treatments"]) is not Outcome.FAIL


def test_metastases_elsewhere_are_not_those_that_a_leave_is_about() -> None:
    leave = "No untreated brain metastases; patients with treated metastases are eligible provided they are off steroids"
    liver = {"what": "treated liver metastasis", "date": "2026-01-10"}
    assert outcome(leave, "inclusion", liver, _STEROIDS, complete=["conditions", "medications"]) is Outcome.PASS


def test_both_limits_of_a_pressure_are_asked_of_those_whom_a_leave_lets_in() -> None:
    line = "Uncontrolled hypertension. Patients with hypertension are eligible if blood pressure is < 150/90 on therapy"
    ill = {"what": "controlled hypertension", "date": "2020-01-01"}
    high = (
        {"what": "systolic blood pressure", "value": 140, "unit": "mm[Hg]", "date": "2026-03-10"},
        {"what": "diastolic blood pressure", "value": 100, "unit": "mm[Hg]", "date": "2026-03-10"},
    )
    assert outcome(line, "exclusion", ill, *high) is Outcome.FAIL
