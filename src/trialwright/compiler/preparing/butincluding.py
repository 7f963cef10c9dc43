"""But including: "growth factors (excluding GM-CSF, but including G-CSF)" in; the same with what is included beside the base, as
kinds of it, and not among what is spared, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_TURNS = frozenset({"but", "but also", "but still"})
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


@needs("includ")
def with_included_apart(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "but including B" behind "excluding A" as a bracket of examples before that exception."""
    for place, chunk in enumerate(chunks):
        if place == 0:
            continue
        if chunk.sort is Sort.GROUP and chunk.inner and chunk.inner[0].sort is Sort.EXC:
            kept, named, timed = _apart(chunk.inner)
            if named:
                return (*chunks[:place], *timed, _bracket(named), anew(chunk, inner=kept), *chunks[place + 1 :])
        if chunk.sort is Sort.EXC:
            end = next((index for index in range(place, len(chunks)) if chunks[index].sort in _ENDS), len(chunks))
            kept, named, timed = _apart(chunks[place:end])
            if named:
                return (*stripped(chunks[:place]), *timed, _bracket(named), *kept, *chunks[end:])
    return tuple(chunks)


def _apart(exception: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...], tuple[Chunk, ...]]:
    """An exception without what it says is included, what that is (its marker first), and the time behind it, which may be of
    all: it stands with the base, where it bans least."""
    marker = next((place for place, chunk in enumerate(exception) if chunk.sort is Sort.EG and _turned(exception, place)), None)
    if marker is None:
        return tuple(exception), (), ()
    named = stripped(exception[marker:])
    timed = named[-1:] if named and named[-1].sort is Sort.WINDOW else ()
    named = stripped(named[: len(named) - len(timed)])
    spared = stripped(exception[: marker - 1])
    if len(named) < _WITH_MARKER or len(spared) < _WITH_MARKER:
        return tuple(exception), (), ()
    return spared, named, timed


_WITH_MARKER = 2


def _turned(chunks: Sequence[Chunk], place: int) -> bool:
    if place < _WITH_MARKER or not chunks[place].text.lower().startswith("includ"):
        return False
    before, behind = chunks[place - 1], chunks[place + 1 : place + 2]
    earlier = before.sort is Sort.COMMA and bool(behind) and behind[0].sort is Sort.HIST  # ", including prior breast cancer"
    return before.text.lower() in _TURNS or earlier


def _bracket(named: Sequence[Chunk]) -> Chunk:
    return Chunk(sort=Sort.GROUP, start=named[0].start, end=named[-1].end, text="()", inner=tuple(named))
