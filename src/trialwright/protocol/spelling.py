"""Names in a reading that a person wrote: a tree in; the names that the vocabulary does not know, each with the likeliest, out.

A reading with a name that nobody knows parses well, and is unknown of every patient: so it is said when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from trialwright.protocol.criteria import Compare, Criterion, Has, Target, walk
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term
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
    """The concept that the words are a synonym of, else the concept that is spelled most alike."""
    read = read_term(name).concepts
    if read:
        return read[0]
    return next(iter(get_close_matches(name, default_vocabulary().concepts, n=1, cutoff=_ALIKE)), None)
