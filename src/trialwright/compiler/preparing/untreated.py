"""Untreated: "previously untreated, recurrent or metastatic cancer" in; the same without the comma, for the states behind it are
those of the untreated cancer, out.

"Untreated, relapsed or refractory" are alternatives: none of them says how far a cancer has spread.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_SPREAD = ("extent=", "setting=")
_STATES = ("extent=", "setting=", "recurrence=", "resectability=")
_BETWEEN = frozenset({Sort.COMMA, Sort.OR, Sort.SLASH, Sort.FILL})


def with_untreated_of_all(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of what is required without the comma between "untreated" and states of which one is a spread."""
    for place in range(1, len(chunks) - 1):
        if _untreated(chunks[place - 1]) and chunks[place].sort is Sort.COMMA and _states_of_spread(chunks[place + 1 :], setting):
            return (*chunks[:place], *chunks[place + 1 :])
    return tuple(chunks)


def _untreated(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and chunk.names == ("treatment=untreated",)


def _states_of_spread(behind: Sequence[Chunk], setting: Setting) -> bool:
    """True where states stand up to a cancer, the last of them a spread, and none a past course of the illness by itself."""
    if setting.exclusion:
        return False
    noun = next((place for place, chunk in enumerate(behind) if chunk.sort is Sort.CONCEPT), 0)
    named = noun and all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in behind[noun].names)
    states = [chunk for chunk in behind[:noun] if chunk.sort is Sort.NARROWING]
    plain = all(chunk.sort in _BETWEEN or chunk in states for chunk in behind[:noun])
    if not named or not states or not plain:
        return False
    known = all(name.startswith(_STATES) for chunk in states for name in chunk.names)
    return known and any(name.startswith(_SPREAD) for name in states[-1].names)
