"""Leave in a bracket behind what is required: whoever has what is allowed is not kept out for it."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import ON, outcome, reading

from trialwright.match.verdict import Outcome

RECENT = {"date": ON.isoformat()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Patients previously treated with gemcitabine-based chemotherapy (prior treatment regimens up to 2 are allowed)",
            "all of (gemcitabine-based chemotherapy, lines of (systemic therapy) <= 2)",
        ),
        (
            "Metastatic breast cancer (up to 1 prior line of chemotherapy allowed)",
            "all of (breast cancer [extent: metastatic], lines of (chemotherapy) <= 1)",
        ),
        (
            "Relapsed multiple myeloma (1-3 prior lines allowed)",
            "all of (multiple myeloma [recurrence: recurrent], lines of (systemic therapy) 1 to 3)",
        ),
        ("Treated brain metastases (prior surgery allowed)", "has brain metastasis [treatment: treated]"),
    ],
)
def test_a_leave_in_a_bracket_sets_its_limit_and_takes_nothing_away(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Prior radiotherapy (prior brachytherapy allowed)", "brachytherapy"),
        ("At least 2 prior lines of therapy (prior carfilzomib or bortezomib acceptable)", "carfilzomib"),
        ("Measurable disease (bone-only disease is allowed)", "bone-only disease"),
        ("Progression on a taxane (one prior regimen allowed)", "docetaxel"),
    ],
)
def test_who_has_what_is_allowed_does_not_fail(text: str, fact: str) -> None:
    assert outcome(text, "inclusion", {"what": fact} | RECENT) is not Outcome.FAIL


def test_so_many_lines_as_a_bracket_allows_are_of_what_is_banned() -> None:
    assert (
        reading("Prior immunotherapy (one prior line is allowed)", "exclusion")
        == "not (all of (immunotherapy, not (lines of (immunotherapy) <= 1)))"
    )
