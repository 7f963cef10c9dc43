"""Harms resolved: "neuropathy must have resolved to grade 2" in; the grade that those who have it may still have, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ranges import range_of
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Reader, Setting, denied, joined_by, stripped
from trialwright.protocol.criteria import Compare, Criterion, Limit, Quantity, Target, Window, WindowKind

_RESOLVED = re.compile(r"(?:(?P<must>must|should|has to|have to)\b.*)?\b(?:resolved|recovered|improved)(?: to)?", re.IGNORECASE)
_NAMING = frozenset({Sort.CONCEPT, Sort.FILL, Sort.AND, Sort.OR, Sort.COMMA, Sort.SLASH, Sort.EITHER, Sort.HIST})
_GRADING = frozenset({Sort.PREP, Sort.FILL, Sort.CMP, Sort.POST, Sort.GRADEOF, Sort.CODES, Sort.AMOUNT})


def harms_resolved(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """Of nobody is asked to have had the harm. None for any other sentence, and where a word says more."""
    said = stripped(chunks)
    place = next((place for place, chunk in enumerate(said) if chunk.sort is Sort.ASKED), 0)
    if not place or (resolved := _RESOLVED.fullmatch(said[place].text)) is None:
        return None
    before, behind = said[:place], said[place + 1 :]
    if any(chunk.sort not in _NAMING for chunk in before) or any(chunk.sort not in _GRADING for chunk in behind):
        return None
    names = [name for chunk in before if chunk.sort is Sort.CONCEPT for name in chunk.names]
    limits = range_of(behind) if any(chunk.sort is Sort.GRADEOF for chunk in behind) else None
    if not names or limits is None or not all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in names):
        return None
    worst = limits.high
    if worst is None or not str(worst.value).isdecimal() or (limits.low is not None and limits.low != worst):
        return None
    edge = Limit(value=Decimal(str(worst.value)), inclusive=worst.inclusive)
    now, span = Window(kind=WindowKind.CURRENT), setting.span(chunks)
    first = Compare(quantity=Quantity(attribute="grade", of=Target(concept=names[0])), high=edge, window=now, span=span)
    grades = [replace(first, quantity=Quantity(attribute="grade", of=Target(concept=name))) for name in names]
    node = joined_by("and", grades)
    return denied(node, span) if setting.exclusion and resolved["must"] else node
