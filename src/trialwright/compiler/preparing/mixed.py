"""Mixed: "mixed NSCLC and small cell lung cancer" in; both cancers together, which is one tumor of two kinds, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_MIXED = frozenset({"mixed", "combined"})
_JOINTS = frozenset({Sort.AND, Sort.SLASH})
_BEHIND = 4
_GENERAL = 200
"""A cancer with more kinds than that is "malignancy", "solid tumor" or the like."""


@needs(_MIXED)
def with_mixed_kinds(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "mixed A and B" said as "both A and B": who has one of two cancers alone has no mixed one."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.sort is not Sort.WORD or chunk.text.lower() not in _MIXED:
            continue
        first, joint, second = (*chunks[place + 1 : place + _BEHIND], None, None, None)[: _BEHIND - 1]
        if first is None or joint is None or second is None or joint.sort not in _JOINTS:
            continue
        if all(_is_cancer(item, setting) for item in (first, second)):
            result[place] = anew(chunk, sort=Sort.BOTH)
            result[place + 2] = anew(joint, sort=Sort.AND, value="and")
    return _named_once(result, setting)


def _named_once(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Mixed small cell lung cancer and NSCLC", of which the first words are a name of the mixed tumor: that name alone."""
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        kept.append(chunk)
        mixed = chunk.sort is Sort.CONCEPT and chunk.text.lower().split()[0] in _MIXED
        joint, second = (*chunks[place + 1 : place + 3], None, None)[:2]
        if mixed and joint is not None and second is not None and joint.sort in _JOINTS and _is_cancer(second, setting):
            place += 2
        place += 1
    return tuple(kept)


@needs("secondary")
def with_secondary_kinds(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "secondary glioblastoma" as a kind of it; "a secondary malignancy" is another one."""
    result = list(chunks)
    for place, chunk in enumerate(chunks[:-1]):
        named = chunks[place + 1]
        if chunk.sort is Sort.OTHER and chunk.text.lower() == "secondary" and _is_cancer(named, setting):
            general = any(len(setting.vocabulary.descendants(name)) > _GENERAL for name in named.names)
            result[place] = chunk if general else anew(chunk, sort=Sort.WORD)
    return tuple(result)


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "cancer" for name in chunk.names)
