"""The course of a disease: a line and what is on record of a cancer, its metastases and its treatments in, the verdict out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome

ALL = ("conditions", "treatments", "medications", "procedures")
BRAIN = {"what": "brain metastases", "date": "2025-10-02", "count": 2, "method": "MRI"}
NOW = {"what": "brain metastases", "date": "2026-03-02", "method": "MRI"}
KNIFE = {"what": "Gamma Knife radiosurgery", "site": "brain", "date": "2025-10-20"}


def verdict(line: str, *facts: dict[str, Any], section: str = "exclusion", complete: tuple[str, ...] = ()) -> str:
    return str(outcome(line, "exclusion" if section == "exclusion" else "inclusion", *facts, complete=list(complete)).value)


@pytest.mark.parametrize(
    ("facts", "complete", "expected"),
    [
        ((BRAIN, {**KNIFE, "date": None, "status": "planned"}), ALL, "fail"),
        ((BRAIN,), (), "unknown"),
        ((BRAIN, KNIFE), (), "pass"),
        ((BRAIN, KNIFE, {**NOW, "status": "stable"}), (), "pass"),
        ((BRAIN, KNIFE, {**NOW, "what": "new brain metastases"}), ALL, "fail"),
        ((BRAIN, KNIFE, {**NOW, "what": "new brain metastases"}), (), "unknown"),
        ((BRAIN, {"what": "osimertinib", "start": "2025-10-20"}), ALL, "unknown"),
    ],
)
def test_brain_metastases_are_untreated_where_nothing_was_done_since(
    facts: Any, complete: tuple[str, ...], expected: str
) -> None:
    assert verdict("Patients with untreated brain metastases", *facts, complete=complete) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (({**NOW, "status": "progressive"},), "fail"),
        (({**BRAIN, "status": "progressive"}, {**NOW, "status": "stable", "symptomatic": False}), "pass"),
        (({**NOW, "status": "stable"},), "unknown"),
        ((NOW,), "unknown"),
    ],
)
def test_metastases_that_grow_are_not_controlled(facts: Any, expected: str) -> None:
    assert verdict("Uncontrolled brain metastases", *facts) == expected


LYMPHOMA = {"what": "primary CNS lymphoma", "date": "2024-02-10"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (({**LYMPHOMA, "status": "relapsed"},), "fail"),
        (({**LYMPHOMA, "status": "progressive"},), "fail"),
        (({**LYMPHOMA, "status": "relapsed"}, {"what": "complete response", "date": "2025-01-10"}), "unknown"),
        (({**LYMPHOMA, "status": "in remission"},), "pass"),
        ((LYMPHOMA,), "unknown"),
        (({**LYMPHOMA, "date": "2026-02-20"},), "fail"),
    ],
)
def test_a_cancer_that_came_back_is_active_until_a_remission(facts: Any, expected: str) -> None:
    assert verdict("Active primary central nervous system malignancy", *facts) == expected


def test_a_cancer_that_was_found_in_the_window_was_active_in_it() -> None:
    line = "Active malignancies other than breast cancer in the past 5 years"
    own = {"what": "breast cancer", "date": "2026-01-10"}
    ovary = {"what": "ovarian cancer", "stage": "I", "date": "2023-04-10"}
    assert verdict(line, own, ovary) == "fail"
    assert verdict(line, own, {**ovary, "date": "2014-04-10", "status": "cured"}, complete=ALL) == "pass"


def test_who_has_a_breast_cancer_after_another_has_that_other_besides_it() -> None:
    own, before = {"what": "breast cancer", "date": "2026-01-10"}, {"what": "Hodgkin lymphoma", "date": "2014-03-16"}
    assert verdict("Prior malignancies of any type other than breast cancer", own, before) == "fail"
    assert verdict("Prior malignancies of any type other than breast cancer", {**own, "date": "2010"}, before) == "unknown"


PANCREAS = {"what": "pancreatic adenocarcinoma", "stage": "IIA", "date": "2025-09-10"}
WHIPPLE = {"what": "pancreaticoduodenectomy", "date": "2026-01-20"}
DRUGS = {"what": "FOLFIRINOX", "start": "2025-10-01", "end": "2025-12-20"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((PANCREAS, DRUGS, WHIPPLE), "fail"),
        ((PANCREAS, DRUGS), "unknown"),
        ((PANCREAS, DRUGS, {**WHIPPLE, "date": "2025-09-20"}), "unknown"),
        ((PANCREAS, DRUGS, {"what": "cholecystectomy", "date": "2026-01-20"}), "unknown"),
        ((PANCREAS, DRUGS, WHIPPLE, {"what": "liver metastasis", "date": "2025-09-12"}), "unknown"),
        ((PANCREAS, {**DRUGS, "intent": "palliative"}, WHIPPLE), "unknown"),
        (({**PANCREAS, "date": "2025-12-30"}, DRUGS, WHIPPLE), "unknown"),
    ],
)
def test_chemotherapy_between_the_diagnosis_and_the_operation_was_neoadjuvant(facts: Any, expected: str) -> None:
    assert verdict("Treatment with neoadjuvant chemotherapy", *facts) == expected


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ({"what": "ceftriaxone", "start": "2026-03-10", "method": "intravenous"}, "fail"),
        ({"what": "ciprofloxacin", "start": "2026-03-10", "method": "oral"}, "unknown"),
        ({"what": "ceftriaxone", "start": "2025-01-10", "end": "2025-01-15", "method": "intravenous"}, "unknown"),
    ],
)
def test_an_infection_that_is_treated_by_vein_is_severe(drug: dict[str, Any], expected: str) -> None:
    assert verdict("Severe infection", {"what": "pyelonephritis", "date": "2026-03-10", "status": "ongoing"}, drug) == expected


def test_the_pain_of_a_bone_is_no_neuropathic_pain_where_that_is_denied() -> None:
    line, pain = "Neuropathic pain grade 2 or higher", {"what": "bone pain", "grade": 3, "date": "2026-03-10"}
    assert verdict(line, pain, {"what": "neuropathic pain", "present": False, "date": "2026-03-10"}) == "pass"
    assert verdict(line, pain) == "unknown"


def test_what_was_given_for_an_earlier_cancer_was_not_for_this_one() -> None:
    line, complete = "Patient naive of anticancer treatments for the considered cancer", ALL[1:]
    before = {"what": "Hodgkin lymphoma", "date": "2004-05-10", "status": "cured"}
    abvd = {"what": "ABVD", "start": "2004-06-01", "end": "2004-11-20"}
    breast = {"what": "breast cancer", "date": "2026-02-02"}
    assert verdict(line, breast, before, abvd, section="inclusion", complete=complete) == "pass"
    assert verdict(line, breast, abvd, section="inclusion", complete=complete) == "unknown"
    assert verdict(line, breast, {**abvd, "start": "2026-02-10", "end": None}, section="inclusion") == "fail"


def test_a_lesion_of_18_mm_in_an_organ_can_be_measured() -> None:
    lesion = {"what": "liver metastasis", "method": "CT", "date": "2026-03-02"}
    assert verdict("Measurable disease", {**lesion, "size": "18 mm"}, section="inclusion") == "pass"
    assert verdict("Measurable disease", {**lesion, "size": "12 mm"}, section="inclusion") == "unknown"
    node = {**lesion, "what": "lymph node metastasis", "size": "18 mm"}
    assert verdict("Measurable disease", node, section="inclusion") == "unknown"


def test_a_virus_that_was_counted_is_not_undetectable() -> None:
    virus = {"what": "HBV DNA", "unit": "IU/mL", "date": "2026-03-12"}
    assert verdict("HBV DNA must be undetectable", {**virus, "value": 350}, section="inclusion") == "fail"
    assert verdict("HBV DNA must be undetectable", {**virus, "value": 20}, section="inclusion") == "unknown"
