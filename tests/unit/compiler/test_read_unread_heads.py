"""A heading that was not read, or a label of a group, holds with what stands below it: that alone excludes nobody."""

from __future__ import annotations

from typing import Any

from tests.unit.compiler.readings import outcome

from trialwright.match.verdict import Outcome

_TAKEN: dict[str, Any] = {"what": "cisplatin", "start": "2025-06-01", "end": "2025-09-01"}


def test_a_washout_that_was_not_read_bans_no_therapy_for_ever() -> None:
    text = "14 day washout periods from therapy is required before enrollment including:\n  * Chemotherapy\n  * Tamoxifen"
    assert outcome(text, "exclusion", _TAKEN) is Outcome.UNKNOWN


def test_a_limit_that_was_not_read_is_no_ban_of_those_whom_it_is_for() -> None:
    text = "LVEF less than or equal to 45% tested in patients:\n  * Age greater than or equal to 65 years\n  * With stroke"
    assert outcome(text, "exclusion", age=70) is Outcome.UNKNOWN


def test_the_name_of_a_group_asks_for_no_drug_and_its_limits_are_asked_of_the_group() -> None:
    text = "Darolutamide and goserelin combination therapy group: age over 20 years"
    assert outcome(text, "inclusion", age=15, complete=["treatments"]) is Outcome.UNKNOWN
    assert outcome(text, "inclusion", age=30, complete=["treatments"]) is not Outcome.FAIL
