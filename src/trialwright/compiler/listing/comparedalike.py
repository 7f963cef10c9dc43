"""Compared alike: "more than 2 lines of chemotherapy and 1 of immunotherapy" in; the second number with the first's sign out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort

_SIGNS = frozenset({Sort.CMP, Sort.POST})


def compared_like(member: tuple[Chunk, ...], first: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """A member that begins with a bare number takes the sign that stands before the number of the first."""
    numbered = bool(member) and _counts(member[0]) and not any(chunk.sort in _SIGNS for chunk in member)
    signs = [one for one, next_one in pairwise(first) if one.sort is Sort.CMP and _counts(next_one)]
    return (signs[0], *member) if numbered and len(signs) == 1 else member


def _counts(chunk: Chunk) -> bool:
    return chunk.sort is Sort.AMOUNT and chunk.amount is not None and chunk.amount.unit is None
