"""Short forms: the words of a statement in; the same words without brackets that only abbreviate what stands before them out.

"Phosphatidylinositol-3-kinase (PI-3K) inhibitor" is read as if the bracket were not there, or, where the vocabulary knows only
the short form, as if the long one were not. That the bracket abbreviates is told by its letters (Schwartz and Hearst, 2003).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trialwright.vocabulary.lexicon import Lexicon
from trialwright.vocabulary.words import Token, tokens

_BRACKET = re.compile(r"[(\[]\s*([A-Za-z][A-Za-z0-9/-]{1,11}?)(s?)\s*[)\]]")
_MOST_WORDS_BEFORE = 5
"""Words that a long form may have beyond the letters of its short one."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A bracket that abbreviates: where the long form begins, where the bracket begins and ends, what stands in it."""

    first: int
    opened: int
    end: int
    short: str


def without_short_forms(text: str, words: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The words, in their places, with each abbreviated name said once."""
    kept = list(words)
    for match in reversed(list(_BRACKET.finditer(text))) if "(" in text or "[" in text else ():
        first = _long_form(text[: match.start()], match[1])
        if first is not None and any(letter.isupper() for letter in match[1]):
            kept = _said_once(kept, _Found(first=first, opened=match.start(), end=match.end(), short=match[1]), lexicon)
    return _without_long_forms(text, kept)


_SPELLED = re.compile(r"\b([A-Z][A-Za-z0-9]{1,7}) \(([A-Za-z][A-Za-z' -]{5,70})\)")


def _without_long_forms(text: str, words: list[Token]) -> list[Token]:
    """The words without brackets that spell out the letters before them ("anti-VEGF (vascular endothelial growth factor)")."""
    for match in _SPELLED.finditer(text) if "(" in text else ():
        initials = [word[0].lower() for word in re.split(r"[ -]+", match[2]) if word and word.lower() not in _SMALL]
        if initials == [letter.lower() for letter in match[1]]:
            words = [word for word in words if not match.start(2) - 1 <= word.start < match.end()]
    return words


_SMALL = frozenset({"of", "the", "and", "in", "for", "to"})


def _said_once(words: list[Token], found: _Found, lexicon: Lexicon) -> list[Token]:
    before = [word for word in words if word.start < found.first]
    long = [word for word in words if found.first <= word.start < found.opened]
    after = [word for word in words if word.start >= found.end]
    kept = [*before, *long, *after]
    last = len(before) + len(long)
    starts = range(max(len(before) - _MOST_WORDS_BEFORE, 0), last)
    hits = (lexicon.longest(kept, start) for start in starts)
    if not long or any(hit is not None and hit[0] >= last for hit in hits):
        return kept
    short = [replace(word, start=found.first, end=found.end) for word in tokens(found.short)]
    swapped = [*before, *short, *after]
    hit = lexicon.longest(swapped, len(before))
    return swapped if hit is not None and hit[0] >= len(before) + len(short) else kept


def _long_form(before: str, short: str) -> int | None:
    """Where, in the words before a bracket, the long form of its letters begins; None where they do not spell it."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    place = len(before)
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and not (before[place].lower() == letter and (number or _begins_word(before, place))):
            place -= 1
        if place < 0:
            return _with_a_slip(before, letters)
    few = len(before[place:].split()) <= min(len(letters) + _MOST_WORDS_BEFORE, 2 * len(letters))
    apart = re.search(r"[.;:,()\[\]]\s", before[place:]) is not None
    return place if few and not apart and len(before[place:].split(maxsplit=1)[0]) > 1 else None


_LEAST_LETTERS = 4


def _with_a_slip(before: str, letters: Sequence[str]) -> int | None:
    """Where the words begin that the letters stand for one by one, but for a single slip of the pen ("estimated glomerular
    giltration rate (eGFR)")."""
    last = list(re.finditer(r"[A-Za-z]+(?=\s|$)", before))[-len(letters) :]
    if len(letters) < _LEAST_LETTERS or len(last) < len(letters) or "," in before[last[0].start() :]:
        return None
    spelled = sum(word[0][0].lower() == letter for word, letter in zip(last, letters, strict=True))
    return last[0].start() if spelled == len(letters) - 1 and last[0][0][0].lower() == letters[0] else None


def _begins_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
