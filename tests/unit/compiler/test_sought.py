"""What is sought with its needles is found wherever the plain pattern finds it."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import trialwright.compiler
from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.wording.sought import Sought, folded, sought

ROOM = "trialwright.compiler"
LINES = (Path(__file__).parents[2] / "golden" / "sentences.txt").read_text("utf-8").splitlines()


def _used() -> list[re.Pattern[str]]:
    """The patterns that the compiler seeks by their needles, wherever it holds them, each once."""
    compile_criteria("\n".join(LINES[:50]), section="inclusion")
    return list(dict.fromkeys(thing.pattern for thing in gc.get_objects() if isinstance(thing, Sought)))


def _others() -> list[re.Pattern[str]]:
    """The other patterns of its modules, to read needles off."""
    modules = [importlib.import_module(item.name) for item in pkgutil.walk_packages(trialwright.compiler.__path__, f"{ROOM}.")]
    found = dict.fromkeys(thing for module in modules for thing in vars(module).values() if isinstance(thing, re.Pattern))
    used = set(_used())
    return [pattern for pattern in found if pattern not in used]


@pytest.mark.parametrize(("patterns", "part"), [(_used, 6), (_others, 16)])
def test_every_pattern_of_the_compiler_finds_what_it_found_without_needles(
    patterns: Callable[[], list[re.Pattern[str]]], part: int
) -> None:
    told = 0
    for number, pattern in enumerate(patterns()):
        asked = Sought(pattern)
        told += bool(asked.needles)
        for line in LINES[number % part :: part]:
            # Where it may be in the line, the plain pattern is what searches.
            assert asked.may_be_in(line) or not pattern.search(line), (pattern.pattern, line)
    assert told > 50


@pytest.mark.parametrize("line", LINES[:40])
def test_what_is_found_is_what_the_plain_pattern_finds(line: str) -> None:
    for pattern in _used()[::4]:
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
        (r"x(?i:cohort)", ("x",)),
    ],
)
def test_the_needles_are_read_off_the_pattern(pattern: str, needles: tuple[str, ...]) -> None:
    assert sought(pattern).needles == needles


def test_a_letter_that_a_pattern_takes_for_another_is_folded_to_it() -> None:
    plain = re.compile("[a-z]", re.IGNORECASE)
    taken = [chr(code) for code in range(0x80, 0x3000) if plain.fullmatch(chr(code))]
    assert taken
    assert all(re.fullmatch(re.escape(folded(letter)), letter, re.IGNORECASE) and folded(letter).isascii() for letter in taken)
