"""A marker with its result in a question: by sign or word it is one thing, and other than the marker alone or its opposite."""

from __future__ import annotations

import pytest

from trialwright.find.looser import looser
from trialwright.find.tagging import default_tagger
from trialwright.find.units import units


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("HER2-", [("HER2", "negative")]),
        ("HER2+", [("HER2", "positive")]),
        ("HER2 negative breast cancer", [("HER2", "negative")]),
        ("HER2-neg", [("HER2", "negative")]),
        ("HR+/HER2- breast", [("hormone receptor", "positive"), ("HER2", "negative")]),
        ("ER-positive, PR-negative", [("estrogen receptor", "positive"), ("progesterone receptor", "negative")]),
        ("ALK+ lung", [("ALK", "positive")]),
        ("(EGFR+)", [("EGFR", "positive")]),
        ("HER2", []),
        ("HER2-low", [("HER2", "low")]),
        ("anti-PD-1", []),
        ("non-small cell lung cancer", []),
        ("vitamin D-", []),
        ("hepatitis B negative", []),
        ("5-FU", []),
        ("CDK4/6 inhibitor", []),
        ("triple negative breast cancer", []),
        ("HER2-negativity", []),
    ],
)
def test_a_marker_goes_with_its_result(text: str, asked: list[tuple[str, str]]) -> None:
    assert [(unit.concepts[0], unit.result) for unit in units(text, default_tagger()) if unit.result] == asked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("NSCLC stage 4", [("NSCLC",)]),
        ("can I join a trial for glioblastoma", [("glioblastoma",)]),
        ("osimertinib for stage 4 lung cancer near me", [("osimertinib", "lung cancer"), ("lung cancer",)]),
        ("osimertinib lung cancer", [("lung cancer",)]),
        ("knitting at home", []),
        ("melanoma", []),
    ],
)
def test_what_tells_most_of_a_question_is_kept(text: str, kept: list[tuple[str, ...]]) -> None:
    assert [item.kept for item in looser(text)] == kept
