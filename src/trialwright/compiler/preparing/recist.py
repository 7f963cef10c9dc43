"""RECIST: "measurable disease, defined as at least one lesion >= 10 mm by CT" in; measurable disease alone out.

Left out where the sizes are those of the criteria by which every radiologist measures (Eisenhauer 2009; Cheson 2014), and where
several standards are named, each for its disease ("by RECIST, or by Lugano for lymphoma"): these diseases are not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import flattened
from trialwright.compiler.wording.sought import needs
from trialwright.compiler.wording.standards import NAMED

_MEASURABLE = "measurable disease"
_SIZES = frozenset({Decimal(10), Decimal(15), Decimal(20)})
"""Millimetres: by CT or calipers, the short axis or the long one of a node, by chest X-ray or conventional techniques."""
_MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10)}
_COUNTED = frozenset({None, "{lesions}", "{nodes}"})
_MOST_COUNTED = 2
_BEGINS = frozenset({Sort.DEFINES, Sort.GROUP})
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
_APART = frozenset({Sort.NEG, Sort.EXC, Sort.PERMIT, Sort.CODES, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.ALSO})
_OF_SIZE = frozenset({"tumor size", "lymph node short axis", "number of lesions"})


@needs(_MEASURABLE)
def without_measurability(chunks: Sequence[Chunk], text: str) -> tuple[Chunk, ...]:
    """The chunks of a text without a definition of measurable disease that only says again what the criteria say."""
    if not any(chunk.names == (_MEASURABLE,) for chunk in chunks):
        return tuple(chunks)
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        if kept and kept[-1].names == (_MEASURABLE,) and chunk.text.lower() in _HAVING:
            end = _end(chunks, place)
            if _one_lesion(chunks[place + 1 : end], text):
                place = end
                continue
        if chunk.sort in _BEGINS and any(item.names == (_MEASURABLE,) for item in kept):
            end = _end(chunks, place)
            if _by_the_criteria(flattened(chunks[place:end])):
                while kept and kept[-1].sort is Sort.COMMA:
                    kept.pop()
                place = end
                continue
        kept.append(chunk)
        place += 1
    return tuple(kept)


_HAVING = frozenset({"with", "having", "including", "in", ":", ","})
_LESION_WORDS = re.compile(
    r"(?:at|least|one|1|a|an|or|more|and|with|by|as|in|of|the|on|whose|which|that|is|are|be|can|measured|measuring|measures|measurable|"
    r"accurately|target|lesions?|tumou?rs?|its|longest|greatest|largest|long|diameters?|dimensions?|axis|size|conventional|techniques?|"
    r"methods?|imaging|spiral|helical|CT|MRI|scans?|computed|tomography|magnetic|resonance|x-rays?|physical|exam(?:ination)?|calipers?|"
    r"single|unidimensional|using|when|>=|>|≥|=|\d+(?:\\.\d+)?|mm|cm|[,.()/])",
    re.IGNORECASE,
)


def _one_lesion(said: Sequence[Chunk], text: str) -> bool:
    """ "With at least one lesion of >= 20 mm by conventional techniques or >= 10 mm by spiral CT": all of it is of that."""
    if not said or not _by_the_criteria(flattened(said)):
        return False
    words = re.findall(r"[\w.-]+|\S", text[said[0].start : said[-1].end].lower())
    return "lesion" in words and all(_LESION_WORDS.fullmatch(word) for word in words)


@needs(_MEASURABLE)
def without_several_standards(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without the standards by which disease is measurable, where each is for a disease of its own."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.names == (_MEASURABLE,)), len(chunks)) + 1
    end = next((index for index in range(place, len(chunks)) if chunks[index].sort in _ENDS), len(chunks))
    return (*chunks[:place], *chunks[end:]) if _only_standards(flattened(chunks[place:end])) else tuple(chunks)


def _end(chunks: Sequence[Chunk], place: int) -> int:
    if chunks[place].sort is Sort.GROUP:
        return place + 1
    return next((index for index in range(place, len(chunks)) if chunks[index].sort in _ENDS), len(chunks))


def _by_the_criteria(said: Sequence[Chunk]) -> bool:
    amounts = [chunk.amount for chunk in said if chunk.amount is not None]
    if not amounts or any(chunk.sort in _APART and chunk.text.lower() != "non" for chunk in said):
        return False
    if any(chunk.sort is Sort.VARIABLE and not set(chunk.names) <= _OF_SIZE for chunk in said):
        return False
    lengths = [amount.low * _MILLIMETRES[amount.unit] for amount in amounts if amount.unit in _MILLIMETRES and not amount.high]
    counts = [amount.low for amount in amounts if amount.unit in _COUNTED and amount.low <= _MOST_COUNTED and not amount.high]
    return bool(lengths) and set(lengths) <= _SIZES and len(lengths) + len(counts) == len(amounts)


_OF_STANDARDS = frozenset(
    {Sort.NARROW, Sort.FILL, Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH, Sort.FOR, Sort.IF, Sort.PREP, Sort.CONCEPT, Sort.GROUP}
)


def _only_standards(said: Sequence[Chunk]) -> bool:
    """Several standards and nothing else but whom each is for."""
    standards = [chunk for chunk in said if NAMED.match(chunk.text)]
    others = [chunk for chunk in said if chunk not in standards]
    return len(standards) > 1 and all(chunk.sort in _OF_STANDARDS for chunk in others)
