"""Denials in members: "pregnant or not using contraception", "stroke, diabetes without insulin, or angina" in; the members
joined, the denial held to the one that it is of, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Criterion, Readings

_WHO = frozenset({"who have", "that have", "who has", "who had"})
_WITHOUT = re.compile(r"(?:with no|without|not)(?: (?:any|prior|previous|on|receiving|treated with))*$", re.IGNORECASE)
_NOUNS = frozenset({"therapy", "treatment", "treatments", "therapies", "medication", "medications", "drugs"})


def member_of_its_own(chunks: tuple[Chunk, ...], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """ "Pregnant, breastfeeding or not using contraception": behind "or" a denial is one more member, not of those before it; and
    the therapy that an illness goes without is not gone on by the illnesses behind it. None for another list."""
    within = _within_a_list(chunks, place, setting, read)
    if within is not None:
        return within
    last = max((index for index in range(place) if chunks[index].sort is Sort.OR), default=None)
    if last is None or not stripped(chunks[:last]):
        return None
    before, behind = read(chunks[:last], setting), read(chunks[last + 1 :], setting)
    apart = joined_by("or", (before, behind))
    if all(chunk.sort is Sort.FILL or chunk.text.lower() in _WHO for chunk in chunks[last + 1 : place]):
        return apart
    head, negated = read(chunks[:place], setting), read(chunks[place:], setting)
    return Readings(
        items=(apart, joined_by("and", (head, negated))),
        why="what is denied may be of the last or of all",
        span=setting.span(chunks),
    )


def _within_a_list(chunks: tuple[Chunk, ...], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """ "A, B without treatment, or C" among what excludes: A, B untreated, C."""
    if not setting.exclusion or _WITHOUT.match(chunks[place].text) is None:
        return None
    end = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort in LIST_SIGNS), len(chunks))
    if end >= len(chunks) or chunks[end].sort is not Sort.COMMA or not _therapy(chunks[place + 1 : end], setting):
        return None
    behind = chunks[end + 1 :]
    listed = any(chunk.sort is Sort.OR for chunk in behind) and not any(chunk.sort is Sort.NEG for chunk in behind)
    first = next((chunk for chunk in behind if chunk.sort not in (Sort.OR, Sort.FILL, Sort.NARROWING)), None)
    start = max((index + 1 for index in range(place) if chunks[index].sort is Sort.COMMA), default=0)
    joined = any(chunk.sort in LIST_SIGNS for chunk in chunks[start:place])
    if not listed or joined or not _ill(first, setting) or not _ill(chunks[place - 1], setting):
        return None
    parts = [stripped(part) for part in (chunks[:start], chunks[start:end], behind)]
    return joined_by("or", [read(part, setting) for part in parts if part])


def _therapy(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for a therapy, with a name or as the bare noun."""
    named = [name for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names]
    bare = any(chunk.text.lower() in _NOUNS for chunk in chunks)
    return (bool(named) or bare) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)


def _ill(chunk: Chunk | None, setting: Setting) -> bool:
    named = chunk.names if chunk is not None and chunk.sort is Sort.CONCEPT else ()
    return bool(named) and all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in named)
