"""Stage brackets: a list of stages one of which has a bracket ("stage II, IIIA or IIIB (N2)", "IB (T2a >= 4 cm) to IIIA") in;
that stage with its bracket, and the others, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.variables import find_variable, scale_grades, scale_range

_BESIDE = frozenset({Sort.TNM, Sort.FILL, Sort.COMMA, Sort.OR, Sort.SLASH})
_JOINS = frozenset({"to", "-", "through", ",", "or", "and", "/"})
_RANGES = frozenset({"to", "-", "through"})
_IN_BRACKET = frozenset({Sort.TNM, Sort.CMP, Sort.POST, Sort.AMOUNT, Sort.FILL, Sort.NARROWING, Sort.SIZEOF, Sort.VARIABLE})


def last_stage_apart(chunks: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """The phrase twice, for the stages before the last and for the last; None for a phrase without such a list."""
    for place, chunk in enumerate(chunks[:-1]):
        behind = chunks[place + 1]
        categories = [item for item in behind.inner if item.sort is Sort.TNM]
        listed = chunk.sort is Sort.CODES and len(chunk.names) > 1 and "-" not in chunk.names
        if not listed or len(categories) != 1 or any(item.sort not in _BESIDE for item in behind.inner):
            continue
        before, rest = tuple(chunks[:place]), tuple(chunks[place + 2 :])
        others, last = anew(chunk, names=chunk.names[:-1]), anew(chunk, names=chunk.names[-1:])
        return (*before, others, *rest), (*before, last, categories[0], *rest)
    return None


def with_stages_apart(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with "stage IB (>= 4 cm) to IIIA" as "stage IB (>= 4 cm) or stage II to IIIA"."""
    result = list(chunks)
    place = 1
    while place + 3 < len(result):
        first, bracket, joint, second = result[place : place + 4]
        named = result[place - 1]
        if not (first.sort is second.sort is Sort.CODES and named.sort is Sort.VARIABLE and joint.text.lower() in _JOINS):
            place += 1
            continue
        ranged = joint.text.lower() in _RANGES
        later = _from_next(named, first, second) if ranged else second
        told = bracket.sort is Sort.GROUP and (_limits(bracket) or not ranged)  # "stage IIB (with risk factors), III or IV"
        if later is not None and len(first.names) == 1 and told:
            either = anew(joint, sort=Sort.OR, text="or", value="or")
            result[place : place + 4] = [first, bracket, either, named, later]
        place += 1
    return tuple(result)


def stage_bracket_apart(chunks: Sequence[Chunk]) -> list[tuple[Chunk, ...]] | None:
    """ "Stage IB (T2a >= 4 cm) NSCLC": the phrase without the bracket, and each limit in it; None for any other phrase."""
    for place, bracket in enumerate(chunks[1:], start=1):
        stage = chunks[place - 1]
        if stage.sort is Sort.CODES and bracket.sort is Sort.GROUP and len(stage.names) == 1 and _limits(bracket):
            categories = tuple(item for item in bracket.inner if item.sort is Sort.TNM)
            sized = _with_size_named(tuple(item for item in bracket.inner if item not in categories))
            parts = [part for part in (categories, sized) if any(item.sort is not Sort.FILL for item in part)]
            if len(categories) <= 1:
                return [(*chunks[:place], *chunks[place + 1 :]), *parts]
        staged = place > 1 and "".join(chunks[place - 2].names[:1]).endswith("stage")
        if staged and _tells_more(stage, bracket):
            return _with_state(chunks, place)
    return None


_SAYS_HOW = frozenset(
    {Sort.EG, Sort.PERMIT, Sort.EXC, Sort.EITHERWAY, Sort.CODES, Sort.AMOUNT, Sort.TNM, Sort.VARIABLE, Sort.TAIL}
)
_TOLD_BY = re.compile(
    r"\b(?:or not|according|per|AJCC|UICC|FIGO|TNM|edition|version|system|criteria|classification|includ\w+|regardless|any|"
    r"all)\b",
    re.IGNORECASE,
)


def _tells_more(stage: Chunk, bracket: Chunk) -> bool:
    """ "Stage III (unresectable)", "stage IIIB (with pleural effusion)": a bracket that narrows one stage, not its standard."""
    told = stage.sort is Sort.CODES and len(stage.names) == 1 and bracket.sort is Sort.GROUP and bool(bracket.inner)
    if not told or any(item.sort in _SAYS_HOW for item in bracket.inner):
        return False
    words = any(item.sort in (Sort.NARROWING, Sort.CONCEPT) or len(item.text) > _SHORT for item in bracket.inner)
    return words and _TOLD_BY.search(" ".join(item.text for item in bracket.inner)) is None


_SHORT = 4


def _with_state(chunks: Sequence[Chunk], place: int) -> list[tuple[Chunk, ...]]:
    """The phrase with the bracket's adjectives before the disease behind it, or beside what else the bracket says."""
    rest, inner = (*chunks[:place], *chunks[place + 1 :]), chunks[place].inner
    disease = next((index for index, chunk in enumerate(rest) if index >= place and chunk.sort is Sort.CONCEPT), None)
    if disease is not None and all(item.sort in (Sort.NARROWING, Sort.FILL) for item in inner):
        states = tuple(item for item in inner if item.sort is Sort.NARROWING)
        return [(*rest[:disease], *states, *rest[disease:])]
    return [rest, inner]


def _limits(bracket: Chunk) -> bool:
    return any(item.sort in (Sort.TNM, Sort.AMOUNT) for item in bracket.inner) and all(
        item.sort in _IN_BRACKET for item in bracket.inner
    )


def _with_size_named(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Tumor >= 4 cm", ">= 4 cm": of the size of the tumor."""
    amount = next((chunk for chunk in chunks if chunk.sort is Sort.AMOUNT), None)
    sized = amount is not None and amount.amount is not None and amount.amount.unit in ("cm", "mm")
    if not sized or any(chunk.sort in (Sort.VARIABLE, Sort.SIZEOF) for chunk in chunks):
        return tuple(chunks)
    place = next(index for index, chunk in enumerate(chunks) if chunk.sort in (Sort.CMP, Sort.AMOUNT))
    size = anew(chunks[place], sort=Sort.VARIABLE, names=("tumor size",), value="", amount=None)
    kept = [chunk for chunk in chunks[:place] if chunk.sort is not Sort.NARROWING]
    return (*kept, size, *chunks[place:])


def _from_next(named: Chunk, first: Chunk, second: Chunk) -> Chunk | None:
    """The range from the stage behind the first one to the second."""
    variable = find_variable(named.names[0])
    if variable is None or variable.scale is None or len(second.names) != 1:
        return None
    own, last = scale_range(variable.scale, first.names[0]), scale_range(variable.scale, second.names[0])
    if own is None or last is None or last[0] <= own[1]:
        return None
    above = [
        (span[0], -span[1], grade.code)
        for grade in scale_grades(variable.scale)
        if (span := scale_range(variable.scale, grade.code)) is not None and span[0] > own[1]
    ]
    return anew(second, names=(min(above)[2], "-", second.names[0]))
