"""A second sentence that says how long ago the therapy of the first must have ended, or who is let in beside the first."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    "second",
    [
        "Must have ended at least 4 weeks before enrollment",
        "It must have been completed at least 4 weeks before enrollment",
        "The last dose must have been given at least 4 weeks before enrollment",
        "Treatment must be stopped at least 4 weeks before enrollment",
        "The last administration of this drug should have occurred at least 4 weeks before enrollment",
    ],
)
def test_what_a_second_sentence_says_of_it_is_said_of_the_therapy_of_the_first(second: str) -> None:
    told = "if (docetaxel) then (none of (docetaxel less than 4 weeks before enrollment))"
    assert reading(f"Prior docetaxel is allowed. {second}.", "inclusion").startswith(told)


_TWO = (
    "Patients may have received radiotherapy or interferon. These must have been finished at least 3 weeks before registration."
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([{"what": "interferon", "start": "2025-01-01", "end": "2026-03-10"}], "fail"),
        ([{"what": "radiotherapy", "start": "2025-01-01", "end": "2025-02-10"}], "pass"),
        ([], "pass"),
    ],
)
def test_who_ended_long_ago_or_never_had_it_passes(facts: list[dict[str, Any]], expected: str) -> None:
    assert outcome(_TWO, "inclusion", *facts, complete=["treatments", "medications", "procedures"]) == expected


def test_the_time_since_the_last_dose_is_the_time_since_the_therapy() -> None:
    line = "Prior sunitinib is permitted. At least 2 weeks must have elapsed since the last dose."
    recent = {"what": "sunitinib", "start": "2025-01-01", "end": "2026-03-10"}
    assert outcome(line, "inclusion", recent) == "fail"
    assert outcome(line, "inclusion", complete=["treatments", "medications"]) == "pass"


def test_a_ban_with_a_time_behind_it_shuts_nobody_out_who_may_have_been_treated_long_ago() -> None:
    line = "Prior chemotherapy. The last dose must have been given more than 4 weeks before enrollment."
    assert outcome(line, "exclusion", {"what": "carboplatin", "start": "2022-01-01", "end": "2022-06-01"}) == "unknown"


@pytest.mark.parametrize(
    "line",
    [
        "Measurable disease. Treatment must have been completed at least 4 weeks before enrollment.",
        "No prior chemotherapy. It must have been completed at least 4 weeks before enrollment.",
        "Prior chemotherapy. The last scan must have been done at least 4 weeks before enrollment.",
    ],
)
def test_a_sentence_about_another_thing_lends_nothing(line: str) -> None:
    assert "less than 4 weeks before" not in reading(line, "inclusion")


@pytest.mark.parametrize(
    "line",
    [
        "Metastatic melanoma. Patients with stage III disease are eligible.",
        "Metastatic melanoma. Patients with unresectable stage III disease are eligible if they have progressed.",
        "Metastatic melanoma. Subjects with stage IIIC disease may also be enrolled.",
    ],
)
def test_a_stage_that_the_second_sentence_lets_in_is_not_kept_out_by_the_first(line: str) -> None:
    assert outcome(line, "inclusion", {"what": "melanoma", "stage": "III"}) == "unknown"
    assert outcome(line, "inclusion", {"what": "melanoma", "stage": "IV"}) == "pass"


def test_leave_for_an_illness_beside_the_cancer_lifts_nothing() -> None:
    assert reading("Metastatic melanoma. Patients with brain metastases are eligible.", "inclusion") == (
        "has melanoma [extent: metastatic]"
    )
