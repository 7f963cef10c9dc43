"""Not relieved: "hydronephrosis that cannot be relieved by nephrostomy or stenting" in; the illness with one clause behind it,
whose remedies are no members of the list, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs, sought
from trialwright.vocabulary.records import anew

_VERBS = (
    "relieved",
    "controlled",
    "managed",
    "corrected",
    "resolved",
    "stopped",
    "palliated",
    "alleviated",
    "drained",
    "improved",
    "respond",
    "responsive",
    "responding",
    "controllable",
    "manageable",
    "correctable",
)
_NOT_RELIEVED = sought(
    r"\b(?:cannot|can not|could not|(?:(?:is|are|was|were|does|do|did|has|have) )?not)(?: been)?(?: be)?"
    rf"(?: (?:adequately|well|sufficiently|fully|easily|readily|completely))? (?:{'|'.join(_VERBS)})"
    r" (?:by|with|to|using|through)\b",
    re.IGNORECASE,
)
_SIGNS = frozenset({Sort.OR, Sort.COMMA, Sort.SLASH, Sort.AND})
_OF_REMEDIES = frozenset({Sort.CONCEPT, Sort.WORD, Sort.FILL, Sort.HEADNOUN, Sort.NARROWING, Sort.EITHER, Sort.PREP, Sort.NOW})


@needs(_VERBS)
def with_remedies_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with all remedies that did not relieve an illness in the one clause that says so of it."""
    found = _NOT_RELIEVED.search(setting.normal.text)
    if found is None:
        return tuple(chunks)
    place = next((index for index, chunk in enumerate(chunks) if chunk.end > found.start()), None)
    start = next((index for index, chunk in enumerate(chunks) if chunk.start >= found.end()), None)
    if not place or start is None or not any(_is_ill(chunk, setting) for chunk in chunks[:place]):
        return tuple(chunks)
    end = _end_of_remedies(chunks, start, setting)
    if end is None:
        return tuple(chunks)
    result = list(chunks)
    if result[place].sort is Sort.NEG:
        result[place] = anew(result[place], sort=Sort.NARROW, value="")
    for index in range(place + 1, end):
        if result[index].sort in _SIGNS | {Sort.NOW, Sort.TAIL, Sort.NEG}:
            result[index] = anew(result[index], sort=Sort.FILL, value="fill")
    return tuple(result)


def _end_of_remedies(chunks: Sequence[Chunk], start: int, setting: Setting) -> int | None:
    """Where the list of remedies ends that begins at a place; None where nothing but one stands there."""
    end = _end_of_one(chunks, start, setting)
    first = end
    while end is not None and end < len(chunks) and chunks[end].sort in _SIGNS:
        behind = end
        while behind < len(chunks) and chunks[behind].sort in _SIGNS:
            behind += 1
        stop = _end_of_one(chunks, behind, setting)
        if stop is None:
            break
        end = stop
    return None if end is None or (end == first and chunks[start - 1].sort is not Sort.TAIL) else end


def _end_of_one(chunks: Sequence[Chunk], start: int, setting: Setting) -> int | None:
    """Where a remedy ends; None where something else stands there."""
    end = start
    while end < len(chunks) and chunks[end].sort in _OF_REMEDIES:
        if chunks[end].sort is Sort.CONCEPT and not _is_remedy(chunks[end], setting):
            return None
        end += 1
    return end if end > start else None


def _is_remedy(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS | {"device"} for name in chunk.names)


def _is_ill(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in chunk.names)
