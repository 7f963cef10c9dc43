"""What a trial treats, as one patient's answers can depend on it: diseases and the names on record in, something to compare out.

An answer looks at the diseases of a trial only through how each stands to what is recorded. So two trials are alike for a patient
when each disease of the one stands to every recorded concept as some disease of the other does.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from trialwright.match.context import Context
from trialwright.match.known import Item, may_be, term_of
from trialwright.vocabulary.concepts import Vocabulary

Names = frozenset[str]


@dataclass
class Treats:
    """How the diseases of all trials of a program stand to concepts; each relation is looked up once."""

    context: Context
    diseases: frozenset[str]
    _of_items: dict[int, Names] = field(default_factory=dict)
    _matters: dict[str, bool] = field(default_factory=dict)
    _standings: dict[tuple[Names, tuple[str, ...], Names], int] = field(default_factory=dict)
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _intents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _pairs: dict[tuple[str, str], Hashable] = field(default_factory=dict)

    def names(self, number: int, item: Item) -> Names:
        """The concepts on record that have to do with the diseases of any trial: of an item, its site and its purpose. Items that
        say the same have the same number."""
        known = self._of_items.get(number)
        if known is None:
            sites = (item.qualifier("site concept") or "").split(";")
            found = {*item.concepts, *sites, *self._intended(item.qualifier("intent") or "")}
            known = self._of_items[number] = frozenset(name for name in found if self._matter(name))
        return known

    def _intended(self, intent: str) -> tuple[str, ...]:
        found = self._intents.get(intent)
        if found is None:
            found = self._intents[intent] = tuple(term_of(intent, self.context).concepts) if intent else ()
        return found

    def _matter(self, name: str) -> bool:
        found = self._matters.get(name)
        if found is None:
            words = self.context.vocabulary
            found = self._matters[name] = any(
                may_be(words, name, one) or may_be(words, one, name) for disease in self.diseases for one in _near(disease, words)
            )
        return found

    def standing(self, names: Names, diseases: tuple[str, ...], asked: Names) -> int:
        """How diseases stand to names, as a number: equal for trials that no answer of a patient with these names can tell apart.

        `asked` are the names in what is asked: a question may name a disease that the trial treats.
        """
        key = (names, diseases, asked)
        found = self._standings.get(key)
        if found is None:
            words = self.context.vocabulary
            ordered = sorted(names)
            each = frozenset(
                (
                    words.kind(disease),
                    disease if disease in asked or disease == "primary tumor" else "",
                    *(self._beside(name, disease) for name in ordered),
                )
                for disease in diseases
            )
            found = self._standings[key] = self._numbers.setdefault((names, each), len(self._numbers))
        return found

    def _beside(self, name: str, disease: str) -> Hashable:
        found = self._pairs.get((name, disease), self)
        if found is self:
            found = self._pairs[name, disease] = _stands(disease, name, self.context.vocabulary)
        return found


def _near(disease: str, words: Vocabulary) -> tuple[str, ...]:
    """A disease and what it is a meeting of."""
    return (disease, *(words[disease].parents if disease in words else ()))


def _stands(disease: str, name: str, words: Vocabulary) -> tuple[Hashable, ...]:
    return tuple(
        (words.relation(name, one), words.relation(one, name), bool(words.descendants(name) & words.descendants(one)))
        if one in words and name in words
        else None
        for one in _near(disease, words)
    )
