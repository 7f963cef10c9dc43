"""Lines named: "in first or second line", "1st or 2nd line" in; both lines in one word out, as of "first-line or second-line"."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew

_FIRST = {"first": "1", "second": "2", "third": "3", "1st": "1", "2nd": "2", "3rd": "3"}


def with_lines_named(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with each bare number before "or second line" as a line too."""
    result: list[Chunk] = []
    for chunk in chunks:
        lines = chunk.sort is Sort.NARROWING and bool(chunk.names) and all(name.startswith("line=") for name in chunk.names)
        start = _number_before(result) if lines else None
        if start is None:
            result.append(chunk)
            continue
        said = "".join(item.text.lower() for item in result[start:-1])
        names = (f"line={_FIRST[said]}", *chunk.names)
        result[start:] = [anew(chunk, start=result[start].start, text=f"{said} or {chunk.text}", names=names)]
    return tuple(result)


def _number_before(before: Sequence[Chunk]) -> int | None:
    """Where "first or", "1 st or" begins at the end of the chunks; None where nothing of the kind stands there."""
    if not before or before[-1].sort not in (Sort.OR, Sort.SLASH):
        return None
    for size in (1, 2):
        words = before[-1 - size : -1]
        if len(words) == size and "".join(item.text.lower() for item in words) in _FIRST:
            return len(before) - 1 - size
    return None
