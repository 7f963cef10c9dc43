"""Sought: a pattern in, the same that first asks whether a text holds one of the words without which it cannot match.

The words are read off the pattern itself. To ask for a few words costs a tenth of running a pattern over a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from re import _parser as grammar  # as in openings: what a pattern is made of
from typing import Any, Generic, TypeVar

from trialwright.compiler.wording.openings import signs_of

Item = TypeVar("Item")
_MOST_SIGNS = 6
_RARE_SIGNS = frozenset("<>=&^%")
_BEHIND = 12
"""Signs before its start that a pattern may look back on."""
_ONE_LETTER = str.maketrans("ſıİK", "siik")
"""Letters beyond ASCII that a pattern without regard to case takes for one of its own."""


def folded(text: str) -> str:
    """The text in lower case, as patterns without regard to case read it."""
    return text.lower() if text.isascii() else text.translate(_ONE_LETTER).lower()


class Sought:
    """A pattern to search for, with its `needles`: every text that it matches holds one of them (none: nothing is known)."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._folds = bool(pattern.flags & re.IGNORECASE)

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Read off the pattern when it is first used; of two where one holds the other, the shorter."""
        found = _needles(grammar.parse(self.pattern.pattern, self.pattern.flags)) or set()
        known = {folded(needle) for needle in found} if self._folds else found
        return tuple(sorted(word for word in known if not any(other != word and other in word for other in known)))

    def may_be_in(self, text: str) -> bool:
        """False where the pattern cannot match anywhere in the text."""
        if not self.needles:
            return True
        read = folded(text) if self._folds else text
        return any(map(read.__contains__, self.needles))

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.pattern.search(text) if self.may_be_in(text) else None

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`, between two places of a text."""
        near = text[max(start - _BEHIND, 0) : end]
        return self.pattern.finditer(text, start, end) if self.may_be_in(near) else iter(())


class Candidates(Generic[Item]):
    """Things with a pattern each: `among(text)` are those whose pattern may be found in the text, in their order, each with its
    place in the order."""

    def __init__(self, items: Sequence[tuple[Sought, Item]]) -> None:
        self._items = items

    @cached_property
    def _needles(self) -> tuple[tuple[str, ...], tuple[tuple[int, frozenset[str], Item], ...]]:
        """The needles of all, each once, and each thing with its own; read off the patterns at the first question."""
        told = tuple((place, frozenset(map(folded, pattern.needles)), item) for place, (pattern, item) in enumerate(self._items))
        return tuple(sorted({needle for _place, needles, _item in told for needle in needles})), told

    def among(self, text: str, *, first: int = 0) -> list[tuple[int, Item]]:
        """The things from the first place on whose pattern may match somewhere in the text."""
        every, told = self._needles
        present = set(filter(folded(text).__contains__, every))
        return [(place, item) for place, needles, item in told[first:] if not needles or not present.isdisjoint(needles)]


def sought(pattern: str, flags: int = 0) -> Sought:
    """The pattern, compiled."""
    return Sought(re.compile(pattern, flags))


Change = TypeVar("Change", bound=Callable[..., Any])
_WORDS: dict[Callable[..., Any], tuple[tuple[str, ...], ...]] = {}


def needs(*words: str | Iterable[str] | re.Pattern[str]) -> Callable[[Change], Change]:
    """A change that leaves everything as it is where none of the words is read, be it as a part of another, nor one of those
    without which a pattern cannot match. Told twice, it needs one of each row. Whoever lets the change read one wording more
    tells it here too."""

    def told(change: Change) -> Change:
        rows = [
            (item,) if isinstance(item, str) else Sought(item).needles if isinstance(item, re.Pattern) else tuple(item)
            for item in words
        ]
        assert all(rows), f"{change.__name__}: a pattern without a word that it needs"
        known = {folded(word) for row in rows for word in row}
        shortest = tuple(sorted(word for word in known if not any(other != word and other in word for other in known)))
        _WORDS[change] = (shortest, *_WORDS.get(change, ()))
        return change

    return told


def needing_as(change: Callable[..., Any], other: Change) -> Change:
    """The other change, told to need the words that the first one needs."""
    if change in _WORDS:
        _WORDS[other] = _WORDS[change]
    return other


def needed_words(change: Callable[..., Any]) -> tuple[tuple[str, ...], ...]:
    """The rows of words of each of which a change needs one; no row where it does not tell."""
    return _WORDS.get(change, ())


def _needles(steps: Iterable[tuple[object, Any]]) -> set[str] | None:
    """Words of which what the steps match holds one: those of the step that tells most."""
    choices: list[set[str]] = []
    run = ""
    for step, what in steps:
        if str(step) == "LITERAL":
            run += chr(what)
            continue
        if run:
            choices.append({run})
            run = ""
        found = _of_step(str(step), what)
        if found:
            choices.append(found)
    if run:
        choices.append({run})
    return max(choices, key=_tells, default=None)


def _tells(needles: set[str]) -> tuple[int, int]:
    return min(2 * len(needle) - needle.isspace() + 3 * (needle in _RARE_SIGNS) for needle in needles), -len(needles)


def _of_step(step: str, what: Any) -> set[str] | None:
    match step, what:
        case "IN", members:
            signs = signs_of(members)
            return signs if signs is not None and len(signs) <= _MOST_SIGNS and not any(map(str.isspace, signs)) else None
        case "BRANCH", (_, ways):
            each = [_needles(way) for way in ways]
            return {needle for found in each if found for needle in found} if all(each) else None
        case "SUBPATTERN", (_, added, _, inner):
            return None if added else _needles(inner)  # "(?i:…)" may be written otherwise than the rest
        case "MAX_REPEAT" | "MIN_REPEAT", (least, _, inner):
            found = _needles(inner) if least else None
            one_sign = len(inner) == 1 and str(inner[0][0]) == "LITERAL"
            return {needle * least for needle in found} if found and one_sign else found
        case "ASSERT", (_, inner):
            return _needles(inner)
    return None
