"""A previous cancer is one before that which the trial is about; what "history of" says of an illness reaches every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.compiler.readings import outcome
from tests.unit.match.test_cohort import TERMS, of_the_reference, rows
from tests.unit.match.test_remedies import excluded
from tests.unit.match.test_repeatedly import outcomes
from tests.unit.match.trials_in import patient, trial

from trialwright.match.batch.cohort import screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.match.verdict import Outcome
from trialwright.patients.sheet import facts_from_mapping

NOW = {"what": "invasive breast cancer", "laterality": "left", "stage": "II", "date": "2025-12-10"}
BEFORE = "2014-02-10"


@pytest.mark.parametrize(
    "line", ["History of previous breast cancer", "Prior breast cancer", "Previous diagnosis of breast cancer"]
)
@pytest.mark.parametrize("diseases", [(), ("breast cancer",)])
def test_the_present_cancer_is_no_previous_one(line: str, diseases: tuple[str, ...]) -> None:
    assert excluded(line, NOW, diseases=diseases) == "unknown"
    assert excluded(line, NOW, diseases=diseases, complete=("conditions",)) == "pass"
    other_side = {"what": "breast cancer", "laterality": "right", "date": BEFORE}
    assert excluded(line, NOW, other_side, diseases=diseases) == "fail"
    assert excluded(line, NOW, {**other_side, "laterality": "left"}, diseases=diseases, complete=("conditions",)) == "unknown"
    in_situ = {"what": "ductal carcinoma in situ of the breast", "laterality": "left", "date": BEFORE}
    assert excluded(line, NOW, in_situ, diseases=diseases, complete=("conditions",)) != "pass"


def test_a_carcinoma_in_situ_that_was_found_with_the_cancer_is_part_of_it() -> None:
    beside = {"what": "breast carcinoma in situ", "laterality": "left", "date": "2025-11-10"}
    assert excluded("Prior breast cancer", NOW, beside, complete=("conditions",)) == "unknown"


@pytest.mark.parametrize("status", [{}, {"status": "active"}, {"status": "no evidence of disease"}])
def test_the_cancer_of_another_trial_counts_whenever_it_was(status: dict[str, str]) -> None:
    found = {"what": "breast cancer", "date": "2025-12-10", **status}
    assert excluded("Prior breast cancer", found, diseases=("lung cancer",)) == "fail"


def test_an_old_cancer_before_another_is_a_previous_one_and_alone_it_is_asked_about() -> None:
    old = {"what": "breast cancer", "date": BEFORE}
    assert excluded("Prior breast cancer", old, {"what": "colon cancer", "date": "2025-12-01"}) == "fail"
    assert excluded("Prior breast cancer", old, complete=("conditions",)) == "unknown"
    gone = {"status": "no evidence of disease"}
    assert excluded("Prior breast cancer", {**old, **gone}, complete=("conditions",)) == "fail"
    assert excluded("Prior breast cancer", {**NOW, **gone}, complete=("conditions",)) == "unknown"


@pytest.mark.parametrize("diseases", [(), ("breast cancer",)])
def test_a_skin_cancer_that_was_found_since_makes_the_present_one_no_previous_one(diseases: tuple[str, ...]) -> None:
    since = {"what": "basal cell carcinoma", "date": "2026-02-01"}
    assert excluded("Prior breast cancer", NOW, since, diseases=diseases, complete=("conditions",)) == "pass"


def test_a_cancer_of_another_organ_that_was_found_since_is_another_disease_for_the_trial() -> None:
    since = {"what": "colon cancer", "date": "2026-02-01"}
    assert excluded("Prior breast cancer", NOW, since, diseases=("breast cancer",), complete=("conditions",)) == "pass"


@pytest.mark.parametrize("line", ["Breast cancer", "History of breast cancer", "Previous or concurrent breast cancer"])
def test_any_other_words_ask_for_the_present_one_too(line: str) -> None:
    assert excluded(line, NOW) == "fail"


PNEUMONIA = {"what": "pneumonia", "date": "2025-01-01", "end": "2025-02-01"}
ONCE = trial("ONCE", "Exclusion Criteria:\n* History of pneumonia\n* Prior sepsis\n* Prior breast cancer\n")
NOW_ONLY = trial("NOW", "Exclusion Criteria:\n* Pneumonia\n* Sepsis\n* Breast cancer\n")


def test_what_is_over_counts_where_the_line_says_history_of_in_whatever_order_trials_are_held_against() -> None:
    facts = patient(PNEUMONIA)
    assert outcomes(facts, NOW_ONLY, ONCE, NOW_ONLY) == [
        [Outcome.UNKNOWN] * 3,
        [Outcome.FAIL, Outcome.UNKNOWN, Outcome.UNKNOWN],
        [Outcome.UNKNOWN] * 3,
    ]


def test_the_cohort_engine_says_the_same(tmp_path: Path) -> None:
    denied = {"what": "pneumonia", "present": False, "date": "2026-03-01"}
    cancers: tuple[dict[str, Any], ...] = (NOW, {"what": "breast cancer", "laterality": "right", "date": BEFORE})
    lists = ([PNEUMONIA], [PNEUMONIA, denied], [denied], [*cancers], [cancers[0]], [cancers[1]], [])
    sheets = [{"id": f"P{number}", "facts": [*facts]} for number, facts in enumerate(lists)]
    sheets += [sheet | {"id": f"C{sheet['id']}", "complete": ["conditions"]} for sheet in sheets]
    patients = [facts_from_mapping(sheet, place="test") for sheet in sheets]
    trials = [ONCE, NOW_ONLY, trial("B", "Exclusion Criteria:\n* Prior breast cancer\n", conditions=["Breast Cancer"])]
    screen_cohort(trials, patients, CohortFolder(tmp_path), TERMS)
    assert rows(tmp_path) == of_the_reference(trials, patients)


@pytest.mark.parametrize(
    "line",
    ["Prior diagnosis of invasive breast cancer", "Patients with a previous diagnosis of breast cancer", "Prior breast cancer"],
)
def test_a_cancer_that_is_asked_for_may_be_the_present_one(line: str) -> None:
    assert outcome(line, "inclusion", NOW, complete=["conditions"]) is Outcome.PASS


@pytest.mark.parametrize(
    "line", ["No prior breast cancer", "No previous diagnosis of breast cancer", "No prior history of breast cancer"]
)
def test_the_present_cancer_is_none_of_which_there_may_be_no_previous_one(line: str) -> None:
    assert outcome(line, "inclusion", NOW, complete=["conditions"]) is not Outcome.FAIL
