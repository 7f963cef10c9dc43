"""Classes: "heart failure, stroke, NYHA class III", "neuropathy, rash, grade 3" in; the class with the member that it can be of,
or the grade with each that may have it, out.

Read as a member of its own, it would leave the disease without its class, and any heart failure would exclude.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.rules import patterns

_OF_A_SCALE = frozenset({Sort.VARIABLE, Sort.CODES, Sort.CMP, Sort.POST, Sort.AMOUNT, Sort.FILL, Sort.HEADNOUN})
_OF_A_GRADE = (_OF_A_SCALE - {Sort.VARIABLE}) | {Sort.GRADEOF, Sort.TAIL}
_NUMBERS = frozenset({Sort.CODES, Sort.AMOUNT})
_AN_ALTERNATIVE = re.compile(r"\b(?:and/or|and|or)\s*$|/\s*$", re.IGNORECASE)


def with_classes_of_members(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members of a list of what excludes, with a class that only a comma sets apart in the member that it can be of; of what
    is required, with the grade that none may exceed."""
    if not setting.exclusion:
        return _none_worse(members, setting)
    result: list[tuple[Chunk, ...]] = []
    for member in members:
        alternative = _AN_ALTERNATIVE.search(setting.normal.text[: member[0].start])
        graded = _graded(result, setting) if result and not alternative and _is_grade(member) else None
        scale = _scale_alone(member)
        holder = _holder(result, scale) if scale and not alternative else None
        if graded is not None:
            result[graded:] = [(*before, *member) for before in result[graded:]]
        elif holder is not None:
            result[holder] = (*result[holder], *member)
        else:
            result.append(member)
    return result


def _none_worse(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Neuropathy and hearing loss <= grade 1": the limit behind the last is of all, for nobody must have the first."""
    last = members[-1]
    head = next((index for index, chunk in enumerate(last) if chunk.sort is Sort.CONCEPT), len(last))
    tail = last[head + 1 :]
    upper = _is_grade(tail) and not any(chunk.sort in (Sort.CMP, Sort.POST) and chunk.value.startswith(">") for chunk in tail)
    if not upper or not all(_ungraded(member, setting) for member in (*members[:-1], last[: head + 1])):
        return members
    return [*((*member, *tail) for member in members[:-1]), last]


def _scale_alone(member: Sequence[Chunk]) -> str:
    """The scale of a member that is nothing but a place on it; nothing for any other member."""
    named = [chunk for chunk in member if chunk.sort is Sort.VARIABLE]
    alone = all(chunk.sort in _OF_A_SCALE for chunk in member) and any(chunk.sort in _NUMBERS for chunk in member)
    return named[0].names[0] if len(named) == 1 and alone else ""


def _holder(members: Sequence[Sequence[Chunk]], scale: str) -> int | None:
    """The place of the nearest member that the scale can be of, as the first row of the table that fits one says."""
    for pattern, of in patterns("scale of"):
        if of != scale:
            continue
        for place in range(len(members) - 1, -1, -1):
            named = [chunk for chunk in members[place] if chunk.sort is Sort.CONCEPT]
            classed = any(chunk.sort in _NUMBERS for chunk in members[place])
            if len(named) == 1 and not classed and all(pattern.fullmatch(name) for name in named[0].names):
                return place
    return None


def _is_grade(member: Sequence[Chunk]) -> bool:
    graded = any(chunk.sort is Sort.GRADEOF for chunk in member) and any(chunk.sort in _NUMBERS for chunk in member)
    return graded and all(chunk.sort in _OF_A_GRADE for chunk in member)


def _graded(members: Sequence[Sequence[Chunk]], setting: Setting) -> int | None:
    """Where the ailments right before a grade begin that may have it: each of them, lest one exclude in any grade; None where
    there are none."""
    first = len(members)
    while first and _ungraded(members[first - 1], setting):
        first -= 1
    return first if first < len(members) else None


def _ungraded(member: Sequence[Chunk], setting: Setting) -> bool:
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    ill = bool(named) and all(setting.vocabulary.kind(name) in ("condition", "finding") for name in named)
    return ill and not any(chunk.sort in _NUMBERS for chunk in member)
