"""Lists of infections: "infection with HIV or hepatitis" in; the infections by their names, of which hepatitis is a viral one,
out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, same_items
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_INFECTION, _HEPATITIS, _VIRAL = "infection", "hepatitis", "viral hepatitis"
_TIES = frozenset({"with", "by", "from", "of", "due to"})
_IN_LIST = LIST_SIGNS | {Sort.CONCEPT, Sort.FILL, Sort.EITHER, Sort.NARROWING, Sort.GROUP}


@needs("infection")
def with_infections_listed(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "infection with" before infections that have a name; hepatitis among them, and "hepatitis infection",
    is a viral one."""
    result = _with_viral_hepatitis(chunks)
    for place in range(len(result) - 2, -1, -1):
        if result[place].names != (_INFECTION,) or result[place + 1].text.lower() not in _TIES:
            continue
        start = place + 2
        end = next((index for index in range(start, len(result)) if result[index].sort not in _IN_LIST), len(result))
        named = [chunk for chunk in result[start:end] if chunk.sort is Sort.CONCEPT]
        if named and all(_is_infection(chunk, setting) for chunk in named):
            result[place:end] = [_as_viral(chunk) for chunk in result[start:end]]
    return tuple(chunks) if same_items(result, chunks) else tuple(result)


def _with_viral_hepatitis(chunks: Sequence[Chunk]) -> list[Chunk]:
    """ "Infection with HIV or hepatitis", "hepatitis infection": the one that a virus causes."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.names != (_HEPATITIS,) or chunk.sort is not Sort.CONCEPT:
            continue
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        first = next((at for at in range(place - 1, -1, -1) if chunks[at].sort not in _IN_LIST | {Sort.HIST}), 0)
        caught = first > 0 and chunks[first].text.lower() in _TIES and chunks[first - 1].names == (_INFECTION,)
        if caught or (behind is not None and behind.names == (_INFECTION,)):
            result[place] = _as_viral(chunk)
    return result


def _is_infection(chunk: Chunk, setting: Setting) -> bool:
    return chunk.names == (_HEPATITIS,) or all(setting.under(name, _INFECTION) for name in chunk.names)


def _as_viral(chunk: Chunk) -> Chunk:
    return anew(chunk, names=(_VIRAL,)) if chunk.names == (_HEPATITIS,) else chunk
