"""Any text enters, the text as it is indexed and asked leaves: lower case, no accents, one way of writing each thing."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

BEGIN, END = "\x02", "\x03"
"""Marks around every indexed value: what begins, ends or fills it can be asked like a word."""
TOKEN = r"[\x02\x03]|\p{L}+|\d+(?:\.\d+)?"
"""What a word is, for the tokenizer of the index: a run of letters, or a number."""
_LITTLE = "a an and are as at be by for from in into is it of on or that the their this to was were which with"
STOP_WORDS = frozenset(_LITTLE.split())
"""Little words that are searched in phrases only."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_TEXT = 1_000_000


def normalised(text: str) -> str:
    """The text in the one way of writing: "Tumour-Haemorrhage, PD-(L)1" is "tumor-hemorrhage, pd-1 / pdl-1"."""
    plain = text[:_LONGEST_TEXT].lower()
    if not plain.isascii():
        plain = _without_accents(plain)
    for written, american in _letters().items():
        if written in plain:
            plain = plain.replace(written, american)
    for pattern, hint, instead in _spellings():
        if hint is None or hint in plain:
            plain = pattern.sub(instead, plain)
    return _CONTROLS.sub(" ", plain)


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@cache
def _letters() -> Mapping[str, str]:
    return {row["from"]: row["to"] for row in _rows("letters.tsv")}


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str | None, str], ...]:
    """The patterns with what stands in every text that they can match, where that is known, and what they become."""
    hints = (("/", r"/("), ("(l)", r"\(l\)"), ("pd-l", "pd-l"))
    return tuple(
        (
            re.compile(row["pattern"]),
            next((hint for hint, mark in hints if mark in row["pattern"]), None),
            (row["becomes"] or ""),
        )
        for row in _rows("spellings.tsv")
    )


def _rows(table: str) -> list[dict[str, str]]:
    text = files("trialwright.find").joinpath("data").joinpath(table).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
