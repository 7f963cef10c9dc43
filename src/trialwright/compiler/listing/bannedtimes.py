"""Banned times: "is prohibited (for) at least 7 days before the first dose" in; that it must not have been within those days, and
not that it may not have been earlier, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.wording.rules import words
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import WindowKind
from trialwright.vocabulary.records import anew

_BETWEEN = frozenset({Sort.FILL, Sort.PREP})


@needs("least", "minimum", "more")
def with_banned_times(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with the time behind a ban as how long one must have gone without: "is excluded" says it of people, and the time
    behind it is left alone."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        before = next((item for item in reversed(chunks[:place]) if item.sort not in _BETWEEN), None)
        window = chunk.window if chunk.sort is Sort.WINDOW else None
        if before is None or window is None or window.kind is not WindowKind.AT_LEAST_BEFORE or not _forbids(before):
            continue
        recent = replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict)
        result[place] = anew(chunk, window=recent)
    return tuple(result)


def _forbids(chunk: Chunk) -> bool:
    """ "Is prohibited", "are not allowed": what one may not take, and nobody who is left out."""
    return chunk.sort is Sort.BARRED and any(word in chunk.text.lower().split() for word in words("forbidden to take"))
