"""Duties: a sentence with two clauses that each say who must what in; both requirements, each read for itself, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Criterion

_PEOPLE = re.compile(r"(?:the |all |any |such )?(?:patients?|subjects?|participants?|they)\b", re.IGNORECASE)
_BINDS = re.compile(r"\b(?:must|should|shall)\b", re.IGNORECASE)


def duties_apart(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Prior chemotherapy must have ended 4 weeks before, and patients must have recovered": both. None for one clause, and
    where a condition before the first may be one of both."""
    if setting.exclusion or not chunks or chunks[0].sort in (Sort.IF, Sort.FOR, Sort.EXC):
        return None
    bound = [place for place, chunk in enumerate(chunks) if _binds(chunk)]
    if len(bound) < _SEVERAL:
        return None
    for place in range(bound[0] + 1, bound[-1]):
        behind = _without_commas(chunks[place + 1 :])
        if chunks[place].sort is Sort.AND and _new_subject(behind):
            first = read(stripped(chunks[:place]), setting)
            return joined_by("and", (first, read(tuple(behind), setting)))
    return None


_SEVERAL = 2


def _binds(chunk: Chunk) -> bool:
    return chunk.sort in (Sort.MUST, Sort.ENDED, Sort.CMP, Sort.NEG) and _BINDS.search(chunk.text) is not None


def _without_commas(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """The chunks without signs before them."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is not Sort.COMMA), len(chunks))
    return chunks[place:]


def _new_subject(chunks: Sequence[Chunk]) -> bool:
    """True for "patients must", "the patient must"."""
    said = [chunk for chunk in chunks[:3] if chunk.text.lower() != "the"][:2]
    if not said or not _PEOPLE.match(said[0].text):
        return False
    return _binds(said[0]) or (len(said) > 1 and said[0].sort is Sort.FILL and _binds(said[1]))
