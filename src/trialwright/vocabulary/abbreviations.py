"""Abbreviations that carry more than one thought: a text in, where each stands and the words it stands for out ("mCRPC" is
"metastatic castration-resistant prostate cancer")."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.vocabulary.words import Token, tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class Expansion:
    """An abbreviation in a text: its place (`start` to `end`, exclusive) and the `words` to be read there."""

    start: int
    end: int
    words: str


@cache
def abbreviations() -> Mapping[tuple[str, ...], str]:
    """The table `data/abbreviations.tsv`: the parts of each abbreviation, hyphens left out, with their case, and its words."""
    text = (resources.files("trialwright.vocabulary") / "data" / "abbreviations.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return MappingProxyType({_parts(tokens(row["short"])): row["words"] for row in rows})


def _parts(words: Sequence[Token]) -> tuple[str, ...]:
    return tuple(word.text for word in words if word.form != "-")


def expansion_at(words: Sequence[Token], first: int) -> tuple[int, str] | None:
    """The end (exclusive) of the longest abbreviation that starts at token `first`, and the words it stands for, or None."""
    table = abbreviations()
    if words[first].text not in _first_parts():
        return None
    longest = min(_longest(), len(words) - first)
    for size in range(longest, 0, -1):
        if words[first + size - 1].form == "-":
            continue
        found = table.get(_parts(words[first : first + size]))
        if found is not None:
            return first + size, found
    return None


@cache
def _first_parts() -> frozenset[str]:
    return frozenset(parts[0] for parts in abbreviations())


@cache
def _longest() -> int:
    return max(2 * len(parts) - 1 for parts in abbreviations())


def expansions(text: str) -> tuple[Expansion, ...]:
    """Every abbreviation of a text in order, for a reader that keeps track of places."""
    if not any(map(text.__contains__, _first_parts())):
        return ()
    words = tokens(text)
    found: list[Expansion] = []
    position = 0
    while position < len(words):
        hit = expansion_at(words, position)
        if hit is not None:
            found.append(Expansion(start=words[position].start, end=words[hit[0] - 1].end, words=hit[1]))
        position = hit[0] if hit is not None else position + 1
    return tuple(found)


def expanded(text: str) -> str:
    """The text with the words of every abbreviation in its place."""
    pieces: list[str] = []
    place = 0
    for item in expansions(text):
        pieces += (text[place : item.start], item.words)
        place = item.end
    return "".join((*pieces, text[place:]))
