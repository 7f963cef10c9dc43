"""Two texts of trials enter; how alike their words are, and where they first part, leaves; blanks and escapes do not count."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPE = re.compile(r"\\([^\w\s])")
_TOKEN = re.compile(r"\w+|[<>≤≥=±+%]")
_LEAST_WORDS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Parting:
    """What two texts say where they first differ, with a few words before."""

    first: str
    second: str


def tokens(text: str) -> tuple[str, ...]:
    """The words and signs of a text in lower case: `tokens("CPS \\\\>= 1")` -> `("cps", ">", "=", "1")`."""
    return tuple(_TOKEN.findall(_ESCAPE.sub(r"\1", text).lower().replace("≥", ">=").replace("≤", "<=")))


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words and signs in the same order."""
    return tokens(one) == tokens(other)


def begins_with(longer: str, shorter: str) -> bool:
    """Whether the shorter text is the beginning of the longer, its last word perhaps cut: at least six words must agree."""
    long, short = tokens(longer), tokens(shorter)
    if not _LEAST_WORDS <= len(short) <= len(long):
        return False
    whole = len(short) - 1
    return long[:whole] == short[:whole] and long[whole].startswith(short[whole])


def likeness(one: str, other: str) -> float:
    """From 0 to 1 how alike the words are in their order; of texts of unlike length the beginning of the longer is compared."""
    from rapidfuzz import fuzz  # most that read records compare no texts

    first, second = tokens(one), tokens(other)
    size = min(len(first), len(second))
    return fuzz.ratio(first[:size], second[:size]) / 100 if size else 0.0


def same_numbers(one: str, other: str) -> bool:
    """Whether two titles hold the same numbers: "Part 1" and "Part 2" of a programme are two trials."""
    return _numbers(one) == _numbers(other)


def parting(one: str, other: str) -> Parting:
    """Where two texts first differ: `immunotherapy ± targeted` against `immunotherapy targeted`."""
    first, second = tokens(one), tokens(other)
    at = next(
        (place for place, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), min(len(first), len(second))
    )
    begin = max(0, at - 3)
    return Parting(first=" ".join(first[begin : at + 5]), second=" ".join(second[begin : at + 5]))


def _numbers(text: str) -> frozenset[str]:
    roman = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
    return frozenset(roman.get(token, token) for token in tokens(text) if any(char.isdigit() for char in token) or token in roman)
