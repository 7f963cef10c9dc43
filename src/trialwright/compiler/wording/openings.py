"""Openings: patterns in, the first words that a match of theirs may have out, so that each is tried only where it can begin.

The first words are read off the patterns themselves; where that ends (a wildcard, an open class), any word may follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from re import _parser as grammar  # the one place that knows what a pattern is made of
from typing import Any, Generic, TypeVar

Reader = TypeVar("Reader")
_LONGEST = 6
"""Letters of a first word that are told apart."""
_REMEMBERED = 1 << 15
_WORD = re.compile(r"[a-z]+|.", re.DOTALL)
_WORD_AS_WRITTEN = re.compile(r"[^\W\d_]+|.", re.DOTALL)


class Openings:
    """The first words of the matches of some patterns; a sign counts as one, and so does the first digit of a number.

    `fit(text)` is True where a match may begin at the first word of the text.
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._whole: set[str] = set()
        self._begun: set[str] = set()
        self.fit = lru_cache(maxsize=_REMEMBERED)(self._fits)

    @cached_property
    def found(self) -> tuple[frozenset[str], frozenset[str]]:
        """The first words that stand whole, and those that are only begun; read off the patterns at the first question."""
        for pattern in self._patterns:
            self._begun |= self._through(grammar.parse(pattern.pattern, pattern.flags), {""})
        return frozenset(self._whole), frozenset(self._begun)

    def _fits(self, text: str) -> bool:
        """True where a match may begin with the first word of the text; always for letters beyond ASCII."""
        whole, begun = self.found
        word = _first_word(text)
        return word is None or word in whole or not begun.isdisjoint(_beginnings(word))

    def fit_at(self, text: str, start: int) -> bool:
        """True where a match may begin with the word that stands at `start`."""
        match = _WORD_AS_WRITTEN.match(text, start)
        return match is None or self.fit(match[0])

    def _through(self, steps: Iterable[tuple[object, Any]], growing: set[str]) -> set[str]:
        for step, what in steps:
            growing = self._after(str(step), what, growing)
        return growing

    def _after(self, step: str, what: Any, growing: set[str]) -> set[str]:
        """What the first words have grown to behind one step of a pattern; those that ended there are noted."""
        match step, what:
            case "LITERAL", code:
                return self._longer(growing, {chr(code)})
            case "IN", list(members) if (signs := signs_of(members)) is not None:
                return self._longer(growing, signs)
            case "BRANCH", (_, ways):
                return {word for way in ways for word in self._through(way, growing)}
            case "SUBPATTERN", (_, _, _, inner):
                return self._through(inner, growing)
            case "MAX_REPEAT" | "MIN_REPEAT", (least, most, inner):
                once = self._through(inner, growing)
                self._begun |= once if most > 1 else set()
                return once | growing if not least else once
            case "AT" | "ASSERT" | "ASSERT_NOT", _:
                return growing
        self._begun |= growing
        return set()

    def _longer(self, growing: set[str], signs: set[str]) -> set[str]:
        longer = {word + sign.lower() for word in growing for sign in signs if sign.isalpha() and len(word) < _LONGEST}
        self._begun |= {word for word in growing if len(word) == _LONGEST}
        for sign in signs:
            if not sign.isalpha():
                self._whole |= growing - {""}
                self._begun |= set() if sign.isspace() or "" not in growing else {sign}
        return longer


def _first_word(text: str) -> str | None:
    """The first word or sign of the text in small letters; None for letters beyond ASCII, of which nothing is known."""
    match = _WORD.match(text.lower())
    return match[0] if match is not None and text.isascii() else None


def _beginnings(word: str) -> list[str]:
    return [word[:size] for size in range(min(len(word), _LONGEST) + 1)]


def signs_of(members: Sequence[tuple[object, object]]) -> set[str] | None:
    """The signs of a class; None for one that is negated or holds whole sorts of letters."""
    found: set[str] = set()
    for kind, what in members:
        match str(kind), str(what), what:
            case "LITERAL", _, int(code):
                found.add(chr(code))
            case "RANGE", _, (int(first), int(last)):
                found |= {chr(code) for code in range(first, last + 1)}
            case "CATEGORY", "CATEGORY_DIGIT", _:
                found |= set("0123456789")
            case "CATEGORY", "CATEGORY_SPACE", _:
                found.add(" ")
            case _:
                return None
    return found


class Dispatch(Generic[Reader]):
    """Readers, each with its patterns: `at(text)` are those that may begin at the first word of the text, in their order."""

    def __init__(self, *readers: tuple[tuple[re.Pattern[str], ...], Reader]) -> None:
        self._readers = readers
        self.at = lru_cache(maxsize=_REMEMBERED)(self._fitting)

    @cached_property
    def _places(self) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
        """The places of the readers by the first words that stand whole, and by those that are only begun."""
        by_whole: dict[str, set[int]] = {}
        by_begun: dict[str, set[int]] = {}
        for place, (patterns, _reader) in enumerate(self._readers):
            for words, places in zip(Openings(patterns).found, (by_whole, by_begun), strict=True):
                for word in words:
                    places.setdefault(word, set()).add(place)
        return by_whole, by_begun

    def _fitting(self, text: str) -> tuple[Reader, ...]:
        word = _first_word(text)
        if word is None:
            return tuple(reader for _patterns, reader in self._readers)
        by_whole, by_begun = self._places
        fit = by_whole.get(word, set()).union(*(by_begun.get(start, ()) for start in _beginnings(word)))
        return tuple(self._readers[place][1] for place in sorted(fit))
