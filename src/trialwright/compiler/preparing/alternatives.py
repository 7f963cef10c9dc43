"""Alternatives: the chunks of a statement in; the same with semicolons that part alternatives as the commas of one list out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.outlining.logic import joining
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew


def with_alternatives_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "A; B; or C", "A or; B or; C": semicolons beside an "or" part the members of one list."""
    if not any(chunk.sort is Sort.SEMICOLON for chunk in chunks):
        return tuple(chunks)
    items = _or_behind_semicolons(_enumerated(chunks, setting))
    last = None
    for place, chunk in enumerate(items):
        behind = next((item for item in items[place + 1 :] if item.sort is not Sort.FILL), None)
        if chunk.sort is Sort.SEMICOLON and behind is not None and behind.sort is Sort.OR:
            last = place
    if last is None:
        return tuple(items)
    stop = max((place for place in range(last) if items[place].sort is Sort.STOP), default=-1)
    stop = max((place for place in range(stop + 1, last) if _begins_leave(items, place, last)), default=stop)
    return tuple(
        anew(chunk, sort=Sort.COMMA) if chunk.sort is Sort.SEMICOLON and stop < place <= last else chunk
        for place, chunk in enumerate(items)
    )


def _begins_leave(chunks: Sequence[Chunk], place: int, last: int) -> bool:
    """ "A; patients with B; C; or D are allowed": behind the semicolon stands whom a leave lets in, before it what is banned."""
    if chunks[place].sort is not Sort.SEMICOLON or chunks[place + 1].sort is not Sort.IF or chunks[place + 1].value != "with":
        return False
    leave = next((chunk for chunk in chunks[last + 1 :] if chunk.sort in _CLOSE), None)
    return leave is not None and leave.sort is Sort.PERMIT


_CLOSE = frozenset({Sort.PERMIT, Sort.STOP, Sort.SEMICOLON, Sort.MUST, Sort.NEG})


def _or_behind_semicolons(chunks: Sequence[Chunk]) -> list[Chunk]:
    """An "or" right before a semicolon changes places with it."""
    items = list(chunks)
    for place in range(len(items) - 1):
        if items[place].sort is Sort.OR and items[place + 1].sort is Sort.SEMICOLON:
            items[place], items[place + 1] = items[place + 1], items[place]
    return items


def _lends(chunks: Sequence[Chunk]) -> bool:
    """ "Any of the following within 6 months: A; B", "allergy to any of these: A; B": of each that stands behind the colon. In
    "A, B; C" the semicolon ends that list."""
    colon = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), 0)
    parts = any(chunk.sort in (Sort.COMMA, Sort.OR, Sort.AND) for chunk in chunks[colon:])
    return not parts and any(chunk.sort in (Sort.WINDOW, Sort.ALLERGY) for chunk in chunks[:colon])


def _enumerated(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "At least one of the following: A; B; C": the semicolons behind the colon, up to the end of that sentence, stand for "or".

    Of "at least two of the following: A; B; C" they are commas; members with signs of their own cannot be counted there, nor
    those behind a number in brackets.
    """
    colon = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is None or not any(chunk.sort is Sort.SEMICOLON for chunk in chunks[colon:]):
        return tuple(chunks)
    begin = max((place + 1 for place in range(colon) if chunks[place].sort in _PARTS_SENTENCES), default=0)
    end = next((place for place in range(colon, len(chunks)) if chunks[place].sort is Sort.STOP), len(chunks))
    announced = setting.normal.text[chunks[begin].start : chunks[colon].end]
    said = joining(announced, [], "inclusion")
    if said.sense == "permission":  # all that is listed is let in, and none of it asked for
        return tuple(
            anew(chunk, sort=Sort.COMMA, value=",") if chunk.sort is Sort.SEMICOLON and colon < place < end else chunk
            for place, chunk in enumerate(chunks)
        )
    if said.sense is not None or not said.stated or (setting.exclusion and not _lends(chunks)):
        return tuple(chunks)
    counted = said.at_least is not None or said.at_most is not None
    if not counted and said.logic != "ANY" and not (said.logic == "NONE" and _OF_THESE.search(announced)):
        return tuple(chunks)
    sort = Sort.COMMA if counted else Sort.OR
    listed = [anew(chunk, sort=sort) if chunk.sort is Sort.SEMICOLON else chunk for chunk in chunks[colon:end]]
    if counted and (chunks[colon - 1].sort is Sort.GROUP or any(chunk.sort in _SIGNS for chunk in chunks[colon:end])):
        listed = [anew(chunk, sort=Sort.WORD, names=()) if chunk.sort is not Sort.COLON else chunk for chunk in listed]
    return (*chunks[:colon], *listed, *chunks[end:])


_OF_THESE = re.compile(r"\b(?:following|below|these)\b", re.IGNORECASE)
_PARTS_SENTENCES = frozenset({Sort.STOP, Sort.SEMICOLON})
_SIGNS = frozenset({Sort.COMMA, Sort.AND, Sort.OR, Sort.SLASH})
