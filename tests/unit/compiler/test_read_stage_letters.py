"""Stages with their letters written apart, shared or ranged enter; each of the stages that is meant, and no other, comes out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

TABLE = [
    ("stage III A or III B NSCLC", "all of (non-small cell lung cancer, stage is IIIA to IIIB)"),
    ("Stage II B to IV A disease", "stage is IIB to IVA"),
    ("Stage IIIb/c/d or IV", "any of (stage is IIIB to IIID, stage is IV)"),
    ("Stage IIIA-C", "stage is IIIA to IIIC"),
    ("Stage IIIA, IIIB, IIIC or IIID", "stage is IIIA to IIID"),
    ("Stage I B cell lymphoma", "all of (b-cell lymphoma, stage is I)"),
    ("Child-Pugh A or B", "Child-Pugh class is A to B"),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_a_letter_is_of_the_stage_before_it(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_the_time_of_these_laboratory_values_is_theirs() -> None:
    text = "STEP 1: ANC >= 1,500/mcL (these labs must be obtained <= 28 days prior to step 1 randomization)"
    assert reading(text, "inclusion") == "absolute neutrophil count >= 1500 /uL within 28 days before randomization"
