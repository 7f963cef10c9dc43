"""Receipt: "received chemotherapy or undergone surgery" in; whether both words only tell that something was given, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.vocabulary.concepts import default_vocabulary

_RECEIPT = re.compile(r"(?:.*\b)?(?:received|undergone|underwent|had|taken|given|administered|used)", re.IGNORECASE)
_TOOK_PART = re.compile(r"\bparticipated\b", re.IGNORECASE)
""" "Has participated in a study or has used a device within 4 weeks": a name that is a verb of that kind itself."""


_WITH = re.compile(r"(?:.*\b)?(?:treatment|therapy|treated|exposure|use|administration|receipt) (?:with|to|of)", re.IGNORECASE)


def received_alike(first: Sequence[Chunk], own: Sequence[Chunk], *, listed: bool = False) -> bool:
    """True where the first member begins with a verb of receipt and the last with another: the time behind the last is of all.
    In a list with commas both must be the same noun ("treatment with A, B, or treatment with any other C within 2 weeks")."""
    if listed:
        told = [chunk for chunk in own if chunk.sort is Sort.HIST]
        return bool(told) and (_begins_with(first) or _is_bare(first)) and all(_WITH.fullmatch(chunk.text) for chunk in told)
    head = next((place for place, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), 0)
    begins = any(chunk.sort is Sort.HIST and _RECEIPT.fullmatch(chunk.text) for chunk in first[:head])
    begins = begins or any(chunk.sort is Sort.CONCEPT and _TOOK_PART.search(chunk.text) for chunk in first[head : head + 1])
    return begins and all(chunk.sort is Sort.HIST and _RECEIPT.fullmatch(chunk.text) for chunk in own)


def _is_bare(first: Sequence[Chunk]) -> bool:
    """ "Surgery, radiotherapy, administration of any drugs within 30 days": nobody keeps out all who ever had surgery."""
    words = default_vocabulary()
    therapy = bool(first) and first[0].sort is Sort.CONCEPT and all(words.kind(name) in THERAPY_KINDS for name in first[0].names)
    return therapy and not any(chunk.sort in (Sort.HIST, Sort.WINDOW) for chunk in first)


def _begins_with(first: Sequence[Chunk]) -> bool:
    head = next((place for place, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), 0)
    told = [chunk.text for chunk in first[:head] if chunk.sort is Sort.HIST]
    return any(_WITH.fullmatch(text) or _RECEIPT.fullmatch(text) for text in told)
