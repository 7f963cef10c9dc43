"""Therapy ways: "transplantation using a TBI regimen", "radiotherapy, except to the skin" in; the way and the place said of the
therapy, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, with_inner
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_USING = frozenset({"using", "using the"})
_PLACED = frozenset({"to", "of", "in", "in the", "within", "involving", "for"})
_PLACES = frozenset({"organ", "region", "metastasis"})
_BETWEEN = frozenset({Sort.FILL, Sort.COMMA, Sort.WINDOW, Sort.GROUP, Sort.PERMIT})


@needs("using")
def with_ways_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Transplantation using a TBI regimen": how a therapy was given narrows it, unlike how a value is measured."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        uses = chunk.sort is Sort.TAIL and chunk.text.lower() in _USING and bool(result) and _is_therapy(result[-1], setting)
        result.append(_told(chunk, chunks[place + 1 :], setting) if uses else chunk)
    return tuple(result)


def _told(using: Chunk, behind: Sequence[Chunk], setting: Setting) -> Chunk:
    """The word before a drug as "with", before other words as one that narrows; before a rule, or words that are explained, as it
    is."""
    named = next((chunk for chunk in behind if chunk.sort is not Sort.FILL), None)
    if named is None or any(chunk.sort is Sort.DEFINES for chunk in behind) or _RULES.search(setting.words(behind)) is not None:
        return using
    if _is_therapy(named, setting):
        return anew(using, sort=Sort.PREP, text="with", value="prep")
    return anew(using, sort=Sort.NARROW, value="narrow")


_RULES = re.compile(r"\b(?:criteri\w+|guidelines?|classification|definitions?|standards?|RECIST)\b", re.IGNORECASE)
""" "Resectable using the criteria of …": by which rule it is told."""


@needs("except", "excluding", "other than", "exception", "apart from")
def with_excepted_places(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Radiotherapy, except to the skin or breast": the exception is that therapy of that place."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = chunks[place + 1 :]
        if chunk.sort is Sort.GROUP and chunk.inner and chunk.inner[0].sort is Sort.EXC:
            result.append(with_inner(chunk, _placed(chunk.inner[0], chunk.inner[1:], result, setting)))
        elif chunk.sort is Sort.EXC:
            result += _placed(chunk, behind, result, setting)[: -len(behind) or None]
        else:
            result.append(chunk)
    return tuple(result)


def _placed(sign: Chunk, behind: Sequence[Chunk], before: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The sign of the exception with the therapy behind it, where nothing but a place is named; and what stands behind."""
    head = next((chunk for chunk in reversed(before) if chunk.sort not in _BETWEEN), None)
    named = next((chunk for chunk in behind[1:] if chunk.sort not in (Sort.FILL, Sort.NARROWING, Sort.EITHER)), None)
    opens = bool(behind) and behind[0].sort in (Sort.PREP, Sort.FOR) and behind[0].text.lower() in _PLACED
    if head is None or named is None or not opens or not _is_therapy(head, setting) or not _is_place(named, setting):
        return (sign, *behind)
    return (sign, anew(head, start=sign.end, end=sign.end), *behind)


def _is_therapy(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def _is_place(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _PLACES for name in chunk.names)
