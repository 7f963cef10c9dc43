"""A text enters, the results of tests that one expression names in it leave ("dMMR"), with the other ways to say them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.results import all_results

_KINDS = frozenset({"biomarker", "receptor status"})
_WORD = re.compile(r"[a-z][a-z-]{3,}(?: [a-z-]+)*")
"""A word for a result that can stand before or behind its marker: no code of its own ("MSI-H")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedResult:
    """A marker and its result in the words of the vocabulary, and every expression that says both."""

    marker: str
    value: str
    expressions: tuple[str, ...]


def named_results(text: str) -> Iterator[tuple[int, int, NamedResult]]:
    """Where a text names a marker and its result at once, the longest expression first, and which.

    >>> [(text[a:b], found.marker, found.value) for text in ["dMMR colon cancer"] for a, b, found in named_results(text)]
    [('dMMR', 'mismatch repair', 'deficient')]
    """
    for match in _pattern().finditer(text):
        yield match.start(), match.end(), _by_expression()[_plain(match[0])]


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").split())


@cache
def _by_expression() -> Mapping[str, NamedResult]:
    found: dict[str, NamedResult] = {}
    vocabulary = default_vocabulary()
    for result in all_results():
        marker = result.of[0]
        if len(result.of) != 1 or not result.phrases or marker not in vocabulary or vocabulary.kind(marker) not in _KINDS:
            continue
        words = [word for word in (result.value, *result.spellings) if _WORD.fullmatch(word)]
        made = [f"{marker} {word}" for word in words] + [f"{word} {marker}" for word in words]
        signed = [phrase for phrase in result.phrases if not phrase.endswith(("+", "-"))]
        item = NamedResult(marker=marker, value=result.value, expressions=tuple(dict.fromkeys((*signed, *made))))
        own = {_plain(name.lstrip("=")) for name in (marker, *vocabulary[marker].synonyms)}
        for expression in item.expressions:
            if _plain(expression) not in own:  # "HRD" is the marker, though "HRd" says deficient
                found.setdefault(_plain(expression), item)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_by_expression(), key=lambda text: (-len(text), text))
    ways = "|".join(re.escape(text).replace(r"\ ", r"[ -]+") for text in longest)
    return re.compile(rf"(?<![\w/-])(?:{ways})(?![\w/-])", re.IGNORECASE)
