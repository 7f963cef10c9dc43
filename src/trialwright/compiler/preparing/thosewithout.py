"""Those without: "patients not on warfarin: INR <= 1.5", "AST <= 3 x ULN in the absence of liver metastases", "patients on
warfarin INR <= 3" in; the same with whom it is asked of before it, as a condition, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.somebody import ABSENT, may_set_apart
from trialwright.compiler.setting import Setting, sorts_of, split_at, stripped
from trialwright.vocabulary.records import anew

_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
_PEOPLE = frozenset({"patients", "subjects", "participants", "those", "individuals", "patient", "subject", "participant"})
_BETWEEN = frozenset({Sort.FILL, Sort.NOW, Sort.PREP, Sort.HEADNOUN, Sort.OR, Sort.NARROWING, Sort.HIST})
_NUMBERS = frozenset({Sort.AMOUNT, Sort.POST})
_LIMITS = _NUMBERS | {Sort.CMP, Sort.VARIABLE, Sort.AND, Sort.OR, Sort.SLASH, Sort.FILL, Sort.COMMA, Sort.PREP, Sort.COLON}
_CANCERS = frozenset({"cancer", "histology"})
_OTHER_LIMIT = _NUMBERS | {Sort.IF, Sort.CONCEPT, Sort.CMP, Sort.FILL, Sort.NARROWING, Sort.OR, Sort.AND}
_OF_ALL = frozenset({"age", "ECOG performance status", "Karnofsky performance status", "life expectancy"})


def with_those_without_first(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each limit of those who lack something behind its condition; among exclusions as they are."""
    if setting.exclusion or _NUMBERS.isdisjoint(sorts_of(chunks)):
        return tuple(chunks)
    parts = list(split_at(chunks, _ENDS))
    if any(_goes_on(part) for part, _end in parts[1:]):
        return tuple(chunks)
    result: list[Chunk] = []
    for part, end in parts:
        piece = _with_other_limit_in_bracket(tuple(part))
        label = 2 * _labelled(piece)
        result.extend(
            (
                *piece[:label],
                *(
                    _led(piece[label:], setting)
                    or _led_by_holders(piece[label:], setting)
                    or _followed(piece[label:], setting)
                    or piece[label:]
                ),
            )
        )
        result.extend((end,) if end is not None else ())
    return tuple(result)


