"""Dashes: "Hemoglobin - at least 9 g/dL" in; the same with a colon for the dash between a name and its limit out. And "last
chemotherapy within 4 weeks" in; the same with "last" as a word of the past."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import WindowKind
from trialwright.vocabulary.records import anew

_VALUED = frozenset({Sort.CMP, Sort.AMOUNT, Sort.CODES, Sort.VARIABLE})
_NORMAL = frozenset({"within", "normal", "wnl"})


def with_dashes_as_colons(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a colon for each dash, between blanks, that parts the name of a value from its limit."""
    return tuple(
        anew(chunk, sort=Sort.COLON, value=":") if _parts(chunks, place, setting) else chunk for place, chunk in enumerate(chunks)
    )


def _parts(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    chunk = chunks[place]
    if chunk.sort is not Sort.OTHER_SIGN or chunk.text not in ("-", "–", "—") or not 0 < place < len(chunks) - 1:
        return False
    before, behind = chunks[place - 1], chunks[place + 1]
    apart = before.end < chunk.start and chunk.end < behind.start
    limit = behind.sort in _VALUED or behind.text.lower().split()[0] in _NORMAL
    return apart and before.sort is Sort.VARIABLE and limit


_LAST = frozenset({"last", "most recent", "latest"})
_TIMED = frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME})
_MOVED = frozenset({Sort.FAILED, Sort.NARROW, Sort.ALLERGY})


@needs(_LAST)
def with_last_as_past(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the "last" of a timed therapy as "prior": when the last was, tells whether any was in that time."""
    first = next((place for place, chunk in enumerate(chunks) if chunk.sort is not Sort.FILL), None)
    if first is None or chunks[first].sort is not Sort.WORD or chunks[first].text.lower() not in _LAST:
        return tuple(chunks)
    end = first + 1
    while end < len(chunks) and chunks[end].text.lower() in ("dose", "doses", "of", "administration", "cycle", "course", "day"):
        end += 1
    named = [chunk for chunk in chunks if chunk.sort is Sort.CONCEPT]
    given = all(setting.vocabulary.kind(name) in THERAPY_KINDS for chunk in named for name in chunk.names)
    timed = any(chunk.sort in _TIMED for chunk in chunks)
    long_ago = any(chunk.window is not None and chunk.window.kind is WindowKind.AT_LEAST_BEFORE for chunk in chunks)
    if long_ago and not any(chunk.sort is Sort.MUST for chunk in chunks):
        return tuple(chunks)  # that one was long ago does not tell that the last was
    if not (named and given and timed) or any(chunk.sort in _MOVED for chunk in chunks):
        return tuple(chunks)
    past = anew(chunks[first], sort=Sort.HIST, value="ever", end=chunks[end - 1].end)
    return (*chunks[:first], past, *chunks[end:])
