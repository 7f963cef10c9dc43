"""The words of the criteria language: names, codes, texts and units in; how each is written, and whether it needs quotes, out."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from trialwright.vocabulary.time import TimeUnit
from trialwright.vocabulary.units import parse_unit

_TAIL = r'[^\s()\[\]{}",;:#=<>≤≥“”]'
_WORD = re.compile(rf"[^\W\d_]{_TAIL}*")
_FIGURES = re.compile(rf"\d(?={_TAIL}*[^\W\d_]){_TAIL}*")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_UNIT = re.compile(r"([^\s()\[\]{}\",;:#=<>≤≥“”]|\[[^\]\s]*\]|\{[^}\s]*\}|(?<=[/.])\([^()\s]*\))+")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}
_CODES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", '"': '\\"'}

UCUM_OF_PERIOD = {TimeUnit.HOUR: "h", TimeUnit.DAY: "d", TimeUnit.WEEK: "wk", TimeUnit.MONTH: "mo", TimeUnit.YEAR: "a"}
_PERIOD_OF_UCUM = {code: unit for unit, code in UCUM_OF_PERIOD.items()}
_PERIODS = {f"{unit.value}{ending}": unit for unit in TimeUnit for ending in ("", "s")}


class Place(StrEnum):
    """Where a name stands: it decides which words would be taken for keywords there."""

    NAME = "name"
    FAMILY = "family"
    VALUE = "value"
    MOMENT = "moment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyword:
    """One row of data/keywords.tsv."""

    terminal: str
    word: str
    said: str
    begins: bool
    inside: bool


@cache
def keywords() -> dict[str, Keyword]:
    """The table by terminal, in its order."""
    text = (resources.files("trialwright.protocol") / "data" / "keywords.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["terminal"]: Keyword(
            terminal=row["terminal"],
            word=row["word"],
            said=row["said"],
            begins=row["begins"] == "yes",
            inside=row["inside"] == "yes",
        )
        for row in rows
    }


def quoted(text: str) -> str:
    """`text` between quotation marks; what cannot be seen in print is escaped."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def unquoted(literal: str) -> str:
    """The text of a literal, straight or curly quotation marks."""
    return _ESCAPE.sub(_unescaped, literal[1:-1])


def _escaped(char: str) -> str:
    if char in _CODES:
        return _CODES[char]
    return char if char.isprintable() else f"\\u{{{ord(char):x}}}"


def _unescaped(match: re.Match[str]) -> str:
    body = match[1]
    if body.startswith("u{"):
        point = int(body[2:-1], 16)
        return chr(point) if point <= 0x10FFFF else match[0]
    return _LETTERS.get(body, body)


def written_name(text: str, place: Place = Place.NAME) -> str:
    """A name as it is printed: bare where it reads back as one, else in quotation marks."""
    words = text.split(" ")
    plain = text.isprintable() and all(_WORD.fullmatch(word) or _FIGURES.fullmatch(word) for word in words)
    return text if plain and not _mistaken([word.lower() for word in words], place) else quoted(text)


def _mistaken(words: list[str], place: Place) -> bool:
    """Whether one of the words would be read as a keyword there."""
    match place:
        case Place.FAMILY:
            return False
        case Place.VALUE:
            return words[0] == "not" or "or" in words
        case Place.MOMENT:
            return bool({"except", "unless"} & set(words))
        case Place.NAME:
            return words[0] in _reserved("begins") or bool(_reserved("inside") & set(words))


@cache
def _reserved(column: str) -> frozenset[str]:
    return frozenset(row.word.split()[0] for row in keywords().values() if row.word and getattr(row, column))


def written_code(code: str, *, sign: bool) -> str:
    """A place on a scale as it is printed, behind "is" or, with `sign`, behind a comparison sign."""
    plain = _WORD if sign else re.compile(f"{_WORD.pattern}|{_FIGURES.pattern}|{_NUMBER.pattern}")
    bare = plain.fullmatch(code) and code.isprintable() and code.lower() not in {"any", "at", "above", "below"}
    return code if bare else quoted(code)


def written_unit(unit: str, *, one: bool) -> str:
    """A UCUM code as it is printed: units of time in words, the rest as they are, unknown ones in quotation marks."""
    if unit in _PERIOD_OF_UCUM:
        return _PERIOD_OF_UCUM[unit].value + ("" if one else "s")
    return unit if _UNIT.fullmatch(unit) and unit.isprintable() and read_unit(unit) == unit else quoted(unit)


def read_unit(word: str) -> str | None:
    """The UCUM code that a bare unit stands for; None where it is no unit, or not written as its code."""
    if word.lower() in _PERIODS:
        return UCUM_OF_PERIOD[_PERIODS[word.lower()]]
    known = parse_unit(word) == word and not re.fullmatch(r"[0-9.]+", word)
    return word if known and word.lower() not in {row.word for row in keywords().values()} else None


def read_period(word: str) -> TimeUnit:
    """The unit of time of a word that the grammar took for one."""
    return _PERIODS[word.lower()]