def _with_other_limit_in_bracket(piece: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "ALT <= 1.5 x ULN or if liver metastases <= 2 x ULN": the second limit as it would stand in a bracket behind the first."""
    place = next((place for place, chunk in enumerate(piece) if place and chunk.sort is Sort.OR), None)
    if place is None or not any(chunk.sort in _NUMBERS for chunk in piece[:place]):
        return piece
    tail = tuple(chunk for chunk in stripped(piece[place + 1 :]) if chunk.sort is not Sort.COMMA)
    sorts = [chunk.sort for chunk in tail]
    numbers = sum(sort in _NUMBERS for sort in sorts)
    plain = sorts[:1] == [Sort.IF] and tail[0].value == "if" and numbers == 1 and sorts[-1] in _NUMBERS and Sort.CONCEPT in sorts
    if not plain or not _limits(piece[:place]) or any(sort not in _OTHER_LIMIT for sort in sorts):
        return piece
    group = Chunk(sort=Sort.GROUP, start=tail[0].start, end=tail[-1].end, text="()", inner=tail)
    return (*piece[: place - (piece[place - 1].sort is Sort.COMMA)], group)


def _goes_on(piece: Sequence[Chunk]) -> bool:
    """ "< 2.5 x ULN without liver metastases; < 5 x ULN with liver metastases": a limit of what was named before."""
    said = stripped(piece)
    return bool(said) and said[0].sort in _NUMBERS | {Sort.CMP}


def _labelled(piece: Sequence[Chunk]) -> bool:
    return [chunk.sort for chunk in piece[:2]] == [Sort.VARIABLE, Sort.COLON]


def _led(piece: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """ "Patients not on warfarin: INR <= 1.5" with "if" for its people; None for other sentences."""
    start = next((place for place, chunk in enumerate(piece) if chunk.sort is Sort.VARIABLE), None)
    denied = _denial(piece)
    if start is None or denied is None or denied >= start:
        return None
    bound = next((place for place in range(denied + 1, start) if piece[place].sort not in _BETWEEN | {Sort.CONCEPT}), start)
    lacking, limit = piece[denied + 1 : bound], piece[start:]
    people = any(chunk.text.lower() in _PEOPLE for chunk in piece[:denied])
    absent = piece[denied].text.lower() in ABSENT
    apart = bound < start and piece[bound].sort in (Sort.COMMA, Sort.COLON, Sort.MUST)
    joined = any(chunk.sort not in (Sort.FILL, Sort.COMMA, Sort.COLON, Sort.MUST) for chunk in piece[bound:start])
    if (
        joined
        or not (absent or people)
        or not (apart or (bound == start and people))
        or not _names(lacking, setting)
        or not _limits(limit)
    ):
        return None
    return (*_condition(piece[denied], lacking), *limit)


def _led_by_holders(piece: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """ "Patients on warfarin INR <= 3" with "if" for its people; None for other sentences."""
    start = next((place for place, chunk in enumerate(piece) if chunk.sort is Sort.VARIABLE), None)
    first = piece[0] if piece else None
    if start is None or first is None or first.sort is not Sort.IF or first.value not in ("with", "on"):
        return None
    having, limit = piece[1:start], piece[start:]
    ill = not any(setting.vocabulary.kind(name) in _CANCERS for chunk in having for name in chunk.names)
    if not ill or not _names(having, setting) or not _limits(limit):
        return None
    now = (anew(first, sort=Sort.NOW, value="current"),) if first.value == "on" else ()
    comma = anew(first, sort=Sort.COMMA, value=",", text=",", start=having[-1].end, end=having[-1].end)
    return (anew(first, value="if", text="if"), *now, *having, comma, *limit)


def _followed(piece: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """ "INR <= 1.5 in patients not on warfarin" with those people first; None for other sentences."""
    said = stripped(piece)
    if said and said[-1].sort is Sort.GROUP:
        said = (*said[:-1], *said[-1].inner)
    number = next((place for place, chunk in enumerate(said) if chunk.sort in _NUMBERS), None)
    if number is None:
        return None
    behind = said[number + 1 :]
    denied = next((place for place, chunk in enumerate(behind) if _denies(chunk)), None)
    if denied is None or any(chunk.sort not in (Sort.FILL, Sort.FOR, Sort.PREP, Sort.IF) for chunk in behind[:denied]):
        return None
    people = any(chunk.text.lower() in _PEOPLE or chunk.sort is Sort.IF for chunk in behind[:denied])
    absent, limit = behind[denied].text.lower() in ABSENT, said[: number + 1]
    if not (people or absent) or not _names(behind[denied + 1 :], setting) or not _limits(limit):
        return None
    return (*_condition(behind[denied], behind[denied + 1 :]), *limit)


def _denial(piece: Sequence[Chunk]) -> int | None:
    """Where the denial stands that a sentence begins with, behind no more than its people."""
    for place, chunk in enumerate(piece):
        if _denies(chunk):
            return place
        if chunk.sort not in (Sort.FILL, Sort.FOR, Sort.PREP, Sort.IF):
            return None
    return None


def _denies(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NEG or chunk.text.lower() in ABSENT


def _names(lacking: Sequence[Chunk], setting: Setting) -> bool:
    """Whether the words behind the denial only name what those people lack."""
    ends = bool(lacking) and lacking[-1].sort in (Sort.CONCEPT, Sort.HEADNOUN, Sort.FILL)
    return ends and all(chunk.sort in _BETWEEN | {Sort.CONCEPT} for chunk in lacking) and may_set_apart(lacking, setting)


def _limits(chunks: Sequence[Chunk]) -> bool:
    """Whether the words are but limits of measured values, of which not everybody is asked."""
    said = stripped(chunks)
    measured = bool(said) and said[0].sort is Sort.VARIABLE and any(chunk.sort in _NUMBERS for chunk in said)
    return (
        measured
        and all(chunk.sort in _LIMITS for chunk in said)
        and not any(name in _OF_ALL for chunk in said for name in chunk.names)
    )


def _condition(denial: Chunk, lacking: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The words as a condition: "if not on warfarin,"."""
    end = lacking[-1].end
    opening = anew(denial, sort=Sort.IF, value="if", text="if", end=denial.start)
    comma = anew(denial, sort=Sort.COMMA, value=",", text=",", start=end, end=end)
    return (opening, anew(denial, sort=Sort.NEG, value="not"), *lacking, comma)
