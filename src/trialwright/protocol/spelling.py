"""Names in a reading that a person wrote: a tree in; the names that the vocabulary does not know, each with the likeliest, out.

A reading with a name that nobody knows parses well, and is unknown of every patient: so it is said when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from trialwright.protocol.criteria import Compare, Criterion, Has, Target, walk
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.variables import find_variable

_ALIKE = 0.75


def unknown_names(node: Criterion) -> dict[str, str | None]:
    """The names of diseases, treatments and variables that are not in the vocabulary, each with the name that may be meant.

    >>> from trialwright.protocol.language import parse_criterion
    >>> unknown_names(parse_criterion("all of (brest cancer, hemoglobin >= 9 g/dL)"))
    {'brest cancer': 'breast cancer'}
    """
    known = default_vocabulary()
    return {name: _meant(name) for name in _names(node) if name not in known and find_variable(name) is None}


def _names(node: Criterion) -> Iterator[str]:
    for item in walk(node):
        if isinstance(item, Has):
            yield from _of(item.target)
        elif isinstance(item, Compare):
            quantity = item.quantity
            if quantity.variable is not None:
                yield quantity.variable
            for target in (quantity.of, quantity.until):
                if target is not None:
                    yield from _of(target)


def _of(target: Target) -> Iterator[str]:
    yield target.concept
    for item in target.exceptions:
        yield from _of(item)


def _meant(name: str) -> str | None:
    """The concept that the name is a synonym of, else the one that is spelled most alike."""
    spelled = _spellings(default_vocabulary())
    folded = name.casefold()
    best = folded if folded in spelled else next(iter(get_close_matches(folded, spelled, n=1, cutoff=_ALIKE)), None)
    return None if best is None else spelled[best]


@cache
def _spellings(vocabulary: Vocabulary) -> dict[str, str]:
    """Every name and synonym in small letters, with the name of its concept."""
    concepts = vocabulary.concepts.values()
    synonyms = {word.removeprefix("=").casefold(): item.name for item in concepts for word in item.synonyms}
    return synonyms | {item.name.casefold(): item.name for item in concepts}
