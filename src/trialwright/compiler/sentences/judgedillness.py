"""Judged illness: "severe retinopathy who, in the judgment of the investigator, are not suitable" among what excludes in; the
illness, and the judgement of those who have it, which both must hold, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Criterion

_RELATIVES = frozenset({"who", "which", "that"})
_APART = frozenset({Sort.AMOUNT, Sort.CODES, Sort.EXC, Sort.NEG, Sort.STOP, Sort.SEMICOLON, Sort.ASKED, Sort.COMMA})


def judged_of_them(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """Both together; None for a sentence without such a clause, or with several things before it, of which it may be of one."""
    if not setting.exclusion:
        return None
    place = next((index for index, chunk in enumerate(chunks) if index and chunk.text.lower() in _RELATIVES), None)
    if place is None:
        return None
    left, right = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    judged = bool(right) and right[0].sort is Sort.ASKED and right[0].value == "judgement"
    named = [chunk for chunk in left if chunk.sort is Sort.CONCEPT]
    if not judged or len(named) != 1 or any(chunk.sort in _APART for chunk in left):
        return None
    return joined_by("and", (read(left, setting), question(right, setting)))
