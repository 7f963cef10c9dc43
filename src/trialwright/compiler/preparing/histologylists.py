"""Lists of histologies: "endometrial carcinoma of serous or clear cell histology" in; the histologies as alternatives of the one
cancer, so that it is asked for with each, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_SIGNS = frozenset({Sort.COMMA, Sort.OR, Sort.SLASH})
_BETWEEN = frozenset({Sort.FILL, Sort.EITHER})
_OF = frozenset({"of", "with", "having"})


def with_histologies_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each list of histologies by "or" behind a cancer as one chunk."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        end = _end_of_list(chunks, place, setting) if _of_a_cancer(result, setting) else place
        if end > place:
            result.append(_joined(chunks[place:end]))
        else:
            result.append(chunk)
        place = max(end, place + 1)
    return tuple(result)


def _of_a_cancer(before: Sequence[Chunk], setting: Setting) -> bool:
    """True behind "endometrial carcinoma of"."""
    said = [chunk for chunk in before[-4:] if chunk.sort not in _BETWEEN]
    joint = said[-1] if said[1:] else None
    return joint is not None and joint.sort is Sort.PREP and joint.text.lower() in _OF and _cancer(said[-2], setting)


def _end_of_list(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """Where the list of histologies ends that begins at a place; the place itself where there is none, or no "or" in it."""
    end, either, step = place, False, place
    signs = 0
    while step < len(chunks):
        chunk = chunks[step]
        if chunk.sort in _SIGNS:
            signs += chunk.sort is not Sort.COMMA
        elif chunk.sort is Sort.CONCEPT and _kinds(chunk, setting) == {"histology"}:
            end, either = step + 1, signs > 0
        elif chunk.sort not in _BETWEEN:
            break
        step += 1
    return end if either else place


def _joined(chunks: Sequence[Chunk]) -> Chunk:
    named = [chunk for chunk in chunks if chunk.sort is Sort.CONCEPT]
    names = tuple(dict.fromkeys(name for chunk in named for name in chunk.names))
    return anew(named[0], names=names, start=chunks[0].start, end=chunks[-1].end)


def _cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and _kinds(chunk, setting) == {"cancer"}


def _kinds(chunk: Chunk, setting: Setting) -> set[str | None]:
    return {setting.vocabulary.kind(name) for name in chunk.names}
