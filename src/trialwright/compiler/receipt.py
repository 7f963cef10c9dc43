"""Receipt: "received chemotherapy or undergone surgery" in; whether both words only tell that something was given, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort

_RECEIPT = re.compile(r"(?:.*\b)?(?:received|undergone|underwent|had|taken|given|administered|used)", re.IGNORECASE)


def received_alike(first: Sequence[Chunk], own: Sequence[Chunk]) -> bool:
    """True where the first member begins with a verb of receipt and the last with another: the time behind the last is of all."""
    head = next((place for place, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), 0)
    begins = any(chunk.sort is Sort.HIST and _RECEIPT.fullmatch(chunk.text) for chunk in first[:head])
    return begins and all(chunk.sort is Sort.HIST and _RECEIPT.fullmatch(chunk.text) for chunk in own)
