"""A change that a tumor was found to have stays: a later sample of blood takes nothing away, another result puts it in doubt."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

CANCER = {"what": "non-small cell lung cancer", "stage": "IV", "date": "2023-01-01"}
FOUND = {"what": "EGFR mutation", "value": "positive", "date": "2023-02-01"}


@pytest.mark.parametrize(
    ("later", "asked_for", "barred"),
    [
        ({"what": "EGFR mutation", "present": False, "date": "2025-02-01", "method": "liquid biopsy"}, "pass", "fail"),
        ({"what": "EGFR mutation", "value": "negative", "date": "2025-02-01", "method": "ctDNA"}, "pass", "fail"),
        ({"what": "EGFR mutation", "value": "negative", "date": "2025-02-01"}, "unknown", "unknown"),
        ({"what": "EGFR mutation", "present": False, "date": "2025-02-01"}, "unknown", "unknown"),
        ({"what": "EGFR T790M", "value": "negative", "date": "2025-02-01"}, "pass", "fail"),
        ({"what": "EGFR mutation", "value": "negative", "date": "2022-02-01"}, "pass", "fail"),
    ],
)
def test_a_later_result_takes_no_change_of_a_gene_away(later: dict[str, object], asked_for: str, barred: str) -> None:
    assert outcome("Documented EGFR mutation", "inclusion", CANCER, FOUND, later).value == asked_for
    assert outcome("EGFR mutation", "exclusion", CANCER, FOUND, later).value == barred


def test_what_was_found_later_counts() -> None:
    before = {"what": "ALK", "value": "negative", "date": "2023-02-01"}
    after = {"what": "ALK", "value": "positive", "date": "2024-02-01"}
    assert outcome("ALK rearrangement", "inclusion", CANCER, before, after).value == "pass"
