"""Other therapies: a ban ("prior chemotherapy") and what the leave behind it is for ("endocrine therapy is permitted if
completed") in; whether they are of different therapies, so that the leave lifts nothing, out."""

from __future__ import annotations

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.protocol.criteria import Criterion, Has, walk
from trialwright.vocabulary.concepts import Relation, Vocabulary

_WAYS = ("chemotherapy", "endocrine therapy", "radiotherapy", "surgery", "targeted therapy", "immunotherapy")
"""Ways of treating a cancer: who may have had one of them may not for that have had another."""


def of_other_therapies(ban: Criterion, having: Criterion, words: Vocabulary) -> bool:
    """Whether every therapy of the one can be none of the other."""
    banned = [leaf.target.concept for leaf in walk(ban) if isinstance(leaf, Has)]
    named = [leaf.target.concept for leaf in walk(having) if isinstance(leaf, Has)]
    therapies = all(words.kind(name) in THERAPY_KINDS for name in (*banned, *named))
    pairs = [(one, other) for one in banned for other in named] if therapies else []
    return bool(pairs) and all(_apart(one, other, words) for one, other in pairs)


def _apart(one: str, other: str, words: Vocabulary) -> bool:
    ways = [{way for way in _WAYS if words.is_a(name, way)} for name in (one, other)]
    if all(ways) and not ways[0] & ways[1]:
        return True
    return words.relation(one, other) is Relation.IS_NOT and words.relation(other, one) is Relation.IS_NOT
