"""A question in plain words enters that few trials fit; questions that ask for what tells most of it alone leave.

Of "stage 4 lung cancer near me" that is the cancer; the other words only say which of its trials come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trialwright.find.schema import stems
from trialwright.find.tagging import Tagger, default_tagger
from trialwright.find.units import Unit, units
from trialwright.find.words import STOP_WORDS

_DISEASES = frozenset({"cancer", "condition"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Looser:
    """A question in the query language, and what of the words it asks for."""

    words: str
    kept: tuple[str, ...]


def looser(text: str) -> Iterator[Looser]:
    """The question with only its terms of the vocabulary, then with only its diseases; nothing where that is all of it, or none.

    >>> [item.kept for item in looser("osimertinib for stage 4 lung cancer near me")]
    [('osimertinib', 'lung cancer'), ('lung cancer',)]
    >>> [item.kept for item in looser("lung cancer")]
    []
    """
    tagger = default_tagger()
    asked = [unit for unit in units(text, tagger) if _telling(unit)]
    before = len(asked)
    for kept in ([unit for unit in asked if unit.concepts], [unit for unit in asked if _is_disease(unit, tagger)]):
        if 0 < len(kept) < before:
            before = len(kept)
            rest = [unit.text for unit in asked if unit not in kept]
            every, any_of = (" AND ".join, " OR ".join)
            terms = [f"({unit.text})" for unit in kept]
            words = every([*terms, f"({any_of([terms[0], *(f'({item})' for item in rest)])})"])
            yield Looser(words=words, kept=tuple(unit.text for unit in kept))


def _telling(unit: Unit) -> bool:
    return bool(unit.concepts) or (unit.text.lower() not in STOP_WORDS and bool(stems(unit.text)))


def _is_disease(unit: Unit, tagger: Tagger) -> bool:
    return any(tagger.vocabulary.kind(name) in _DISEASES for name in unit.concepts)
