"""Which disease a cancer can be: the names of a cancer and what a trial treats in; whether it can be of another one only, out."""

from __future__ import annotations

from functools import lru_cache

from trialwright.vocabulary.concepts import Relation, Vocabulary


@lru_cache(maxsize=65_536)
def of_none(cancers: tuple[str, ...], diseases: tuple[str, ...], words: Vocabulary) -> bool:
    """Whether a cancer of these names, which are all true of it, can be none of some diseases.

    A breast cancer is no melanoma, though neither name speaks against the other: nothing that is both has a name.
    """
    return not any(_may_be(cancers, disease, words) for disease in diseases if disease in words)


def _may_be(cancers: tuple[str, ...], disease: str, words: Vocabulary) -> bool:
    named = [name for name in cancers if name in words]
    relations = [words.relation(name, disease) for name in named]
    if Relation.IS_NOT in relations and Relation.IS not in relations:
        return False
    return any(
        words.is_a(name, disease) or words.is_a(disease, name) or words.descendants(name) & words.descendants(disease)
        for name in named
    )
