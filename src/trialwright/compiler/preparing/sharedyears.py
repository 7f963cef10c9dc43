"""Shared years: "< 18 or > 70 years old" in; the same with the years of the second number for the first too, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew


def with_years_shared(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Patients < 18 or > 70 years old": the chunks with the years of the second number for the first too."""
    result = list(chunks)
    for place in range(2, len(chunks) - 1):
        first, joint, sign, second = chunks[place - 2], chunks[place - 1], chunks[place], chunks[place + 1]
        one, other = first.amount, second.amount
        joined = joint.sort in (Sort.OR, Sort.AND) and sign.sort is Sort.CMP and one is not None and other is not None
        if not joined or one is None or other is None or other.unit != "a" or one.unit is not None or one.relative is not None:
            continue
        named = {name for chunk in chunks[: place - 2] for name in chunk.names if chunk.sort is Sort.VARIABLE}
        if place > 2 and chunks[place - 3].sort is Sort.CMP and named <= {"age"}:
            result[place - 2] = anew(first, amount=anew(one, unit="a"))
    return tuple(result)
