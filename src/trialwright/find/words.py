"""Any text enters, the text as it is indexed and asked leaves: lower case, no accents, one way of writing each thing."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

BEGIN, END = "\u16a0", "\u16a7"
"""Marks around every indexed value, which no text has: what begins, ends or fills a value can be asked like a word."""
_LITTLE = "a an and are as at be by for from in into is it of on or that the their this to was were which with"
STOP_WORDS = frozenset(_LITTLE.split())
"""Little words that are searched in phrases only."""
_MARKS = re.compile(f"[{BEGIN}{END}]")
_DIGITS = re.compile(r"\d+")
_LONGEST_TEXT = 1_000_000
_SHORT = 80


def normalised(text: str) -> str:
    """The text in the one way of writing: "Tumour-Haemorrhage, HER2" is "tumor-hemorrhage, her 2". A word is then a run of
    letters or of digits."""
    return _repeated(text) if len(text) <= _SHORT else _normalised(text[:_LONGEST_TEXT])


@lru_cache(maxsize=100_000)
def _repeated(text: str) -> str:
    """The same of a short text: towns, phases and conditions come again and again."""
    return _normalised(text)


def _normalised(text: str) -> str:
    plain = text.lower()
    if not plain.isascii():
        plain = _without_accents(plain)
    for written, american in _letters().items():
        if written in plain:
            plain = plain.replace(written, american)
    for needs, pattern, instead in _spellings():
        if any(part in plain for part in needs):
            plain = pattern.sub(instead, plain)
    plain = _DIGITS.sub(_apart, plain)
    return plain if plain.isascii() else _MARKS.sub(" ", plain)


def _apart(digits: re.Match[str]) -> str:
    """Digits with a blank between them and the letters that they touch."""
    text, (start, end) = digits.string, digits.span()
    before = " " if "a" <= text[start - 1 : start] <= "z" else ""
    after = " " if "a" <= text[end : end + 1] <= "z" else ""
    return f"{before}{digits[0]}{after}"


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@cache
def _letters() -> Mapping[str, str]:
    return {row["from"]: row["to"] for row in _rows("letters.tsv")}


@cache
def _spellings() -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    """What must stand in a text (any of it) for a pattern to be tried, the pattern, and what it becomes."""
    rows = _rows("spellings.tsv")
    return tuple((tuple(row["needs"].split(";")), re.compile(row["pattern"]), row["becomes"] or "") for row in rows)


def _rows(table: str) -> list[dict[str, str]]:
    text = files("trialwright.find").joinpath("data").joinpath(table).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
