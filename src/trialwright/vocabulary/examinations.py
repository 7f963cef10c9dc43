"""Examinations: a procedure in; whether it is done to look at something, and so has a result, out.

"Brain MRI: negative" was done and found nothing; "splenectomy: negative" says that there was none.
"""

from __future__ import annotations

import re

from trialwright.vocabulary.concepts import Vocabulary

_EXAMINES = re.compile(
    r"biops|scop[yi]|graph[yi]|graphies|gram\b|cytolog|aspirat|punctur|smear|swab|screening|\btest|examination", re.IGNORECASE
)
_FOUND = re.compile(r"(?:neg|pos)(?:ative|itive|\.)?|(?:ab)?normal|clear|unremarkable", re.IGNORECASE)


def is_examination(concept: str, words: Vocabulary) -> bool:
    """Whether a procedure of the vocabulary is done to look at something."""
    kind = words.kind(concept)
    return kind == "imaging" or (kind == "procedure" and _EXAMINES.search(concept) is not None)


def found_by(value: object) -> bool:
    """Whether a value is what an examination found ("negative", "normal"), not whether it was done ("no")."""
    return isinstance(value, str) and _FOUND.fullmatch(value.strip()) is not None
