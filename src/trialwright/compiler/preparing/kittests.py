"""Tests by kit: "negative serum pregnancy test (beta-hCG, sensitivity 25 IU/L)" in; the same without what only tells which kit is
used out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import flattened
from trialwright.compiler.wording.sought import needs

_TEST = "pregnancy test"
_SOUGHT = frozenset({"human chorionic gonadotropin", "pregnancy test sensitivity", _TEST})
_PLAIN = frozenset({Sort.FILL, Sort.CMP, Sort.AMOUNT, Sort.REFER, Sort.PREP, Sort.OR, Sort.SLASH, Sort.COMMA, Sort.OTHER_SIGN})
_WORDS = frozenset({"units", "unit", "serum", "urine", "blood", "beta", "sensitivity", "assay", "quantitative", "qualitative"})
_MOMENTS = frozenset({"screening", "baseline"})


@needs(_TEST)
def with_kits_left_out(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without what a pregnancy test looks for, how little of it the kit finds, and in which sample."""
    place = next((index for index, chunk in enumerate(chunks) if _TEST in chunk.names), None)
    if place is None:
        return tuple(chunks)
    before = [chunk for index, chunk in enumerate(chunks[:place]) if not _tells_test(chunk, chunks[index + 1])]
    return (*before, chunks[place], *_behind(chunks[place + 1 :]))


def _tells_test(chunk: Chunk, behind: Chunk) -> bool:
    """ "B-hCG pregnancy test", "negative screening pregnancy test": what stands right before the test."""
    named = chunk.sort in (Sort.VARIABLE, Sort.CONCEPT) and bool(chunk.names)
    return named and set(chunk.names) <= _SOUGHT | _MOMENTS and _TEST in behind.names


def _behind(rest: Sequence[Chunk]) -> tuple[Chunk, ...]:
    if rest and rest[0].sort is Sort.GROUP and _is_kit(flattened(rest[0].inner)):
        return tuple(rest[1:])
    first = next(
        (index for index, chunk in enumerate(rest) if chunk.text.lower() == "sensitivity" or _SOUGHT & set(chunk.names)), None
    )
    if first is None or first > 2 or any(chunk.sort not in (Sort.PREP, Sort.FILL) for chunk in rest[:first]):
        return tuple(rest)
    end = first
    while end < len(rest) and _is_kit(rest[end : end + 1]):
        end += 1
    return tuple(rest[end:]) if any(chunk.sort is Sort.AMOUNT for chunk in rest[first:end]) else tuple(rest)


def _is_kit(chunks: Sequence[Chunk]) -> bool:
    return bool(chunks) and all(
        chunk.sort in _PLAIN or (bool(chunk.names) and set(chunk.names) <= _SOUGHT) or chunk.text.lower() in _WORDS
        for chunk in chunks
    )
