"""What a misspelt word may have been."""

from __future__ import annotations

import pytest

from trialwright.find.respelling import respelled


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("brest cancer", "breast cancer"),
        ("Brest cancer", "breast cancer"),
        ("prostrate cancer", "prostate cancer"),
        ("melenoma", "melanoma"),
        ("pembrolizumap, radioterapy", "pembrolizumab, radiotherapy"),
        ("colorectel surgery", "colorectal surgery"),
        ("hepatocelular", "hepatocellular"),
    ],
)
def test_a_word_next_to_a_known_one_may_be_that(asked: str, meant: str) -> None:
    assert respelled(asked) == meant


@pytest.mark.parametrize(
    "asked",
    [
        *("breast cancers", "oesophageal cancer", "lymfoma", "quality of life", "related trials", "children", "NSCLC"),
        *("KRAS G12C", "乳がん", "", "qwertyuiop", "AREA[Condition]brest", "NCT07000253", "nurse led yoga"),
    ],
)
def test_what_is_known_or_like_nothing_stays(asked: str) -> None:
    assert respelled(asked) == ""
