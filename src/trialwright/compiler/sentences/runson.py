"""Runs on: sentences in; the same with each taken apart where a new one begins without a stop before it, out.

"… and have had no BRAF inhibitor Patients must have measurable disease": what the first denies ends before "Patients".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_BEGINS = re.compile(r"(?:All )?(?:Patients|Subjects|Participants|Patient|Subject|Participant)\b")
_BINDS = re.compile(r"\b(?:must|should|shall|will|may)\b", re.IGNORECASE)
_GOES_ON = frozenset(
    {Sort.COMMA, Sort.COLON, Sort.OTHER_SIGN, Sort.SLASH, Sort.AND, Sort.OR, Sort.FOR, Sort.PREP, Sort.EITHER, Sort.NARROWING}
)


def apart_where_one_begins(sentences: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The sentences, those of what is required apart before "Patients must" with a capital letter amid them."""
    if setting.exclusion or len(_BEGINS.findall(setting.normal.text)) < _SEVERAL:
        return list(sentences)
    result: list[tuple[Chunk, ...]] = []
    for sentence in sentences:
        start = 0
        for place in range(1, len(sentence) - 1):
            if _begins(sentence, place):
                result.append(sentence[start:place])
                start = place
        result.append(sentence[start:])
    return result


_SEVERAL = 2


def _begins(sentence: Sequence[Chunk], place: int) -> bool:
    """True for "Patients must", "Subjects should" behind a word that needs nothing more."""
    first, before, behind = sentence[place], sentence[place - 1], sentence[place + 1]
    if _BEGINS.match(first.text) is None or before.sort in _GOES_ON or before.text[:1].isupper():
        return False
    return first.sort is Sort.MUST or (first.sort is Sort.FILL and behind.sort is Sort.MUST and bool(_BINDS.search(behind.text)))
