"""Runs on: sentences in; the same with each taken apart where a new one begins without a stop before it, out.

"… and have had no BRAF inhibitor Patients must have measurable disease": what the first denies ends before "Patients". So "No
cardiac disease Ejection fraction > 50 %", where a line has lost its end: the limit, which the fit keep, is not denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.normal import fit_side

_BEGINS = re.compile(r"(?:All )?(?:Patients|Subjects|Participants|Patient|Subject|Participant)\b")
_BINDS = re.compile(r"\b(?:must|should|shall|will|may)\b", re.IGNORECASE)
_GOES_ON = frozenset(
    {Sort.COMMA, Sort.COLON, Sort.OTHER_SIGN, Sort.SLASH, Sort.AND, Sort.OR, Sort.FOR, Sort.PREP, Sort.EITHER, Sort.NARROWING}
)


def apart_where_one_begins(sentences: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The sentences, those of what is required apart before "Patients must" with a capital letter amid them, and before a value
    with its limit right behind what is denied."""
    if setting.exclusion:
        return list(sentences)
    sentences = [piece for sentence in sentences for piece in _apart_before_limit(sentence)]
    if len(_BEGINS.findall(setting.normal.text)) < _SEVERAL:
        return sentences
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
_SIDES = {">": "at least", ">=": "at least", "<": "at most", "<=": "at most"}


def _apart_before_limit(sentence: tuple[Chunk, ...]) -> Iterator[tuple[Chunk, ...]]:
    """ "No brain metastases ECOG 0-1" as two sentences."""
    first = next((chunk for chunk in sentence if chunk.sort is not Sort.FILL), None)
    place = next((place for place in range(1, len(sentence) - 1) if _limits_anew(sentence, place)), None)
    if first is None or first.sort is not Sort.NEG or place is None:
        yield sentence
        return
    yield sentence[:place]
    yield from _apart_before_limit(sentence[place:])


def _limits_anew(sentence: Sequence[Chunk], place: int) -> bool:
    """True for "Platelets > 100", "ECOG 0-1" with a capital letter right behind the name of something else."""
    before, chunk, behind = sentence[place - 1 : place + 2]
    if chunk.sort is not Sort.VARIABLE or not chunk.text[:1].isupper() or before.sort is not Sort.CONCEPT:
        return False
    side = fit_side(chunk.names[0]) if chunk.names else ""
    limited = behind.sort is Sort.CMP and place + 2 < len(sentence) and sentence[place + 2].sort is Sort.AMOUNT
    return side == _SIDES.get(behind.value) if limited else behind.sort in (Sort.CODES, Sort.AMOUNT) and side != ""


def _begins(sentence: Sequence[Chunk], place: int) -> bool:
    """True for "Patients must", "Subjects should" behind a word that needs nothing more."""
    first, before, behind = sentence[place], sentence[place - 1], sentence[place + 1]
    if _BEGINS.match(first.text) is None or before.sort in _GOES_ON or before.text[:1].isupper():
        return False
    return first.sort is Sort.MUST or (first.sort is Sort.FILL and behind.sort is Sort.MUST and bool(_BINDS.search(behind.text)))
