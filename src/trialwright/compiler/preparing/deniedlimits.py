"""Denied limits: "LVEF not >= 50 %", "ECOG not 0 or 1", "calcium not within normal limits" in; the limit with
the opposite sign, or the denial before the name, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, split_at
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_PLAINLY = frozenset({"not", "is not", "are not"})
_DUTIES = frozenset({"must not be", "should not be"})
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
_NAMES = frozenset({Sort.VARIABLE, Sort.FILL, Sort.IF})
_VALUES = frozenset({Sort.AMOUNT, Sort.CODES, Sort.OR, Sort.FILL, Sort.POST})
_BETWEEN = frozenset({Sort.VARIABLE, Sort.FILL})


@needs("not", "outside", "out of", "other than")
def with_denied_limits(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each limit that a "not" stands before as what it leaves."""
    turned = _with_signs_turned(chunks, setting)
    result: list[Chunk] = []
    for piece, end in split_at(turned, _ENDS):
        result.extend(_denial_first(piece))
        result.extend((end,) if end is not None else ())
    return tuple(result)


def _with_signs_turned(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "LVEF not >= 50 %" as "LVEF < 50 %"; of what is measured alone, for "not > 2 lines" counts."""
    denials = _PLAINLY if setting.exclusion else _PLAINLY | _DUTIES
    result: list[Chunk] = []
    for chunk in chunks:
        before = result[-2:]
        denied = len(before) > 1 and before[1].sort is Sort.NEG and before[1].text.lower() in denials
        if chunk.sort is Sort.CMP and denied and chunk.value in _OPPOSITE and before[0].sort in _BETWEEN and _is_named(result):
            result[-1] = anew(chunk, start=before[1].start, text=f"{before[1].text} {chunk.text}", value=_OPPOSITE[chunk.value])
        else:
            result.append(chunk)
    return tuple(result)


def _is_named(before: Sequence[Chunk]) -> bool:
    """Whether a variable stands there, with but empty words and the denial behind it."""
    named = next((chunk for chunk in reversed(before[:-1]) if chunk.sort is not Sort.FILL), None)
    return named is not None and named.sort is Sort.VARIABLE


def _denial_first(piece: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "ECOG not 0 or 1" as "not ECOG 0 or 1", of names and their one value; anything else as it was."""
    place = next((place for place, chunk in enumerate(piece) if _denies(chunk)), 0)
    names, values = piece[:place], piece[place + 1 :]
    valued = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in values) and all(chunk.sort in _VALUES for chunk in values)
    named = bool(names) and names[-1].sort in _BETWEEN and all(map(_names, names))
    if not (valued and named and [chunk.sort for chunk in names].count(Sort.VARIABLE) == 1):
        return tuple(piece)
    start = next(index for index, chunk in enumerate(names) if chunk.sort is Sort.VARIABLE)
    denial = anew(piece[place], sort=Sort.NEG, value="not", start=names[start].start, end=names[start].start)
    return (*(chunk for chunk in names[:start] if chunk.sort is Sort.FILL), denial, *names[start:], *values)


def _denies(chunk: Chunk) -> bool:
    said = chunk.text.lower()
    return (chunk.sort is Sort.NEG and said in _PLAINLY) or (chunk.sort is Sort.EXC and said == "other than")


def _names(chunk: Chunk) -> bool:
    return chunk.sort in _NAMES and (chunk.sort is not Sort.IF or chunk.value == "with")
