"""Limits on a score that differ by age, in one sentence."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

ECOG = "ECOG performance status (PS) 0-2 (<= 70 years of age) OR ECOG PS 0 (71-75 years of age)"


@pytest.mark.parametrize(("age", "value", "expected"), [(65, 2, "pass"), (65, 3, "fail"), (73, 0, "pass"), (73, 1, "fail")])
def test_each_age_has_its_own_limit(age: int, value: int, expected: str) -> None:
    found = outcome(ECOG, "inclusion", {"what": "ECOG performance status", "value": value}, age=age)
    assert found is Outcome(expected)


def test_a_limit_beyond_which_nobody_is_fit_excludes_at_its_age() -> None:
    text = "ECOG > 2 (<= 70 years of age) or ECOG > 0 (71-75 years of age)"
    assert outcome(text, "exclusion", {"what": "ECOG", "value": 1}, age=73) is Outcome.FAIL
    assert outcome(text, "exclusion", {"what": "ECOG", "value": 1}, age=65) is Outcome.PASS


def test_what_a_fit_patient_keeps_excludes_at_no_age() -> None:
    assert outcome(ECOG, "exclusion", {"what": "ECOG", "value": 0}, age=65) is Outcome.UNKNOWN


def test_ages_that_somebody_has_together_are_not_apart() -> None:
    text = "ECOG 0-2 for patients over 60 years or ECOG 0-1 for patients over 50 years"
    assert "for other ages" not in reading(text, "inclusion")
