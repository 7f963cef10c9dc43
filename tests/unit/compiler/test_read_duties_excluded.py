"""What is required among the exclusions, and lists of which not all may hold, enter; nobody who meets them may be kept out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome


def test_what_a_later_sentence_says_is_required_is_required_among_the_exclusions_too() -> None:
    text = "Radiotherapy within the previous 28 days. Recovery to grade 1 or less from toxic effects of chemotherapy is required."
    assert "not (grade of (toxicity of earlier treatment" in reading(text, "exclusion")
    text = "Active infection. A platelet count > 100,000/mm3 is required."
    platelets = {"what": "platelet count", "value": 200, "unit": "10*9/L", "date": "2026-03-10"}
    assert outcome(text, "exclusion", platelets, {"what": "infection", "present": False}) is Outcome.PASS


def test_a_line_that_ends_in_is_required_excludes_nobody_for_certain() -> None:
    cancer = {"what": "breast cancer", "method": "biopsy"}
    assert outcome("Histologically confirmed breast cancer is required", "exclusion", cancer) is Outcome.UNKNOWN
    assert reading("Another malignancy for which treatment is required", "exclusion").startswith("no other malignancy")


@pytest.mark.parametrize("joint", [" hypertension, diabetes", "\n - hypertension\n - diabetes"])
def test_not_all_of_a_list_is_not_none_of_it(joint: str) -> None:
    both = ({"what": "hypertension"}, {"what": "diabetes"})
    one = ({"what": "hypertension"}, {"what": "diabetes", "present": False})
    none = ({"what": "hypertension", "present": False}, {"what": "diabetes", "present": False})
    for facts, certain, doubted in (
        (both, Outcome.FAIL, Outcome.FAIL),
        (one, Outcome.PASS, Outcome.UNKNOWN),
        (none, Outcome.PASS, Outcome.PASS),
    ):
        assert outcome(f"Not all of the following:{joint}", "inclusion", *facts) is certain
        assert outcome(f"Patients must not have both of the following:{joint}", "inclusion", *facts) is doubted


def test_stage_iv_shows_metastases_where_it_is_given_for_nothing_else() -> None:
    text = "Locally advanced or metastatic disease"
    assert outcome(text, "inclusion", {"what": "breast cancer", "stage": "IV"}) is Outcome.PASS
    assert outcome("Distant metastases", "exclusion", {"what": "head and neck cancer", "stage": "IVA"}) is Outcome.UNKNOWN


def test_how_many_lines_there_must_be_is_not_lost_above_the_drugs_that_each_must_hold() -> None:
    text = (
        "Failure of at least two prior lines of chemotherapy with each containing one of the following agents:\n"
        "  - platinum\n  - irinotecan"
    )
    one = {"what": "irinotecan", "line": 1, "response": "progressive disease", "start": "2025-01-01", "end": "2025-06-01"}
    assert "lines of (chemotherapy" in reading(text, "inclusion")
    assert outcome(text, "inclusion", one, complete=["treatments"]) is Outcome.FAIL
    assert outcome(text, "inclusion", one) is Outcome.UNKNOWN
