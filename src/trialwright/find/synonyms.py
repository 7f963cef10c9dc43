"""A term of a question enters, what is also searched for it leaves, in words that a user can check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from trialwright.find.asking import Expansion
from trialwright.find.units import Unit
from trialwright.find.usually import usually_one_of
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.lexicon import ambiguous_spellings
from trialwright.vocabulary.words import key

_SPELLINGS, _NARROWER = 8, 8


def expansion_of(unit: Unit, vocabulary: Vocabulary, *, switched_off: bool = False) -> Expansion:
    """What is searched beside a term: what usually is one of its concepts, their other names, then narrower concepts; how many
    more there are is said."""
    spellings, narrower = _others(unit, vocabulary)
    also = [unit.stands_for] if unit.stands_for else []
    also += [*usually_one_of(unit.concepts, vocabulary), *spellings[:_SPELLINGS], *narrower[:_NARROWER]]
    more = max(0, len(spellings) - _SPELLINGS) + max(0, len(narrower) - _NARROWER)
    return Expansion(term=unit.text, also=(*also, f"{more:,} more") if more else tuple(also), switched_off=switched_off)


@lru_cache(maxsize=2_000)
def _others(unit: Unit, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other names of a term's concepts, and the narrower concepts, those right below them first: kept, as "cancer" has a thousand
    of both."""
    own = set(unit.concepts)
    narrower = {name for concept in unit.concepts for name in vocabulary.descendants(concept)} - own
    nearest = sorted(narrower, key=lambda name: (own.isdisjoint(vocabulary[name].parents), name))
    return tuple(_each_once(unit, vocabulary)), tuple(nearest)


def _each_once(unit: Unit, vocabulary: Vocabulary) -> Iterator[str]:
    """Other names of the concepts of a term; one that other concepts share ("MM") finds nothing by itself and is not said."""
    seen, shared = {key(unit.text)}, _ambiguous(vocabulary)
    for name in unit.concepts:
        for spelling in (name, *vocabulary[name].synonyms):
            bare = spelling.lstrip("=")
            if key(bare) not in seen and spelling not in shared:
                seen.add(key(bare))
                yield bare


@lru_cache(maxsize=4)
def _ambiguous(vocabulary: Vocabulary) -> frozenset[str]:
    """All of a vocabulary are gone through: that takes half a second, and every search asks."""
    return frozenset(ambiguous_spellings(vocabulary))
