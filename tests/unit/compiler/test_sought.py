"""What is sought with its needles is found wherever the plain pattern finds it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import trialwright.compiler
from trialwright.compiler.sought import Sought, folded, sought

LINES = (Path(__file__).parents[2] / "golden" / "sentences.txt").read_text("utf-8").splitlines()


def _patterns(*, used: bool) -> list[re.Pattern[str]]:
    """The patterns of the compiler that are sought by their needles, or those that are not, each once."""
    found: dict[re.Pattern[str], None] = {}
    for module in pkgutil.iter_modules(trialwright.compiler.__path__, "trialwright.compiler."):
        for thing in vars(importlib.import_module(module.name)).values():
            pattern = thing.pattern if isinstance(thing, Sought) else thing
            if isinstance(pattern, re.Pattern) and isinstance(thing, Sought) is used:
                found[pattern] = None
    return list(found)


@pytest.mark.parametrize(("used", "lines"), [(True, LINES), (False, LINES[::8])], ids=["used", "not used, any will do"])
def test_every_pattern_of_the_compiler_finds_what_it_found_without_needles(used: bool, lines: list[str]) -> None:
    told = 0
    for pattern in _patterns(used=used):
        asked = Sought(pattern)
        told += bool(asked.needles)
        for line in lines:
            # Where it may be in the line, the plain pattern is what searches.
            assert asked.may_be_in(line) or not pattern.search(line), (pattern.pattern, line)
    assert told > 20


@pytest.mark.parametrize("line", LINES[:40])
def test_what_is_found_is_what_the_plain_pattern_finds(line: str) -> None:
    for pattern in _patterns(used=True)[::4]:
        plain, found = pattern.search(line), Sought(pattern).search(line)
        assert (found and found.span()) == (plain and plain.span()), pattern.pattern


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        (r"\bmust not be\b", ("must not be",)),
        (r"(?:inclusion|exclusion) criteria", (" criteria",)),
        (r"(?:at least|>=) ?\d", (">=", "at least")),
        (r"\w+ing", ("ing",)),
        (r"(?<=\d),\d{3}", (",",)),
        (r"(?:no )?\d+", ()),
        (r"a?b*", ()),
    ],
)
def test_the_needles_are_read_off_the_pattern(pattern: str, needles: tuple[str, ...]) -> None:
    assert sought(pattern).needles == needles


def test_a_letter_that_a_pattern_takes_for_another_is_folded_to_it() -> None:
    plain = re.compile("[a-z]", re.IGNORECASE)
    taken = [chr(code) for code in range(0x80, 0x3000) if plain.fullmatch(chr(code))]
    assert taken
    assert all(re.fullmatch(re.escape(folded(letter)), letter, re.IGNORECASE) and folded(letter).isascii() for letter in taken)
