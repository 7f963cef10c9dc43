"""Lists of categories: "T3-4 N0 or any T N1-2", "cT3/T4 and/or N+" in; one chunk that holds them as alternatives out, so that
what they are of is asked for with each."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_SIGNS = frozenset({Sort.OR, Sort.SLASH, Sort.COMMA})
_SEVERAL = 2


def with_categories_asked(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Clinically negative nodes (i.e. T0-3, N0, M0)" of what is required, with all categories of the bracket, of
    several letters, asked beside it."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        inner = [item for item in chunk.inner if item.sort is not Sort.COMMA]
        means = chunk.sort is Sort.GROUP and [item.sort for item in inner][1:] == [Sort.TNM] and place > 0
        if setting.exclusion or not means or inner[0].text.lower() not in _THAT_IS or len(inner[1].names) < _SEVERAL:
            result.append(chunk)
            continue
        joint = anew(inner[0], sort=Sort.AND, text="and", value="and", names=())
        result += [joint, inner[1]]
    return tuple(result)


_THAT_IS = frozenset({"i.e.", "i.e", "ie", "i.e.,", "that is", "namely"})


def with_categories_joined(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks, and those of each bracket, with every list of categories by "or" as one chunk; `inner` holds the alternatives,
    the `value` of each its sign ("T3 or higher or N+")."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        if chunk.sort is Sort.GROUP and any(item.sort is Sort.TNM for item in chunk.inner):
            result.append(anew(chunk, inner=with_categories_joined(chunk.inner)))
            place += 1
            continue
        end, cases = _list_at(chunks, place)
        if len(cases) < _SEVERAL:
            result.append(chunk)
            place += 1
            continue
        names = tuple(dict.fromkeys(name for case in cases for name in case.names))
        result.append(anew(cases[0], start=chunk.start, end=chunks[end - 1].end, names=names, value="or", inner=tuple(cases)))
        place = end
    return tuple(result)


def _list_at(chunks: Sequence[Chunk], place: int) -> tuple[int, list[Chunk]]:
    """The end of a list of categories that begins at a place, and its cases; none where nothing says that one will do."""
    cases: list[Chunk] = []
    said_or, end = False, place
    step = place
    while (found := _case_at(chunks, step)) is not None:
        end, case = found
        cases.append(case)
        step = end
        signs = []
        while step < len(chunks) and (chunks[step].sort in _SIGNS or chunks[step].text.lower() == "either"):
            signs.append(chunks[step].sort)
            step += 1
        if not signs:
            break
        followed = _case_at(chunks, step) is not None
        said_or = said_or or (followed and any(sign is not Sort.COMMA for sign in signs))
    return (end, cases) if said_or or _of_one_letter(cases) else (place, [])


def _of_one_letter(cases: Sequence[Chunk]) -> bool:
    """ "T2N0, T3N0, T1N1": with a comma alone, cases that speak of the same are alternatives."""
    first = [{name[:1] for name in case.names} for case in cases]
    return len(cases) > 1 and all("T" in letters for letters in first)


def _case_at(chunks: Sequence[Chunk], place: int) -> tuple[int, Chunk] | None:
    """The end of one case ("T3-4 N0", ">= T2", "T3 or higher") and its chunk, with its sign as the value."""
    before = chunks[place] if place < len(chunks) else None
    signed = before is not None and before.sort is Sort.CMP
    index = place + signed
    if index >= len(chunks) or chunks[index].sort is not Sort.TNM or chunks[index].inner:
        return None
    if signed and before is not None:
        return index + 1, anew(chunks[index], value=before.value)
    if index + 1 < len(chunks) and chunks[index + 1].sort is Sort.POST:
        return index + 2, anew(chunks[index], value=chunks[index + 1].value)
    return index + 1, chunks[index]
