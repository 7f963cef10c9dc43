"""Viral loads: the chunks of a statement in; the same chunks with each "viral load" as that of the infection spoken of out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import flattened
from trialwright.compiler.wording.rules import matching, patterns

VIRAL_LOAD = "viral load"


def with_their_infection(chunks: tuple[Chunk, ...], above: Sequence[Chunk] = ()) -> tuple[Chunk, ...]:
    """ "HIV with an undetectable viral load": the load is that of HIV. Where several infections are spoken of, it stays open.

    `above` are the chunks of the statement over this one.
    """
    if VIRAL_LOAD not in [name for chunk in flattened(chunks) for name in chunk.names]:
        return chunks
    found = _loads(chunks) or _loads(above)
    return _told(chunks, next(iter(found))) if len(found) == 1 else chunks


def is_load(name: str) -> bool:
    """True for a variable that says how much of a virus there is, which tells nothing of who has it."""
    return name == VIRAL_LOAD or any(load == name for _pattern, load in patterns("viral load of"))


def _loads(chunks: Sequence[Chunk]) -> set[str]:
    names = [name for chunk in flattened(chunks) for name in chunk.names]
    return {load for name in names if (load := matching("viral load of", name)) is not None}


def _told(chunks: tuple[Chunk, ...], load: str) -> tuple[Chunk, ...]:
    return tuple(
        replace(chunk, names=(load,), sort=Sort.VARIABLE)
        if VIRAL_LOAD in chunk.names
        else replace(chunk, inner=_told(chunk.inner, load))
        if chunk.inner
        else chunk
        for chunk in chunks
    )
