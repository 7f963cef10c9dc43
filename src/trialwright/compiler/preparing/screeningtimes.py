"""Times of screening: "during screening (within 30 days of the first dose)" in; the time in the bracket, which says when that is,
in its place, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, stripped

_EARLIER = re.compile(r"\b(?:prior|previous|previously)\b", re.IGNORECASE)
_AT_ENTRY = re.compile(r"at (?:the )?time of\b", re.IGNORECASE)


def with_times_told(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each time of no length ("at screening") as the one that the bracket behind it tells, and without "at the
    time of study entry" behind "no previous"."""
    result: list[Chunk] = []
    earlier = False
    for chunk in chunks:
        earlier = earlier or (chunk.sort is Sort.NEG and _EARLIER.search(chunk.text) is not None)
        if earlier and chunk.sort is Sort.WINDOW and _AT_ENTRY.match(chunk.text):
            continue
        inner = stripped(chunk.inner) if chunk.sort is Sort.GROUP else ()
        told = len(inner) == 1 and inner[0].sort is Sort.WINDOW and inner[0].window is not None
        before = result[-1] if result else None
        if told and before is not None and before.sort is Sort.WINDOW and before.window is None:
            result[-1] = inner[0]
        else:
            result.append(chunk)
    return tuple(result)
