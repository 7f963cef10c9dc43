"""Spared limits: "bilirubin > 1.5 x ULN except in Gilbert's syndrome, ALT > 3 x ULN" in; the exception in a bracket behind its
own limit, and the list of limits going on behind it, out.

Taken as part of the exception, the second limit would spare those who are beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.preparing.limitpairs import NUMBERS, values_before
from trialwright.compiler.setting import Setting, flattened
from trialwright.vocabulary.records import anew

_BREAKS = frozenset({Sort.COMMA, Sort.SEMICOLON})
_JOINS = frozenset({Sort.AND, Sort.OR})
_BEFORE_NAME = frozenset({Sort.FILL, Sort.PREP, Sort.NARROWING, Sort.MUST, Sort.NARROW})
_NAMED = frozenset({Sort.VARIABLE, Sort.AND, Sort.OR, Sort.SLASH, Sort.FILL, Sort.GROUP, Sort.LEVEL, Sort.MUST, Sort.PREP})
_KIDNEYS = ("kidney filtration rate", "creatinine")


def with_spared_limits(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The exception to a limit as a bracket behind it, where the list goes on with the limit of another value; an exception with
    a limit of its own ends a sentence there."""
    place = next((at for at in range(1, len(chunks)) if chunks[at].sort is Sort.EXC), None)
    if place is None:
        return tuple(chunks)
    first = place - (chunks[place - 1].sort is Sort.COMMA)
    begins = next((at for at in range(first, 0, -1) if chunks[at - 1].sort not in NUMBERS), 0)
    own = values_before(chunks[:begins]) if begins < first else frozenset()
    end = next((at for at in range(place + 2, len(chunks)) if own and _goes_on(chunks, at, own, setting)), None)
    if end is None:
        return tuple(chunks)
    inner, sign, behind = tuple(chunks[place:end]), chunks[end], with_spared_limits(chunks[end + 1 :], setting)
    if any(chunk.sort in NUMBERS for chunk in flattened(inner)):  # a limit of its own, of those who are spared
        stop = anew(sign, sort=Sort.STOP, text=".", value=".")
        return (*chunks[:end], stop, *(behind[1:] if behind[0].sort in _JOINS else behind))
    bracket = Chunk(sort=Sort.GROUP, start=inner[0].start, end=inner[-1].end, text="()", inner=inner)
    joint = sign if sign.sort in _JOINS else anew(sign, sort=Sort.COMMA, value=",")
    return (*chunks[:first], bracket, joint, *behind)


def _goes_on(chunks: Sequence[Chunk], place: int, own: frozenset[str], setting: Setting) -> bool:
    """True for a sign behind which the limit of another value stands, which is no part of the exception."""
    sign = chunks[place].sort
    colon = any(chunk.sort is Sort.COLON for chunk in chunks[:place])
    if colon or values_before(chunks[:place]) or not (sign in _BREAKS or _lists(sign, setting)):
        return False  # "ALT and AST" are one name of a limit
    name = place + 1
    while name < len(chunks) and (chunks[name].sort in _BEFORE_NAME or (sign in _BREAKS and chunks[name].sort in _JOINS)):
        name += 1
    limit = name
    while limit < len(chunks) and chunks[limit].sort in _NAMED:
        limit += 1
    values = values_before(chunks[name:limit])
    limited = limit < len(chunks) and chunks[limit].sort in NUMBERS
    return limited and bool(values) and not any(_of_one_organ(value, other, setting) for value in values for other in own)


def _lists(sign: Sort, setting: Setting) -> bool:
    """Without a comma: what is banned is listed with "or", what is required with "and"."""
    return sign is (Sort.OR if setting.exclusion else Sort.AND)


def _of_one_organ(value: str, other: str, setting: Setting) -> bool:
    """Direct and total bilirubin, creatinine and its clearance: the one may tell to whom the limit of the other is not put."""
    said_alike = set(value.split()) & set(other.split())
    return bool(said_alike) or all(setting.under(name, *_KIDNEYS) for name in (value, other))
