"""Said behind: "acute myeloid leukemia, relapsed or refractory" in; the same without the comma, so that the words are of the
disease, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Setting

_BETWEEN = frozenset({Sort.OR, Sort.SLASH, Sort.AND, Sort.EITHER, Sort.FILL})
_BEFORE = frozenset({Sort.NARROWING, Sort.FILL, Sort.IF, Sort.GROUP, Sort.HIST, Sort.TAIL, Sort.CODES, Sort.VARIABLE})


def with_words_behind(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without the comma between the one disease that a sentence names and the words that end it and say in which
    state that disease is."""
    end = len(chunks)
    while end and chunks[end - 1].sort in (Sort.STOP, Sort.SEMICOLON):
        end -= 1
    first = end
    while first and (chunks[first - 1].sort is Sort.NARROWING or chunks[first - 1].sort in _BETWEEN):
        first -= 1
    behind = chunks[first:end]
    if not first or chunks[first - 1].sort is not Sort.COMMA or not _says_a_state(behind):
        return tuple(chunks)
    before = chunks[: first - 1]
    named = [chunk for chunk in before if chunk.sort is Sort.CONCEPT]
    plain = all(chunk.sort in _BEFORE for chunk in before if chunk not in named)
    if len(named) != 1 or not plain or not _is_disease(named[0], setting):
        return tuple(chunks)
    return (*before, *chunks[first:])


def _says_a_state(behind: Sequence[Chunk]) -> bool:
    kept = [chunk for chunk in behind if chunk.sort is not Sort.FILL]
    return bool(kept) and kept[0].sort in (Sort.NARROWING, Sort.EITHER) and kept[-1].sort is Sort.NARROWING


def _is_disease(chunk: Chunk, setting: Setting) -> bool:
    kinds = {setting.vocabulary.kind(name) for name in chunk.names}
    return bool(kinds) and kinds <= set(DISEASE_KINDS)
