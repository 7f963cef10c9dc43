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
from trialwright.vocabulary.terms import Term, read_term

_ILL = frozenset({"cancer", "histology", "condition", "finding", "metastasis"})
_BESIDE = frozenset({"organ"})
_MOST = 5
"""So many words that are not understood: a longer phrase says something of its own."""


@lru_cache(maxsize=32_768)
def half_named(text: str, words: Vocabulary) -> tuple[str, ...]:
    """The illness among the words of a phrase, where the others may only narrow it; nothing where all are understood, or where
    the phrase may be of something else ("risk of infection").

    A cancer may stand beside what was found in it or what it came of ("AML with TP53 mutation", "HPV-positive squamous cell
    carcinoma of the anus"): the cancers are named then, each as one that it may be.
    """
    term = read_term(text, words)
    named = [name for name in term.concepts if words.kind(name) not in _BESIDE]
    cancers = tuple(name for name in named if words.kind(name) in _CANCERS)
    if term.allergy or len(term.leftover) > _MOST or _of_something_else().intersection(_words_beside(text, term, bool(cancers))):
        return ()
    if cancers and (term.leftover or len(named) > len(cancers)):
        return () if "?" in text else cancers
    plain = len(named) == 1 and bool(term.leftover) and words.kind(named[0]) in _ILL and not _SAYS_MORE.search(text)
    return tuple(named) if plain else ()


def _words_beside(text: str, term: Term, cancer: bool) -> list[str]:
    """The words of a phrase by which it may be of something else; beside a cancer a "non" of its name or of its kind is none."""
    said = _WORD.findall(text.lower())
    if not cancer:
        return said
    left = [word.lower() for word in term.leftover]
    kinds = {"non"} if "non" not in left or _NO_SUCH_KIND.search(text) else set()
    return [word for word in said if word not in kinds and (word not in _OF_NAMES or word in left)]


_CANCERS = frozenset({"cancer", "histology"})
_OF_NAMES = frozenset({"negative", "risk", "score"})
""" "Triple-negative", "high-risk", "Gleason score": words of names, where the name was understood."""
_NO_SUCH_KIND = re.compile(r"\bnon-?(?:germinal|kerat|ampull|invas|papill|mucin|cleaved|secret|seminom)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SAYS_MORE = re.compile(r"[?:;<>=]|\d{2,}")


@cache
def _of_something_else() -> frozenset[str]:
    text = (resources.files("trialwright.vocabulary") / "data" / "no_illness_words.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(row["word"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
