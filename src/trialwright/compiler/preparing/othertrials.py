"""Other trials: "participation in a concurrent trial" in; the participation, and that it goes on, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_TRIALS = "participation in another clinical study"
_AT_ONCE = re.compile(r"\b(?:concurrent|concomitant|simultaneous|ongoing|parallel)\b", re.IGNORECASE)


@needs(_AT_ONCE)
def with_trials_at_once(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the word that is lost in the name of a participation kept before it, where no time is said."""
    if Sort.WINDOW in [chunk.sort for chunk in chunks]:
        return tuple(chunks)
    result: list[Chunk] = []
    for chunk in chunks:
        said = _AT_ONCE.search(chunk.text) if chunk.sort is Sort.CONCEPT else None
        if said is not None and all(setting.under(name, _TRIALS) for name in chunk.names):
            result.append(anew(chunk, sort=Sort.NARROWING, names=("activity=active",), text=said[0]))
        result.append(chunk)
    return tuple(result)
