"""Clauses: the members of a list whose first opens a clause in; each member with what the clause says of it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_CLAUSE_OPENS = ("that are", "which are", "that is", "which is", "that", "which")
_IN_CLAUSE = frozenset(
    {Sort.NARROWING, Sort.WORD, Sort.FILL, Sort.NOW, Sort.HEADNOUN, Sort.PREP, Sort.EITHER, Sort.NARROW, Sort.FOR}
)


def with_clauses(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Metastases that are untreated, symptomatic, or require therapy": each member goes on with the clause of the first."""
    first = members[0]
    place = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), None)
    opened = place is not None and len(first) > place + 1 and first[place + 1].text.lower() in _CLAUSE_OPENS
    if place is None or not opened or not setting.exclusion or any(chunk.sort not in _IN_CLAUSE for chunk in first[place + 2 :]):
        return members
    if any(chunk.sort not in _IN_CLAUSE for member in members[1:] for chunk in member):
        return members
    head, clause = first[: place + 1], first[place + 1]
    parts = (first[place + 2 :], *members[1:])
    return [_under(head, clause, part) for part in parts if part]


def _under(head: tuple[Chunk, ...], clause: Chunk, part: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    if all(chunk.sort is Sort.NARROWING for chunk in part):
        return (*head, *part)
    return (*head, replace(clause, sort=Sort.NARROW, start=part[0].start, end=part[0].start), *part)


def clause_behind(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where, behind a question, "and" is followed by what has been given or has failed: a clause of its own."""
    for end in range(place + 1, len(chunks) - 1):
        behind = next((chunk for chunk in chunks[end + 1 :] if chunk.sort not in (Sort.FILL, Sort.MUST)), None)
        if chunks[end].sort is Sort.AND and behind is not None and behind.sort in (Sort.FAILED, Sort.HIST):
            return end
    return None
