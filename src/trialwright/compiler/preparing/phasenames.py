"""Phase names: "for Phase 1b, 2a" in, of which the last number is no value; it as a word out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import sought
from trialwright.vocabulary.records import anew

_CODE = r"(?:\d[a-d]?|I{1,3}[ab]?|IV)"
_NAMES = sought(rf"\bphases? {_CODE}(?P<more>(?:(?:,? (?:and|or|&) |, ?| ?/ ?){_CODE})+)\b(?![\d.%-])(?! to\b)", re.IGNORECASE)


def with_phase_names_whole(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the numbers of the further phases as words: "ECOG 0 to 1 for phase 1b, 2a" asks for no ECOG of 2."""
    text = setting.normal.text
    more = [match.span("more") for match in _NAMES.finditer(text, 0, len(text))]
    named = tuple(_as_word(chunk) if _stands_in(chunk, more) else chunk for chunk in chunks) if more else tuple(chunks)
    return _with_limits_together(named, text)


def _with_limits_together(chunks: tuple[Chunk, ...], text: str) -> tuple[Chunk, ...]:
    """ "Platelets >= 100,000 in phase 1; >= 75,000 in phase 2": a comma, as the second limit is of the same value."""
    if not chunks or chunks[0].sort is not Sort.VARIABLE or _OF_A_PHASE.search(text) is None:
        return chunks
    return tuple(
        anew(chunk, sort=Sort.COMMA, value=",") if chunk.sort is Sort.SEMICOLON and behind.sort in _LIMITS else chunk
        for chunk, behind in zip(chunks, (*chunks[1:], chunks[-1]), strict=True)
    )


_OF_A_PHASE = sought(rf"\b(?:phase|part|cohort|arm) (?:{_CODE}|[A-H])\b\)?\s*;", re.IGNORECASE)
_LIMITS = frozenset({Sort.CMP, Sort.AMOUNT})


def _stands_in(chunk: Chunk, places: Sequence[tuple[int, int]]) -> bool:
    return chunk.sort is Sort.AMOUNT and any(start <= chunk.start and chunk.end <= end for start, end in places)


def _as_word(chunk: Chunk) -> Chunk:
    return anew(chunk, sort=Sort.WORD, names=(), value="", amount=None)
