"""Units of measure in words: a UCUM code in, what a clinician writes out ("10*9/L" is ×10⁹/L, "a" is years)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from importlib import resources

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PARTS = re.compile(r"(?:\([^)]*\)|\{[^}]*\}|\[[^\]]*\]|[^/])+")
_WORDS = re.compile(r"[a-z-]{3,}( [a-z-]+)*")


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of one of our tables of words."""
    text = (resources.files("trialwright.protocol") / "data" / table).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _terms() -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["one"], row["many"]) for row in rows_of("unit_words.tsv")}


@cache
def _below() -> dict[str, str]:
    return {row["code"]: row["below"] for row in rows_of("unit_words.tsv") if row["below"]}


def with_unit(number: str, unit: str | None) -> str:
    """A number with its unit: "9.0 g/dL", "1 month", "100 ×10⁹/L", "50%"."""
    return with_unit_of(number, unit, one=number == "1")


def with_unit_of(number: str, unit: str | None, *, one: bool, text: Callable[[str], str] = str) -> str:
    """A number as it is written, with its unit; `one` chooses between "month" and "months", `text` the language."""
    words = unit_words(unit or "", one=one, text=text)
    if not words:
        return number
    return f"{number}{words}" if words.startswith(("%", "‰")) else f"{number} {words}"


def unit_words(unit: str, *, one: bool = False, text: Callable[[str], str] = str) -> str:
    """The common spelling of a UCUM code; empty where nothing is said (a score, a ratio). `text`: words of ours in a language."""
    if unit in _terms():
        return _said(_terms()[unit][0 if one else 1], text)
    above, *below = _split(unit)
    first = _said(_term(above, one=one), text) if above else ""
    rest = [_said(_below().get(part) or _term(part, one=True), text) for part in below]
    if first and not _WORDS.fullmatch(first) and not first.startswith("%"):
        return "/".join([first, *rest])
    return " ".join([*([first] if first else []), *(text("per {unit}").format(unit=part) for part in rest)])


def _said(words: str, text: Callable[[str], str]) -> str:
    """Words of ours in a language; a sign before them ("% of predicted") stays."""
    sign, words = ("% ", words[2:]) if words.startswith("% ") else ("", words)
    return sign + (text(words) if words else "")


def _split(unit: str) -> list[str]:
    """The terms of a unit: what is counted, then each that it is divided by."""
    parts = _PARTS.findall(unit)
    return ["", *parts] if unit.startswith("/") else parts or [""]


def _term(code: str, *, one: bool) -> str:
    if code in _terms():
        return _terms()[code][0 if one else 1]
    power = re.fullmatch(r"10\*(-?\d+)", code)
    if power:
        return f"×10{power[1].translate(_SUPERSCRIPTS)}"
    return re.sub(r"[\[\](){}]", "", code).replace("_", " ")
