"""Involved by: "central nervous system involvement by leukemia or lymphoma" in; the involvement alone out, for the cancers behind
it only say by what: nobody is meant who has one of them elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_INVOLVED = re.compile(r"(?:involvement|infiltration|invasion|manifestations?|metastas[ie]s)$", re.IGNORECASE)
_BY_ITS_NAME = re.compile(r"(?:involvement|infiltration|invasion) (?:by|from|of|with) ", re.IGNORECASE)
_BY = frozenset({"by", "from", "due to"})
_SIGNS = frozenset({Sort.OR, Sort.COMMA, Sort.SLASH, Sort.AND})
_CANCERS = frozenset({"cancer", "histology"})


@needs(_INVOLVED)
def with_involvement_alone(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "by" and two cancers or more behind an involvement; where its name holds the first of them, the others
    are words that nothing knows."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        result.append(chunk)
        place += 1
        if chunk.sort is not Sort.CONCEPT or place >= len(chunks):
            continue
        named = _BY_ITS_NAME.search(chunk.text) is not None
        said = _INVOLVED.search(chunk.text) is not None and chunks[place].text.lower() in _BY
        end = _cancers_end(chunks, place if named else place + 1, setting, first=not named) if named or said else place
        if named and end > place:
            result += [anew(item, sort=Sort.WORD, names=()) if item.sort is Sort.CONCEPT else item for item in chunks[place:end]]
        place = end if end > place + 1 else place
    return tuple(result)


def _cancers_end(chunks: Sequence[Chunk], place: int, setting: Setting, *, first: bool) -> int:
    """Where the cancers that are listed from `place` on end; `place` itself where there are fewer than two in all."""
    end, several = place, not first
    expects = first
    while end < len(chunks):
        chunk = chunks[end]
        if expects and chunk.sort is Sort.CONCEPT and _cancer(chunk, setting):
            expects, end = False, end + 1
        elif not expects and chunk.sort in _SIGNS and end + 1 < len(chunks) and _cancer(chunks[end + 1], setting):
            expects, several, end = True, True, end + 1
        else:
            break
    closed = end == len(chunks) or chunks[end].sort in (Sort.STOP, Sort.SEMICOLON, Sort.WINDOW)
    return end if several and closed and not expects else place


def _cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in chunk.names)
