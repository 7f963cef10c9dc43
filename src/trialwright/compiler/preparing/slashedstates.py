"""Slashed states: "unresectable/metastatic disease", "first recurrence or relapse" in; the states as alternatives, one that says
the same again left out, out.

Who has one of them need not have the other: no trial writes a stroke for "and" between how far a cancer has gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew

_FAMILIES = ("resectability=", "recurrence=", "extent=")
_GONE_FAR = frozenset({"distant metastasis", "recurrence", "unresectable disease"})


def with_slashed_states(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with each stroke between two such states as "or"."""
    said = list(chunks)
    for place in range(1, len(said) - 1):
        if said[place].sort is Sort.SLASH and _is_state(said[place - 1]) and _is_state(said[place + 1]):
            said[place] = anew(said[place], sort=Sort.OR, value="or")
    return tuple(said)


def _is_state(chunk: Chunk) -> bool:
    if chunk.sort is Sort.CONCEPT:
        return bool(chunk.names) and _GONE_FAR.issuperset(chunk.names)
    return chunk.sort is Sort.NARROWING and bool(chunk.names) and all(name.startswith(_FAMILIES) for name in chunk.names)


def with_recurrence_once(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Glioblastoma in first recurrence or relapse": the second word says the same of the same cancer, not of another."""
    result: list[Chunk] = []
    for chunk in chunks:
        again = chunk.sort is Sort.CONCEPT and chunk.names == ("recurrence",) and len(result) > 1
        told = result[-2] if again and result[-1].sort in (Sort.OR, Sort.SLASH) else None
        if told is not None and told.sort is Sort.NARROWING and any(name.startswith("recurrence=") for name in told.names):
            result.pop()
        else:
            result.append(chunk)
    return tuple(result)
