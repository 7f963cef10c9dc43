"""Hanging commas: "progression on, or within 6 months of, platinum" in; where the commas stand that only set a part apart
from the object that it shares with the next, out."""

from __future__ import annotations

import re

from trialwright.compiler.wording.rules import words

_PREPOSITION = re.compile(r"(\w+),\s")
_JOINED = re.compile(r"\s?(?:and/or|and|or|but not)\b", re.IGNORECASE)
_PARTS = re.compile(r"[.;:()\[\]]")


def hanging_commas(text: str) -> tuple[int, ...]:
    """Where the commas stand that only set a part with a preposition of its own apart from the object that it shares."""
    found: list[int] = []
    joined = 0
    for match in _PREPOSITION.finditer(text):
        if match[1].lower() not in words("with an object"):
            continue
        place = match.end(1)
        if _JOINED.match(text, place + 1):
            found.append(place)
            joined = place
        elif found and joined and _PARTS.search(text, joined, place) is None:
            found.append(place)
            joined = 0
    return tuple(found) if found and not joined else ()
