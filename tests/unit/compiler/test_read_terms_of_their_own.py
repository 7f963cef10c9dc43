"""What has terms of its own is judged by those, and what a leave, a reason or a lost line end does not touch stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading


def said(text: str, section: str, *facts: dict[str, Any], **sheet: Any) -> str:
    return str(outcome(text, section, *facts, **sheet).value)


@pytest.mark.parametrize(
    "text",
    [
        "Systemic therapy within 4 weeks, or small molecule inhibitors within 2 weeks before the first dose",
        "Received systemic antineoplastic therapy (e.g. chemotherapy) within 4 weeks prior to the first dose; "
        "received small-molecule anticancer agents within 2 weeks prior to the first dose",
        "Anticancer therapy within 28 days, kinase inhibitors within 14 days before first dose",
    ],
)
def test_a_shorter_time_for_a_part_is_the_time_of_that_part(text: str) -> None:
    complete = {"complete": ["treatments", "medications", "procedures"]}
    erlotinib = {"what": "erlotinib", "start": "2025-01-01"}
    assert said(text, "exclusion", {**erlotinib, "end": "2026-02-24"}, **complete) == "pass"
    assert said(text, "exclusion", {**erlotinib, "end": "2026-03-10"}, **complete) == "fail"
    assert said(text, "exclusion", {"what": "docetaxel", "date": "2026-02-24"}, **complete) == "fail"


def test_a_longer_time_for_a_part_is_asked_beside_the_other() -> None:
    text = "Chemotherapy within 3 weeks, or nitrosoureas within 6 weeks before first dose"
    assert said(text, "exclusion", {"what": "lomustine", "date": "2026-02-10"}) == "fail"
    assert said(text, "exclusion", {"what": "docetaxel", "date": "2026-03-10"}) == "fail"


def test_an_illness_banned_where_it_needed_treatment_is_not_banned_at_large() -> None:
    text = "History of ILD, drug-induced ILD, radiation pneumonitis which required steroid treatment, or active ILD"
    mild = {"what": "radiation pneumonitis", "grade": 1, "status": "resolved", "date": "2025-02-01"}
    assert said(text, "exclusion", mild, complete=["conditions", "medications"]) != "fail"
    assert said(text, "exclusion", {"what": "idiopathic pulmonary fibrosis"}) == "fail"


@pytest.mark.parametrize(
    ("text", "limit", "fits"),
    [
        ("No symptomatic cardiac disease Ejection fraction greater than 50%", "LVEF", 62),
        ("No prior chemotherapy Platelets > 100,000", "platelet count", 180),
        ("No brain metastases ECOG 0-1", "ECOG", 1),
    ],
)
def test_a_limit_right_behind_a_denial_is_asked_for(text: str, limit: str, fits: float) -> None:
    complete = {"complete": ["conditions", "treatments"]}
    unit = {"LVEF": "%", "platelet count": "10*9/L"}.get(limit)
    value = {"what": limit, "date": "2026-03-12", **({"unit": unit} if unit else {})}
    assert said(text, "inclusion", {**value, "value": fits}, **complete) == "pass"
    assert said(text, "inclusion", {**value, "value": 2 if limit == "ECOG" else 45}, **complete) == "fail"


def test_a_limit_joined_to_an_illness_is_of_that_illness() -> None:
    text = "No congestive heart failure with LVEF < 40%"
    assert said(text, "inclusion", {"what": "heart failure"}, {"what": "LVEF", "value": 55, "unit": "%"}) == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "QTc <= 470 ms and systolic blood pressure < 160 mmHg (hypertension controlled by medication is allowed)",
        "QTc <= 470 ms, blood pressure < 160/100 mmHg (well-controlled hypertension is permitted)",
    ],
)
def test_leave_for_a_blood_pressure_lifts_no_other_limit(text: str) -> None:
    controlled = {"what": "hypertension", "status": "controlled"}
    long = {"what": "QTc interval", "value": 510, "unit": "ms", "date": "2026-03-12"}
    pressure = {"what": "systolic blood pressure", "value": 130, "unit": "mm[Hg]", "date": "2026-03-12"}
    assert said(text, "inclusion", controlled, long, pressure) == "fail"


@pytest.mark.parametrize(
    "text",
    [
        "Considered suitable for starting an anti-PD-1 antibody by their physician (prior immunotherapy is allowed)",
        "Feasible for treatment with FOLFOX (prior adjuvant or palliative treatment is allowed)",
    ],
)
def test_leave_to_have_been_treated_lets_nobody_in(text: str) -> None:
    treated = {"what": "pembrolizumab", "intent": "adjuvant", "date": "2025-06-01"}
    assert said(text, "inclusion", treated) == "unknown"


def test_an_operation_is_spared_in_its_form_alone() -> None:
    text = "Major surgery other than for diagnosis within 28 days, or anticipation of need for major surgery during the study"
    earlier = {"what": "diagnostic laparotomy", "date": "2025-01-10"}
    recent = {"what": "right hemicolectomy", "date": "2026-03-01"}
    assert said(text, "exclusion", recent, earlier) != "pass"


def test_what_is_spared_beside_words_that_are_not_known_spares_nothing_else() -> None:
    text = "Any prior treatment for leptomeningeal metastases, except emergency radiotherapy or shunt"
    assert said(text, "exclusion", {"what": "emergency radiotherapy", "date": "2026-02-19"},
                {"what": "intrathecal cytarabine", "date": "2026-03-03"}) != "pass"  # fmt: skip


def test_a_part_of_an_organ_is_of_every_histology_before_it() -> None:
    text = "Squamous cell carcinoma or adenocarcinoma of the lower third of the esophagus"
    assert said(text, "inclusion", {"what": "esophageal squamous cell carcinoma"}) == "unknown"
    assert said(text, "inclusion", {"what": "melanoma"}, complete=["conditions"]) == "fail"


def test_one_of_two_states_parted_by_a_stroke_will_do() -> None:
    text = "Evidence of unresectable / metastatic disease"
    local = [{"what": "sarcoma", "status": "unresectable"}, {"what": "distant metastasis", "present": False}]
    assert said(text, "inclusion", *local) == "pass"


def test_bleeding_at_baseline_is_not_one_that_is_over() -> None:
    over = {"what": "epistaxis", "status": "resolved", "date": "2023-02-01"}
    assert said("Coagulopathy or hemorrhage at baseline", "exclusion", over, complete=["conditions"]) == "pass"


def test_the_reason_for_a_ban_is_no_part_of_it() -> None:
    text = "Patients who are pregnant or lactating due to potential fetal exposure and unknown effects on lactating females"
    assert reading(text, "exclusion") == "none of (pregnancy, breastfeeding)"


def test_a_time_at_the_end_of_a_list_may_be_of_all_of_it() -> None:
    text = "Other investigational drugs; chemotherapy or radiotherapy; another clinical study within 4 weeks before the start"
    assert said(text, "exclusion", {"what": "docetaxel", "date": "2025-11-10"}) != "fail"
    assert (
        said("Prior chemotherapy; radiotherapy within 4 weeks", "exclusion", {"what": "docetaxel", "date": "2025-11-10"})
        == "fail"
    )


def test_lines_of_which_some_do_not_count_are_not_counted_by_their_numbers() -> None:
    text = "More than one previous regimen of systemic anticancer therapy other than endocrine therapy"
    lines = [{"what": "letrozole", "line": 1, "date": "2023-04-01"}, {"what": "fulvestrant", "line": 2, "date": "2024-04-10"},
             {"what": "paclitaxel", "line": 3, "date": "2025-03-10"}]  # fmt: skip
    assert said(text, "exclusion", *lines, complete=["treatments"]) == "pass"


def test_a_yes_to_one_of_two_denied_ways_does_not_answer_them() -> None:
    text = "Declined or was not eligible for standard treatment"
    assert said(text, "inclusion", {"what": "eligible for standard treatment", "value": True}) == "unknown"


COMPLETE = {"complete": ["conditions"]}


def test_a_negative_test_behind_a_denial_is_asked_for() -> None:
    text = "No pregnant or breastfeeding women, and a negative pregnancy test"
    negative = {"what": "serum pregnancy test", "value": "negative", "date": "2026-03-12"}
    never = [{"what": name, "present": False} for name in ("pregnancy", "breastfeeding")]
    assert outcome(text, "inclusion", negative, *never, sex="female").value == "pass"
    assert outcome(text, "inclusion", sex="male").value == "pass"
    assert outcome(text, "inclusion", {**negative, "value": "positive"}, *never, sex="female").value == "fail"


def test_a_mild_form_beside_none_is_let_in() -> None:
    text = "No evidence of cirrhosis or cirrhosis of Child-Pugh class A"
    grade = {"what": "Child-Pugh class", "value": "A", "date": "2026-03-12"}
    assert outcome(text, "inclusion", {"what": "cirrhosis"}, grade, **COMPLETE).value == "pass"
    assert outcome(text, "inclusion", **COMPLETE).value == "pass"
    assert outcome(text, "inclusion", {"what": "cirrhosis"}, {**grade, "value": "B"}, **COMPLETE).value == "fail"


def test_a_line_at_the_end_is_of_the_drug_that_may_stand_alone() -> None:
    text = "Treated with an immune checkpoint inhibitor alone or in combination with chemotherapy in 1st or 2nd line"
    given = {"what": "nivolumab", "date": "2025-09-01"}
    assert outcome(text, "inclusion", {**given, "line": 2}, complete=["treatments"]).value == "pass"
    assert outcome(text, "inclusion", {**given, "line": 3}, complete=["treatments"]).value == "fail"
    assert outcome(text, "inclusion", given).value == "unknown"


def test_a_judgement_behind_a_list_is_of_all_of_it() -> None:
    text = "An immunologic disorder such as immunodeficiency or other autoimmune disease if deemed to be clinically significant"
    assert outcome(text, "exclusion", {"what": "vitiligo", "date": "2003"}, **COMPLETE).value == "unknown"


def test_a_second_word_for_a_relapse_is_of_the_same_cancer() -> None:
    text = "Glioblastoma in first or second recurrence or relapse"
    other = [{"what": "anaplastic astrocytoma"}, {"what": "first recurrence of anaplastic astrocytoma", "date": "2026-02-20"}]
    assert outcome(text, "inclusion", *other, **COMPLETE).value == "fail"
