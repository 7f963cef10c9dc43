"""Receipt: "received chemotherapy or undergone surgery" in; whether both words only tell that something was given, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort

_RECEIPT = re.compile(r"(?:.*\b)?(?:received|undergone|underwent|had|taken|given|administered|used)", re.IGNORECASE)
_TOOK_PART = re.compile(r"\bparticipated\b", re.IGNORECASE)
""" "Has participated in a study or has used a device within 4 weeks": a name that is a verb of that kind itself."""


def received_alike(first: Sequence[Chunk], own: Sequence[Chunk]) -> bool:
    """True where the first member begins with a verb of receipt and the last with another: the time behind the last is of all."""
    head = next((place for place, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), 0)
    begins = any(chunk.sort is Sort.HIST and _RECEIPT.fullmatch(chunk.text) for chunk in first[:head])
    begins = begins or any(chunk.sort is Sort.CONCEPT and _TOOK_PART.search(chunk.text) for chunk in first[head : head + 1])
    return begins and all(chunk.sort is Sort.HIST and _RECEIPT.fullmatch(chunk.text) for chunk in own)
