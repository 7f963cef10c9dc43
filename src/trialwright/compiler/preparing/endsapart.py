"""Ends apart: "BMI < 20 and > 35" among exclusions in; the same with "or" between two limits that no value can both meet out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew


def with_ends_apart(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with each "and" between a limit from above and a higher one from below as "or"."""
    items = [anew(chunk, inner=with_ends_apart(chunk.inner)) if chunk.sort is Sort.GROUP else chunk for chunk in chunks]
    for place in range(2, len(items) - 2):
        if items[place].sort is Sort.AND and _apart(items[place - 2 : place], items[place + 1 : place + 3]):
            items[place] = anew(items[place], sort=Sort.OR, value="or")
    return tuple(items)


def _apart(first: Sequence[Chunk], second: Sequence[Chunk]) -> bool:
    sorts = [chunk.sort for chunk in (*first, *second)]
    if sorts != [Sort.CMP, Sort.AMOUNT, Sort.CMP, Sort.AMOUNT]:
        return False
    one, other = first[1].amount, second[1].amount
    if one is None or other is None or one.relative != other.relative or one.unit not in (None, other.unit):
        return False
    signs = first[0].value[:1], second[0].value[:1]
    return (signs == ("<", ">") and one.low < other.low) or (signs == (">", "<") and one.low > other.low)
