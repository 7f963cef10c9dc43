"""The table of units: `data/units.tsv` in; UCUM terms, their spellings and the pattern that finds them in a text out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType

Dimensions = Mapping[str, int]
"""Exponents of the base dimensions, zeros left out: {"g": 1, "m": -3}."""

_LOOK_ALIKES = str.maketrans("µμ×✕хⅹ²³⁰¹⁴⁵⁶⁷⁸⁹ᶟ−–‑／％＊∗•·⋅", "uuxxxx2301456789" + "3---/%***..")
_JUNK = re.compile(r"[\s\\^*-]")
_GAP = r"[\s\\^*-]{0,3}"
_DIMENSION = re.compile(r"(\{.*\}|\[.*\]|[A-Za-z]+)(-?\d+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One UCUM term: `factor` times the base dimensions. An offset scale (Cel) has factor 1 and says so by its dimension."""

    code: str
    factor: Fraction
    dimensions: Dimensions


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitTable:
    """Terms by code; spellings of terms and of whole units, as written and folded to lower case; the patterns of any unit.

    `alone` are the keys that are words or letters too ("in", "a"): a unit in running text only as part of a larger one.
    """

    terms: Mapping[str, Term]
    exact: Mapping[str, str]
    folded: Mapping[str, str]
    whole_exact: Mapping[str, str]
    whole_folded: Mapping[str, str]
    alone: frozenset[str]
    patterns: tuple[re.Pattern[str], re.Pattern[str]]


def plain(text: str) -> str:
    """`text` with superscripts, micro and multiplication signs as ASCII, character for character."""
    return text.translate(_LOOK_ALIKES)


def key(text: str) -> str:
    """What two spellings of one unit have in common: no blanks, carets, asterisks, backslashes or hyphens."""
    return _JUNK.sub("", plain(text))


@cache
def unit_table() -> UnitTable:
    """The package's table, read once."""
    rows = tuple(_rows("units.tsv"))
    spelled = [(row, spelling.lstrip("="), spelling.startswith("=")) for row in rows for spelling in _spellings(row)]
    parts = [(row["code"], spelling) for row, spelling, _ in spelled if row["dimension"] or row["factor"]]
    whole = [(row["code"], spelling) for row, spelling, _ in spelled if not (row["dimension"] or row["factor"])]
    return UnitTable(
        terms=MappingProxyType({row["code"]: _term(row) for row in rows if row["dimension"] or row["factor"]}),
        exact={key(spelling): code for code, spelling in parts},
        folded=_folded(parts),
        whole_exact={key(spelling): code for code, spelling in whole},
        whole_folded=_folded(whole),
        alone=frozenset(key(spelling).lower() for _, spelling, only in spelled if only),
        patterns=_patterns([spelling for _, spelling in parts], [spelling for _, spelling in whole]),
    )


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = (resources.files("trialwright.vocabulary") / "data" / table).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return iter(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _spellings(row: Mapping[str, str]) -> tuple[str, ...]:
    return (row["code"], *(part.strip() for part in row["spellings"].split(";") if part.strip()))


def _term(row: Mapping[str, str]) -> Term:
    found = _DIMENSION.fullmatch(row["dimension"])
    dimensions = {found[1]: int(found[2] or 1)} if found else {}
    return Term(code=row["code"], factor=Fraction(row["factor"] or 1), dimensions=MappingProxyType(dimensions))


def _folded(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    """Spellings without case; one that means two things is left out."""
    meanings: dict[str, set[str]] = {}
    for code, spelling in pairs:
        meanings.setdefault(key(spelling).lower(), set()).add(code)
    return {text: codes.pop() for text, codes in meanings.items() if len(codes) == 1}


def _patterns(parts: list[str], whole: list[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A unit from where it begins: a power of ten, a term, and what it is divided by; or one that is not the sum of its parts."""
    term = f"(?:{_alternatives(parts)})"
    power = rf"(?:(?:(?:[x*]|times)\s?)?10(?:{_GAP}|\s?\(|\s?E|\s?exp\s?)[1-9]\d?\)?(?:th)?|E[1-9]\d?|(?:x\s?)?1,?000)(?!\d)"
    over = r"\s*(?:(?:/\s*)+|\bper\s+|\s(?=daily\b|weekly\b)|\ba\s+(?=day\b|week\b))(?:the\s+)?"
    first = rf"(?:{power}\s*(?:{term}(?![a-z0-9]))?|{term})?"
    composed = rf"{first}(?:{over}{term}(?![a-z0-9])){{1,3}}|{term}"
    ending = "(?![a-z0-9])"
    return (
        re.compile(rf"(?:{composed}){ending}", re.IGNORECASE),
        re.compile(rf"(?:{_alternatives(whole)}){ending}", re.IGNORECASE),
    )


def _alternatives(spellings: list[str]) -> str:
    longest_first = sorted({plain(spelling) for spelling in spellings}, key=lambda item: (-len(item), item))
    return "|".join(_flexible(spelling) for spelling in longest_first)


def _flexible(spelling: str) -> str:
    """A pattern of one spelling with room for the blanks and carets that people put in."""
    words = re.split(r"[\s-]+", spelling)
    return _GAP.join(re.sub(r"(?<=[A-Za-z])(?=\\?\d)", lambda _: _GAP, re.escape(word)) for word in words)
