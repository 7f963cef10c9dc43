"""Numbers first: limits that stand before their names ("> 1500 granulocytes, > 100,000 platelets") in; the names before
them, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_APART = frozenset({Sort.COMMA, Sort.AND, Sort.OR, Sort.SEMICOLON, Sort.COLON, Sort.STOP, Sort.FILL, Sort.EITHER})


def with_names_first(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each "sign, number, name" of a list turned to "name, sign, number", where there are two."""
    said = tuple(chunks)
    places = [place for place in range(len(said) - 2) if _number_first(said, place)]
    if len(places) < 2:
        return said
    turned = list(said)
    for place in places:
        turned[place : place + 3] = [said[place + 2], said[place], said[place + 1]]
    return tuple(turned)


def _number_first(said: Sequence[Chunk], place: int) -> bool:
    sign, number, name = said[place : place + 3]
    if (sign.sort, number.sort, name.sort) != (Sort.CMP, Sort.AMOUNT, Sort.VARIABLE):
        return False
    before = said[place - 1] if place else None
    behind = said[place + 3] if place + 3 < len(said) else None
    return (before is None or before.sort in _APART) and (behind is None or behind.sort in _APART)
