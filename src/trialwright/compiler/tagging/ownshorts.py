"""Own short forms: a whole text in; the abbreviations that it introduces itself ("multiple myeloma (MM)") with their long forms
out, which are read in their places everywhere else.

Only what the vocabulary cannot name by itself is taken ("MM" may be melanoma), only where the letters are the initials of words
that name one thing, and only where the text gives no second meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from trialwright.compiler.chunks import Sort
from trialwright.compiler.tagging.normalise import Normal, replaced
from trialwright.compiler.tagging.tag import Tagger, tag

_INTRODUCED = re.compile(r"[(\[]\s*(?P<short>[A-Z]{2,6})s?\s*[)\]]")
_BEFORE = re.compile(r"[^()\[\]\n.;:]{4,}\Z")
_LONGEST = 90
_WORD = re.compile(r"[A-Za-z]+")
_SMALL = frozenset({"of", "the", "and", "in", "for", "to"})


def own_short_forms(text: str, tagger: Tagger) -> Mapping[str, str]:
    """The abbreviations that a text introduces, with the words that each stands for."""
    meant: dict[str, dict[tuple[str, ...] | None, str]] = {}
    for match in _INTRODUCED.finditer(text):
        before = _BEFORE.search(text[max(match.start() - _LONGEST, 0) : match.start()])
        long = _spelled(before[0], match["short"]) if before is not None else None
        if long is not None:
            meant.setdefault(match["short"], {})[_one_thing(long, tagger)] = long
    return {
        short: next(iter(names.values()))
        for short, names in meant.items()
        if len(names) == 1 and None not in names and all(chunk.sort is Sort.WORD for chunk in tag(short, tagger))
    }


def _spelled(before: str, short: str) -> str | None:
    """The last words whose initials are the letters, small words passed over; None where they are not."""
    letters = list(short.lower())
    for word in reversed(list(_WORD.finditer(before))):
        if word[0][0].lower() == letters[-1]:
            letters.pop()
        elif word[0].lower() not in _SMALL:
            return None
        if not letters:
            return " ".join(before[word.start() :].split())
    return None


def _one_thing(long: str, tagger: Tagger) -> tuple[str, ...] | None:
    """The name of what the words name; None for several things, for words beside it, for none."""
    chunks = tag(long, tagger)
    named = len(chunks) == 1 and chunks[0].sort in (Sort.CONCEPT, Sort.VARIABLE) and len(chunks[0].names) == 1
    return chunks[0].names if named else None


def short_forms_read(shorts: Mapping[str, str]) -> Callable[[Normal], Normal]:
    """What puts the long forms in the places of the short ones; a bracket that only introduces one is left."""
    if not shorts:
        return lambda normal: normal
    names = "|".join(shorts)
    pattern = re.compile(rf"(?<![\w(\[-])(?:{names})(?![\w-])|(?<=[(\[])(?:{names})(?![\w)\]-])")
    return lambda normal: replaced(normal, pattern, lambda match: shorts[match[0]]) if pattern.search(normal.text) else normal
