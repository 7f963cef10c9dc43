"""Joined variables: "AST or ALT > 3 x ULN" as chunks in; the variables that share one comparison as one chunk out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS
from trialwright.vocabulary.records import anew


def variables_joined(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "AST or ALT > 3 x ULN", "BUN and creatinine: <= 1.5": variables that share one comparison are one chunk with several
    behind it."""
    items = list(chunks)
    index = 0
    while index < len(items):
        if items[index].sort is Sort.VARIABLE:
            place, names, op = index + 1, list(items[index].inner or (items[index],)), ""
            while place < len(items) and items[place].sort in LIST_SIGNS:
                step = place + 1
                while step < len(items) and items[step].sort in LIST_SIGNS | {Sort.FILL}:
                    step += 1
                if step >= len(items) or items[step].sort is not Sort.VARIABLE:
                    break
                op = "or" if any(item.sort is Sort.OR for item in items[place:step]) else (op or "and")
                names.append(items[step])
                place = step + 1
            if len(names) > 1 and (_compared_next(items, place) or _compared_before(items, index)):
                whole = anew(items[index], end=names[-1].end, inner=tuple(names), value=op)
                items[index:place] = [whole]
        index += 1
    return tuple(items)


def _compared_before(items: Sequence[Chunk], place: int) -> bool:
    """ "< 1 % expression for ER and PR": the limit stands before the variables."""
    place -= 1
    seen = False
    while place >= 0 and items[place].sort in (Sort.FILL, Sort.PREP, Sort.FOR, Sort.HEADNOUN, Sort.LEVEL, Sort.EITHER, Sort.BOTH):
        seen = seen or items[place].sort in (Sort.PREP, Sort.FOR)
        place -= 1
    return seen and place >= 0 and items[place].sort is Sort.AMOUNT


def _compared_next(items: Sequence[Chunk], place: int) -> bool:
    passed = (Sort.FILL, Sort.MUST, Sort.COLON, Sort.HEADNOUN, Sort.GROUP, Sort.EITHER, Sort.BOTH, Sort.PREP)
    while place < len(items) and items[place].sort in passed:
        place += 1
    return place < len(items) and items[place].sort in (Sort.CMP, Sort.AMOUNT, Sort.CODES)
