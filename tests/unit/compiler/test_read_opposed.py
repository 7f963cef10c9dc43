"""Inclusion lines that no patient meets together enter; each excludes only those whom the others would not let in, either."""

from __future__ import annotations

import pytest

from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion

APART = [
    "* Node-negative and tumor > 2 cm\n* Node-positive\n* ECOG 0-1",
    "* ER-positive and HER2-negative breast cancer\n* HER2-positive breast cancer\n* ECOG 0-1",
    "* Stage I disease and age > 60\n* Stage II disease\n* ECOG 0-1",
    "* T1-2 N1 disease\n* T3 N0 disease\n* ECOG 0-1",
    "* Newly diagnosed AML\n* Relapsed AML\n* ECOG 0-1",
    "* EGFR wild type\n* EGFR exon 19 deletion\n* ECOG 0-1",
    "* No prior chemotherapy\n* At least one prior line of chemotherapy\n* ECOG 0-1",
]
TOGETHER = [
    "* Stage II or III breast cancer\n* Stage III disease",
    "* EGFR exon 19 deletion\n* No EGFR T790M mutation",
    "* Hemoglobin >= 9 g/dL\n* Hemoglobin <= 16 g/dL",
    "* Age 18 or older\n* Able to avoid contact with children aged under 3 years",
]


def _readings(text: str) -> list[str]:
    built = compile_criteria(f"Inclusion Criteria:\n\n{text}\n").built
    return [print_criterion(without_spans(line.node), width=10000) for stage in built.stages for line in stage.lines]


@pytest.mark.parametrize("text", APART)
def test_lines_that_no_patient_meets_together_may_be_alternatives(text: str) -> None:
    *apart, common = _readings(text)
    assert all(reading.startswith("either reading") and "any of" in reading for reading in apart)
    assert common == "ECOG performance status is 0 to 1"


@pytest.mark.parametrize("text", TOGETHER)
def test_lines_that_a_patient_can_meet_together_are_both_required(text: str) -> None:
    assert not any("either may do" in reading for reading in _readings(text))


def test_of_members_that_no_one_meets_together_one_will_do_and_the_rest_is_required() -> None:
    (reading,) = _readings("* All of the following:\n  * Stage I disease\n  * Stage II disease\n  * ECOG 0-1")
    assert "all of (ECOG performance status is 0 to 1, any of (stage is I, stage is II))" in reading
