"""What the reading remarks on: a number without its unit, where there is a unit that could be meant."""

from __future__ import annotations

import pytest

from trialwright.compiler.compile import compile_criteria
from trialwright.findings import Finding


def _remarks(text: str) -> list[Finding]:
    return [found for found in compile_criteria(f"Inclusion Criteria:\n* {text}\n").findings if found.code == "UNIT_NOT_STATED"]


def test_the_unit_that_is_probably_meant_is_said_in_words() -> None:
    assert [found.message for found in _remarks("Serum creatinine < 1.5")] == [
        "the limit of creatinine has no unit; probably mg/dL is meant"
    ]


@pytest.mark.parametrize("text", ["INR < 1.5", "Gleason score >= 7", "Child-Pugh score <= 6", "MELD score < 12"])
def test_a_score_or_a_ratio_lacks_no_unit(text: str) -> None:
    assert not _remarks(text)
