"""Asides: the chunks of a statement in; the same without "with or without X" and "regardless of X", and without a short form
that a bracket begins with, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import stripped, with_inner
from trialwright.vocabulary.records import anew

_ASIDE_ENDS = frozenset(
    {Sort.COMMA, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.WINDOW, Sort.PERMIT, Sort.BARRED, Sort.MUST, Sort.EXC, Sort.IF}
)
_ASIDES = frozenset({Sort.EITHERWAY, Sort.GROUP})


def without_asides(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without "with or without X" and "regardless of X": either way is right, so nothing is said."""
    chunks = _with_either_told(chunks)
    if not any(chunk.sort in _ASIDES for chunk in chunks):
        return tuple(chunks)
    kept: list[Chunk] = []
    dropping = False
    for place, chunk in enumerate(chunks):
        ends = chunk.sort in _ASIDE_ENDS or _tells_line(chunks[place : place + _NEAR])
        dropping = (dropping and not ends) or chunk.sort is Sort.EITHERWAY
        if dropping:
            continue
        if chunk.sort is Sort.GROUP and chunk.inner:
            inner = without_asides(chunk.inner)
            if stripped(inner):
                kept.append(with_inner(chunk, inner))
        else:
            kept.append(chunk)
    return tuple(kept)


_NEAR = 4


def _tells_line(chunks: Sequence[Chunk]) -> bool:
    """ "Alone or in combination with chemotherapy in the first line": either way, the line is that of what stands before."""
    led = bool(chunks) and chunks[0].sort in (Sort.FOR, Sort.PREP) and chunks[0].text.lower().split()[0] in ("in", "as")
    return led and any(
        chunk.sort is Sort.NARROWING and any(name.startswith(("line=", "setting=")) for name in chunk.names) for chunk in chunks
    )


def _with_either_told(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Patients with or without cirrhosis": those words are one, whether or not people stand before them."""
    result: list[Chunk] = []
    for chunk in chunks:
        said = f"{result[-1].text} {chunk.text}".lower() if result else ""
        if said.endswith(("with or", "with and")) and chunk.sort in (Sort.OR, Sort.AND) and result[-1].sort is Sort.IF:
            result[-1] = anew(result[-1], end=chunk.end, text=f"{result[-1].text} {chunk.text}", value="either")
        elif said.endswith(_EITHER) and result[-1].sort is Sort.IF and result[-1].value in ("with", "either"):
            result[-1] = anew(result[-1], sort=Sort.EITHERWAY, end=chunk.end, text="with or without", value="any")
        else:
            result.append(chunk)
    return tuple(result)


_EITHER = ("with or without", "with and without")


_BEHIND_A_SHORT_FORM = frozenset({Sort.SEMICOLON, Sort.COMMA})


def without_short_forms(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Non-small cell lung cancer (NSCLC; stage IV)": the bracket begins with the same thing, and then says more of it."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        named = chunks[place - 1].names if place else ()
        if chunk.sort is not Sort.GROUP or len(chunk.inner) < _LEAST or not named or chunk.inner[0].names != named:
            continue
        said = chunk.inner[2:]
        if chunk.inner[1].sort in _BEHIND_A_SHORT_FORM and stripped(said):
            result[place] = with_inner(chunk, stripped(said))
    return tuple(result)


_LEAST = 3
