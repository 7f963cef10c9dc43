"""The criteria of the seed pages enter as printed, the outlines kept beside this file must leave; `make golden` renews them.

The golden records of the seeds state the same groups: both must hold. Read the difference before you commit a renewed file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.compiler.outlines_in import OPENS_AND_ENDS, drawn, golden_eligibility, seed_criteria

from trialwright.compiler.outlining.split import split

KEPT = Path(__file__).parent / "outlines"
READ_LATER = {"parsed", "negatedRequirement"}
"""What a golden item states of its meaning: not the outline's to tell."""
NUMBERS_LEFT_OUT = "004"
"""This golden record leaves out the numbers that the page prints before its criteria."""


def differences(golden: Any, ours: Any, *, place: str, extra: frozenset[str]) -> list[str]:
    """Where the two differ; keys of `extra` may be ours alone."""
    if isinstance(golden, dict):
        keys = (golden.keys() | ours.keys()) - READ_LATER
        missing = [
            f"{place}.{key}" for key in sorted(keys) if (key in golden) != (key in ours) and not (key in extra and key in ours)
        ]
        common = [key for key in keys if key in golden and key in ours]
        return missing + [
            line for key in common for line in differences(golden[key], ours[key], place=f"{place}.{key}", extra=extra)
        ]
    if isinstance(golden, list):
        sizes = [] if len(golden) == len(ours) else [f"{place}: {len(golden)} and {len(ours)}"]
        pairs = enumerate(zip(golden, ours, strict=False))
        return sizes + [
            line for at, (one, other) in pairs for line in differences(one, other, place=f"{place}[{at}]", extra=extra)
        ]
    return [] if golden == ours else [f"{place}: {golden!r} and {ours!r}"]


@pytest.mark.parametrize("seed", sorted(OPENS_AND_ENDS))
def test_the_groups_of_the_golden_record_come_out_of_the_raw_page(seed: str) -> None:
    ours = split(seed_criteria(seed)).to_json()
    extra = frozenset({"number"}) if seed == NUMBERS_LEFT_OUT else frozenset()
    assert differences(golden_eligibility(seed), ours, place=seed, extra=extra) == []


def test_a_difference_from_a_golden_record_is_told_with_its_place() -> None:
    golden = {"groups": [{"kind": "inclusion", "items": [{"text": "Age"}]}]}
    ours = {"groups": [{"kind": "exclusion", "items": [{"text": "Age", "number": 1}, {"text": "Sex"}]}]}
    told = differences(golden, ours, place="x", extra=frozenset())
    assert sorted(told) == [
        "x.groups[0].items: 1 and 2",
        "x.groups[0].items[0].number",
        "x.groups[0].kind: 'inclusion' and 'exclusion'",
    ]


@pytest.mark.parametrize("seed", sorted(OPENS_AND_ENDS))
def test_the_outline_is_the_one_that_was_reviewed(seed: str, pytestconfig: pytest.Config) -> None:
    kept = KEPT / f"{seed}.txt"
    outline = drawn(split(seed_criteria(seed))) + "\n"
    if pytestconfig.getoption("--update-golden", default=False):
        KEPT.mkdir(exist_ok=True)
        kept.write_text(outline, encoding="utf-8")
    assert outline == kept.read_text(encoding="utf-8")
