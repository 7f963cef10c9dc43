"""A pattern that matches at a word is always among those that may begin there: nothing is passed over for speed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trialwright.compiler.tagging import amounts, moments, tag
from trialwright.compiler.wording.openings import Dispatch, Openings
from trialwright.vocabulary.words import tokens

LINES = (Path(__file__).parents[2] / "golden" / "sentences.txt").read_text("utf-8").splitlines()
PATTERNS = [
    pattern
    for module in (amounts, moments, tag)
    for pattern in vars(module).values()
    if isinstance(pattern, re.Pattern) and not pattern.match("")
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:30])
def test_a_pattern_may_begin_wherever_it_matches(pattern: re.Pattern[str]) -> None:
    openings = Openings([pattern])
    for line in LINES:
        for word in tokens(line):
            if pattern.match(line, word.start):
                assert openings.fit(word.text), f"{word.text!r} in {line!r}"


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        (r"within \d+", "within", "withal"),
        (r"(?:no )?more", "no", "nor"),
        (r"initiat\w*", "initiating", "inside"),
        (r"\d+ days", "14", "days"),
        (r"(?=x)[<>]=?", "<=", "="),
        (r"\s*to\b", "to", "from"),
        (r"grades? [12]", "grades", "grading"),
        (r"[^a]x", "b", ""),
    ],
)
def test_the_first_words_are_read_off_the_pattern(pattern: str, fits: str, fits_not: str) -> None:
    openings = Openings([re.compile(pattern, re.IGNORECASE)])
    assert openings.fit(fits)
    assert openings.fit(fits.upper())
    assert not fits_not or not openings.fit(fits_not)


def test_letters_beyond_ascii_open_everything() -> None:
    assert Openings([re.compile("kilo", re.IGNORECASE)]).fit("\u212ailo")


def test_readers_are_given_in_their_order() -> None:
    dispatch = Dispatch(((re.compile("at least"),), 1), ((re.compile("at|on"),), 2), ((re.compile("in"),), 3))
    assert dispatch.at("at") == (1, 2)
    assert dispatch.at("of") == ()
