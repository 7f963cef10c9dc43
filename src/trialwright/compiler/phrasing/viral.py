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
    chunks = _with_viral_hepatitis(chunks)
    if VIRAL_LOAD not in [name for chunk in flattened(chunks) for name in chunk.names]:
        return chunks
    found = _loads(chunks) or _loads(above)
    return _told(chunks, next(iter(found))) if len(found) == 1 else chunks


def _with_viral_hepatitis(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Infection with HIV or hepatitis", "hepatitis infection": the one that a virus causes."""
    if not any(chunk.names == _ANY_HEPATITIS for chunk in chunks):
        return chunks
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.names != _ANY_HEPATITIS or chunk.sort is not Sort.CONCEPT:
            continue
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        first = next((at for at in range(place - 1, -1, -1) if chunks[at].sort not in _LISTED), 0)
        caught = first > 0 and chunks[first].text.lower() == "with" and chunks[first - 1].names == _INFECTION
        if caught or (behind is not None and behind.names == _INFECTION):
            result[place] = replace(chunk, names=("viral hepatitis",))
    return tuple(result)


_ANY_HEPATITIS, _INFECTION = ("hepatitis",), ("infection",)
_LISTED = frozenset({Sort.CONCEPT, Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH, Sort.GROUP, Sort.FILL, Sort.NARROWING, Sort.HIST})


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
