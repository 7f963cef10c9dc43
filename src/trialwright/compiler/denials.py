"""Denials: what stands behind a negation in; where its reach ends, and what behind it is let in, out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, stripped


def denied_again(chunks: Sequence[Chunk]) -> int | None:
    """Where a comma is followed by another denial ("no A, no B")."""
    for place, chunk in enumerate(chunks[:-1]):
        behind = [item for item in chunks[place + 1 :] if item.sort not in (Sort.AND, Sort.COMMA, Sort.FILL)][:2]
        denies = len(behind) > 1 and behind[0].sort is Sort.NEG and behind[0].text.lower() != "non"
        if chunk.sort is Sort.COMMA and denies and behind[1].sort is not Sort.NARROW:
            return place if stripped(chunks[:place]) else None
    return None


_EASES = ("treatment=treated", "stability=stable", "control=controlled", "symptoms=asymptomatic", "outcome=cured")


def spared_behind(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """ "No brain metastases, or treated and stable ones": where what is denied comes again behind "or" in a state that is
    better, it is let in; None where it is one more thing denied."""
    place = max((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.OR), default=None)
    if place is None or not any(chunk.sort is Sort.NARROWING for chunk in chunks[place:]):
        return None
    before = {name for chunk in chunks[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names}
    behind = [name for chunk in chunks[place:] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    eased = any(name in _EASES for chunk in chunks[place:] if chunk.sort is Sort.NARROWING for name in chunk.names)
    again = bool(behind) and any(setting.under(behind[0], name) or setting.under(name, behind[0]) for name in before)
    return place if eased and again else None


def sign_behind_or(chunks: Sequence[Chunk]) -> bool:
    """ "Without liver metastases or > 5 x ULN with": the denial ends before a limit that has no name of its own."""
    return any(
        chunk.sort is Sort.OR and len(chunks) > place + 1 and chunks[place + 1].sort in (Sort.CMP, Sort.AMOUNT)
        for place, chunk in enumerate(chunks)
    ) and not any(chunk.sort is Sort.VARIABLE for chunk in chunks)


def narrower_behind_or(chunks: Sequence[Chunk]) -> int | None:
    """Where, behind a thing that is denied as a whole, "or" is followed by that same thing in one state or grade."""
    if len(chunks) < _THING_OR_THING or chunks[0].sort is not Sort.CONCEPT:
        return None
    place = 2 if chunks[1].sort is Sort.COMMA else 1
    behind = [chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.STOP)]
    again = any(chunk.sort is Sort.CONCEPT and chunk.names == chunks[0].names for chunk in behind)
    narrowed = any(chunk.sort in (Sort.NARROWING, Sort.VARIABLE) for chunk in behind)
    plain = all(chunk.sort in (Sort.CONCEPT, Sort.NARROWING, Sort.VARIABLE, Sort.CODES, Sort.HEADNOUN) for chunk in behind)
    return place if chunks[place].sort is Sort.OR and again and narrowed and plain else None


_THING_OR_THING = 4


def only_behind_or(chunks: Sequence[Chunk]) -> bool:
    """ "No prior chemotherapy or only adjuvant chemotherapy": what stands behind "or only" is not denied."""
    return any(one.sort is Sort.OR and other.text.lower() in ("only", "at most", "up to") for one, other in pairwise(chunks))


def limit_apart(chunks: Sequence[Chunk]) -> int | None:
    """Where, behind a denial, a comma is followed by a limit of its own, while nothing before it was a limit."""
    for place, chunk in enumerate(chunks):
        if chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE):
            return None
        behind = [item for item in chunks[place + 1 : place + 5] if item.sort not in (Sort.OR, Sort.AND, Sort.FILL)]
        if chunk.sort is Sort.COMMA and len(behind) > 1 and behind[0].sort is Sort.VARIABLE:
            return place if behind[1].sort is Sort.CMP else None
    return None
