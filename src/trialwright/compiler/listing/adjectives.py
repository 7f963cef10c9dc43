"""Adjectives: the parts of a list in; the same with words that only narrow, and have but a comma between, before the one thing
that they are of, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort

Pieces = list[tuple[tuple[Chunk, ...], Chunk | None]]


def adjectives_joined(pieces: Pieces) -> Pieces:
    """ "Clinically significant, uncontrolled heart disease": words that narrow, with only commas between, are of one thing."""
    result: Pieces = []
    waiting: tuple[Chunk, ...] = ()
    for place, (piece, sign) in enumerate(pieces):
        if waiting and not (piece and piece[0].sort in (Sort.NARROWING, Sort.CONCEPT)):
            each = not piece and sign is not None and sign.sort is Sort.OR  # "recurrent, metastatic, or refractory disease"
            result.extend(_apart(pieces[:place]) if each else [(waiting, pieces[0][1])])
            waiting = ()
        narrows = bool(piece) and all(chunk.sort is Sort.NARROWING for chunk in piece)
        both = narrows and sign is not None and sign.sort is Sort.AND and _states_of_one(piece, pieces[place + 1][0])
        if narrows and sign is not None and (sign.sort is Sort.COMMA or both):
            waiting = (*waiting, *piece)
        elif narrows and waiting:
            result.extend(((chunk,), pieces[0][1]) for chunk in waiting)
            result.append((piece, sign))
            waiting = ()
        else:
            result.append(((*waiting, *piece), sign))
            waiting = ()
    return [*result, (waiting, None)] if waiting else result


def _apart(pieces: Pieces) -> Pieces:
    """The parts right before an "or", from the last on that only narrow."""
    first = len(pieces)
    while first and pieces[first - 1][0] and all(chunk.sort is Sort.NARROWING for chunk in pieces[first - 1][0]):
        first -= 1
    return [(piece, pieces[0][1]) for piece, _sign in pieces[first:]]


_STATES = ("activity=", "control=", "severity=", "symptoms=", "treatment=", "stability=", "significance=", "outcome=")


def _states_of_one(before: Sequence[Chunk], behind: Sequence[Chunk]) -> bool:
    """ "Active and clinically significant infection": one thing in two states, while "acute and chronic" are two kinds of it."""
    place = next((index for index, chunk in enumerate(behind) if chunk.sort is not Sort.NARROWING), len(behind))
    words = (*before, *behind[:place])
    named = place and place < len(behind) and behind[place].sort is Sort.CONCEPT
    families = [name.split("=")[0] for chunk in words for name in chunk.names[:1]]
    alike = all(name.startswith(_STATES) for chunk in words for name in chunk.names)
    return bool(named) and alike and len(set(families)) == len(families)
