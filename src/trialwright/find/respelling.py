"""A question in plain words enters; the same leaves with words that the vocabulary does not know spelled as those it knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

from trialwright.find.schema import stems
from trialwright.vocabulary.concepts import default_vocabulary

FEW = 25
"""Where so many trials have the words of a question, nobody asks whether they were meant."""
_SHORTEST, _LONG = 5, 9
"""A shorter word may be anything; in a long one two letters may be wrong."""
_WORD = re.compile(r"[^\W\d_]+")


def respelled(text: str) -> str:
    """The question with the likeliest words in place of those that are one letter (in a long word two) from a known one; "" where
    there is no such word, or the text is in the query language.

    >>> respelled("brest cancer"), respelled("breast cancers"), respelled("pembrolizumap in melanoma")
    ('breast cancer', '', 'pembrolizumab in melanoma')
    """
    if "[" in text:
        return ""
    said = _WORD.sub(lambda match: _likeliest(match[0]) or match[0], text)
    return said if said != text else ""


def meant(text: str, found: int, count: Callable[[str], int]) -> str:
    """The question that may have been meant where few trials were `found` for this one, if more have it; "" for none. `count`
    tells how many have all words of a question."""
    words = respelled(text) if text and found < FEW else ""
    return words if words and count(words) > count(text) else ""


def _likeliest(word: str) -> str:
    """The known word that a word may be a misspelling of: the nearest, of these the one in most names; "" where there is none."""
    from rapidfuzz import process  # only where a search found little
    from rapidfuzz.distance import OSA

    plain, known = word.lower(), _words()
    if len(plain) < _SHORTEST or not plain.isascii() or plain in known or _stem(plain) in _stems():
        return ""
    most = 2 if len(plain) >= _LONG else 1
    near = process.extract(plain, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
    return min(near, key=lambda item: (item[1], -known[item[0]]))[0] if near else ""


@cache
def _words() -> Mapping[str, int]:
    """The words of all names in the vocabulary, each with how many names it stands in."""
    names = (name for key, item in default_vocabulary().concepts.items() for name in (key, *item.synonyms))
    counted = Counter(word for name in names for word in set(_WORD.findall(name.lower())))
    return {word: count for word, count in counted.items() if len(word) >= _SHORTEST}


@cache
def _stems() -> frozenset[str]:
    return frozenset(map(_stem, _words()))


def _stem(word: str) -> str:
    return (stems(word) or [word])[0]
