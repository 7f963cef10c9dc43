"""Half named: words of a record of which some were not understood ("cephalic vein thrombosis", "lepidic lung adenocarcinoma") in;
the illness that its other words name, as one that it may be, out.

Passed over, it would be lost: where the list of conditions is complete, a patient with it would have no thrombosis, and no
lung cancer.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib import resources

from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.terms import read_term

_ILL = frozenset({"cancer", "histology", "condition", "finding", "metastasis"})
_BESIDE = frozenset({"organ"})
_MOST = 5
"""So many words that are not understood: a longer phrase says something of its own."""


@lru_cache(maxsize=32_768)
def half_named(text: str, words: Vocabulary) -> str | None:
    """The one illness among the words of a phrase, where the others may only narrow it; None where all are understood, or where
    the phrase may be of something else ("risk of infection")."""
    term = read_term(text, words)
    named = [name for name in term.concepts if words.kind(name) not in _BESIDE]
    of_something_else = _of_something_else().intersection(_WORD.findall(text.lower()))
    plain = len(named) == 1 and 0 < len(term.leftover) <= _MOST and not term.allergy and not of_something_else
    if not plain or words.kind(named[0]) not in _ILL or _SAYS_MORE.search(text):
        return None
    return named[0]


_WORD = re.compile(r"[^\W\d_]+")
_SAYS_MORE = re.compile(r"[?:;<>=]|\d{2,}")


@cache
def _of_something_else() -> frozenset[str]:
    text = (resources.files("trialwright.vocabulary") / "data" / "no_illness_words.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(row["word"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
