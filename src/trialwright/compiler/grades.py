"""Grades: the chunks of a statement in; the same with "grade 3+" as a limit and without "any grade of", out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew

_AND_ABOVE = re.compile(r"(\d)\s?\+")
_ANY = re.compile(r"any|all", re.IGNORECASE)


def with_grades_spelled_out(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Grade 3+ colitis" is of grade 3 or higher; "any grade of uveitis", "uveitis of any grade" is uveitis."""
    if not any(chunk.sort is Sort.GRADEOF for chunk in chunks):
        return tuple(chunks)
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else None
        found = _AND_ABOVE.fullmatch(chunk.text) if chunk.sort is Sort.CODES else None
        if found is not None and before is not None and before.sort is Sort.GRADEOF:
            result.extend(_with_sign(chunk, found[1], signed=place > 1 and chunks[place - 2].sort is Sort.CMP))
        else:
            unsaid = before is not None and _says_nothing(chunks, place, before, result[-1])
            result.append(anew(chunk, sort=Sort.FILL, value="fill") if unsaid else chunk)
    return tuple(result)


def _says_nothing(chunks: Sequence[Chunk], place: int, before: Chunk, read: Chunk) -> bool:
    """True for the "grade" of "any grade", and for the "of" behind it."""
    if chunks[place].sort is Sort.GRADEOF:
        return _ANY.fullmatch(before.text) is not None and _bare(chunks, place)
    return chunks[place].sort is Sort.PREP and before.sort is Sort.GRADEOF and read.sort is Sort.FILL


def _with_sign(codes: Chunk, grade: str, *, signed: bool) -> list[Chunk]:
    cut = codes.start + len(grade)
    number = anew(codes, end=cut, text=grade, names=(grade,))
    if signed:
        return [number]
    return [number, Chunk(sort=Sort.POST, start=cut, end=codes.end, text="+", value=">=")]


def _bare(chunks: Sequence[Chunk], place: int) -> bool:
    """True where no number says which grade."""
    around = chunks[place + 1 : place + 3]
    return not any(chunk.sort in (Sort.CODES, Sort.AMOUNT, Sort.CMP) for chunk in around)
