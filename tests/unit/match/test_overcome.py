"""An earlier cancer is spared for being over, or over for long: one that is there, or was found since, is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.match.test_remedies import excluded

from trialwright.match.turns import lengths_of
from trialwright.protocol.criteria import Has, Qualifier, Target

TRIAL = ("breast cancer",)


def colon(found: str, **more: Any) -> dict[str, Any]:
    return {"what": "colon cancer", "date": found, **more}


@pytest.mark.parametrize(
    "line",
    [
        "Other malignancy unless disease-free for at least 5 years",
        "Prior malignancy, except any other cancer from which the patient has been disease-free for five years",
        "Prior malignancy unless diagnosed and treated more than 2 years ago",
        "Other malignancy unless curatively treated with no evidence of disease for >= 3 years",
    ],
)
def test_a_cancer_that_was_found_last_year_has_not_been_over_for_long(line: str) -> None:
    assert excluded(line, colon("2025-06-01"), diseases=TRIAL) == "fail"
    assert excluded(line, colon("2010-06-01"), diseases=TRIAL) == "unknown"


def test_a_cancer_that_is_active_is_in_no_remission() -> None:
    line = "Other malignancy unless in complete remission"
    assert excluded(line, colon("2010-06-01", status="active"), diseases=TRIAL) == "fail"
    assert excluded(line, colon("2010-06-01"), diseases=TRIAL) == "unknown"
    assert excluded(line, colon("2010-06-01", status="complete remission"), diseases=TRIAL, complete=("conditions",)) == "pass"


@pytest.mark.parametrize(
    "line",
    [
        "Other malignancy unless treated within the past 2 years with no evidence of disease",
        "Other malignancy unless treated 3 years ago or with a 5-year survival above 90%",
        "Other malignancy unless adequately treated and a life expectancy of more than 5 years",
    ],
)
def test_a_time_that_is_not_to_be_exceeded_or_is_one_of_two_ways_is_left_open(line: str) -> None:
    assert excluded(line, colon("2025-06-01"), diseases=TRIAL) == "unknown"


def test_a_time_of_any_cancer_does_not_take_back_that_another_is_spared() -> None:
    line = "Prior malignancy, except superficial bladder cancer or any cancer curatively treated > 3 years prior to entry"
    assert excluded(line, colon("2025-06-01"), diseases=TRIAL) == "fail"
    assert excluded(line, {"what": "bladder cancer", "date": "2025-06-01"}, diseases=TRIAL) == "unknown"


def test_the_time_in_the_words_of_an_exception_is_one_that_the_answer_turns_on() -> None:
    told = Qualifier(name="described", values=("disease-free for 5 years",))
    spared = Target(concept="malignancy", qualifiers=(told,))
    node = Has(target=Target(concept="malignancy", other=True, exceptions=(spared,)))
    assert [length.before(date(2026, 1, 1)) for length in lengths_of(node)] == [date(2021, 1, 1)]
