"""Half read: a fact of which some words were not understood ("cephalic vein thrombosis", "lepidic lung adenocarcinoma") in; the
illness that its other words name, as one that it may be, out.

Passed over, it would be lost: where the list of conditions is complete, a patient with it would have no thrombosis, and no
lung cancer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from trialwright.match.context import Context
from trialwright.match.known import CANCER_KINDS, Item
from trialwright.match.tables import rows
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.terms import read_term

_ILL = CANCER_KINDS | {"condition", "finding"}
_BESIDE = frozenset({"organ"})
_MOST = 5
"""So many words that are not understood: a longer phrase says something of its own."""


def half_read(item: Item, context: Context) -> Iterator[Item]:
    """The illness that a fact without a concept may be; nothing of a fact that is answered by yes, no or a value."""
    fact = item.fact
    if item.concepts or not item.present or item.kind is not Kind.STATEMENTS or fact.value is not None:
        return
    name = _illness(fact.what, context.vocabulary)
    if name is not None:
        yield Item(facts=item.facts, concepts=(name,), narrowing=item.narrowing, only=frozenset({fact.what}))


@lru_cache(maxsize=32_768)
def _illness(text: str, words: Vocabulary) -> str | None:
    """The one illness among the words of a phrase, where the others may only narrow it."""
    term = read_term(text, words)
    named = [name for name in term.concepts if words.kind(name) not in _BESIDE]
    left = {word.lower() for word in term.leftover}
    plain = len(named) == 1 and 0 < len(left) <= _MOST and not term.allergy and not left & _of_something_else()
    if not plain or words.kind(named[0]) not in _ILL or _SAYS_MORE.search(text):
        return None
    return named[0]


_SAYS_MORE = re.compile(r"[?:;<>=]|\d{2,}")


@cache
def _of_something_else() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("no_illness_words.tsv"))
