"""Co-infections: "HCV/HBV co-infection", "co-infection with hepatitis B and C" in; both infections together out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_TOGETHER = re.compile(r"(?:dual )?co-?\s?infect(?:ed|ions?)(?: (?:with|of|by))?", re.IGNORECASE)
_JOINS = frozenset({Sort.SLASH, Sort.AND})
_EMPTY = frozenset({Sort.FILL, Sort.PREP, Sort.FOR, Sort.EITHER, Sort.IF})


def with_both_infections(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "both … and …" for two infections that are said to be there together."""
    place = next((index for index, chunk in enumerate(chunks) if _TOGETHER.fullmatch(chunk.text)), None)
    if place is None:
        return tuple(chunks)
    for first in range(len(chunks) - 2):
        pair = chunks[first : first + 3]
        beside = first + 3 == place or (all(chunk.sort in _EMPTY for chunk in chunks[place + 1 : first]) and place < first)
        if beside and pair[1].sort in _JOINS and all(_infection(chunk, setting) for chunk in (pair[0], pair[2])):
            both = anew(pair[0], sort=Sort.BOTH, value="both", names=(), end=pair[0].start, text="both")
            joint = (both, pair[0], anew(pair[1], sort=Sort.AND, value="and"), pair[2])
            kept = (*chunks[:first], *joint, *chunks[first + 3 :])
            return tuple(chunk for chunk in kept if chunk is not chunks[place])
    return tuple(chunks)


def _infection(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.under(name, "infection") for name in chunk.names)
