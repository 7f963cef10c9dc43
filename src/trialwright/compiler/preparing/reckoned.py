"""Reckoned: "GFR >= 60 based on creatinine" in; the same without the values from which the value was only reckoned, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.compiler.wording.sought import needs

_FROM = re.compile(
    r"(?:(?:as|when|if|which|that|is|was|either|value|values|level|levels|either) )*"
    r"(?:(?:based|dependent) (?:up)?on|on the basis of|"
    r"(?:calculated|estimated|derived|computed|determined|measured|assessed|predicted|obtained) "
    r"(?:from|by|using|with|on|via|through|by means of|based (?:up)?on|on the basis of))"
    r"(?: (?:the|a|an|patient's|measured|either|both|standard|baseline|actual|serum|plasma))*"
)
_NUMBERS = frozenset({Sort.AMOUNT, Sort.POST})
_VALUED = frozenset({Sort.CMP, Sort.AMOUNT, Sort.CODES, Sort.LEVEL, Sort.COLON})
_SAID = frozenset({Sort.FILL, Sort.PREP, Sort.GROUP})
_LEVEL = frozenset({"level", "levels", "value", "values", "concentration", "concentrations", "measurement", "measurements"})
_MORE_OF_A_NAME = frozenset({Sort.WORD, Sort.CONCEPT, Sort.HEADNOUN, Sort.VARIABLE, Sort.OTHER})
_LONGEST = 6


@needs(_FROM)
def without_what_it_is_reckoned_from(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks, inside brackets too, without "calculated from serum creatinine" behind a value or the name of one."""
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        before = next((item for item in reversed(kept) if item.sort is not Sort.FILL), None)
        chunk = chunks[place]
        if before is not None and before.sort in _NUMBERS | {Sort.VARIABLE}:
            inner = chunk.inner if chunk.sort is Sort.GROUP else ()
            if inner and _end(inner, 0, setting, named=False) == len(inner):
                place += 1
                continue
            end = _end(chunks, place, setting, named=before.sort is Sort.VARIABLE)
            if end is not None:
                place = end
                continue
        kept.append(chunk)
        place += 1
    return tuple(kept)


def _end(chunks: Sequence[Chunk], place: int, setting: Setting, *, named: bool) -> int | None:
    """Where the values end from which another was reckoned, as the words that begin at a place say; None for other words. Behind
    the bare name of a value, the number that follows is of that name."""
    first = next(
        (
            step
            for step in range(place + 1, min(place + _LONGEST, len(chunks)))
            if _is_measured(chunks[step], setting) and _FROM.fullmatch(setting.words(chunks[place:step]).lower())
        ),
        None,
    )
    if first is None or (_has_value(chunks, first) and not named):
        return None
    end = _past_name(chunks, first)
    open_still = named and not _has_value(chunks, first)
    while end < len(chunks) and chunks[end].sort in LIST_SIGNS:
        step = end
        while step < len(chunks) and chunks[step].sort in (*LIST_SIGNS, Sort.FILL):
            step += 1
        valued = step < len(chunks) and _has_value(chunks, step)
        if step >= len(chunks) or not _is_measured(chunks[step], setting) or (valued and not open_still):
            break
        end = _past_name(chunks, step)
        open_still = open_still and not valued
    goes_on = end < len(chunks) and chunks[end].sort in _MORE_OF_A_NAME  # "using serum protein electrophoresis"
    return None if goes_on else end


def _is_measured(chunk: Chunk, setting: Setting) -> bool:
    """True for a value, and no score, by which patients are told apart ("low risk based on the IPSS")."""
    return chunk.sort is Sort.VARIABLE and all(setting.vocabulary.kind(name) != "score" for name in chunk.names)


def _past_name(chunks: Sequence[Chunk], place: int) -> int:
    end = place + 1
    while end < len(chunks) and chunks[end].text.lower() in _LEVEL:
        end += 1
    return end


def _has_value(chunks: Sequence[Chunk], place: int) -> bool:
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in _SAID), None)
    return behind is not None and behind.sort in _VALUED
