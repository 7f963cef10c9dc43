"""Free of: "free of breast cancer and other malignancies", "free of malignancies for 5 years" in; none of these, within that
time, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.preparing.offtherapy import for_so_long
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_ILLNESSES = frozenset(
    {Sort.CONCEPT, Sort.HIST, Sort.OTHER, Sort.NARROWING, Sort.FILL, Sort.AND, Sort.OR, Sort.COMMA, Sort.SLASH}
)
_OF_ITS_OWN = frozenset({Sort.VARIABLE, Sort.ASKED, Sort.AGED})
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.COMMA, Sort.EXC, Sort.WINDOW, Sort.AND, Sort.OR})


@needs("free of", "free from")
def with_none_of_these(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The illnesses behind "free of" as alternatives, and the time for which one is free of them as counted back."""
    place = next((place for place, chunk in enumerate(chunks) if _frees(chunk)), None)
    if place is None or setting.exclusion:
        return tuple(chunks)
    again = next((at for at in range(place + 1, len(chunks)) if chunks[at].sort is Sort.NEG), None)
    if again is not None and chunks[again].text[:1].isupper():  # "… at registration No concurrent use of": a stop was lost
        stop = anew(chunks[again], sort=Sort.STOP, end=chunks[again].start, text=".", value=".")
        return (*with_none_of_these(chunks[:again], setting), stop, *chunks[again:])
    if again is not None:
        return tuple(chunks)
    end = next((end for end in range(place + 1, len(chunks)) if chunks[end].sort not in _ILLNESSES), len(chunks))
    named = [chunk for chunk in chunks[place + 1 : end] if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    if not named or not kinds <= {"cancer", "metastasis", "condition"}:
        return tuple(chunks)
    if end < len(chunks) and chunks[end].sort in _OF_ITS_OWN and chunks[end - 1].sort is Sort.AND:
        apart = anew(chunks[end - 1], sort=Sort.SEMICOLON, value=";")  # "free of infection, and ECOG 0-1"
        return (*chunks[: end - 1 - (chunks[end - 2].sort is Sort.COMMA)], apart, *chunks[end:])
    behind, after = _time_and_rest(chunks[end:])
    if behind and behind[0].sort not in _ENDS:
        return tuple(chunks)
    either = [anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in chunks[place + 1 : end]]
    if not after and _OF_TODAY.search(chunks[place].text):
        either = [part for chunk in either for part in _as_active(chunk)]
    return (*chunks[: place + 1], *either, *after, *behind)


_OF_TODAY = re.compile(r"current|disease", re.IGNORECASE)


def _as_active(chunk: Chunk) -> tuple[Chunk, ...]:
    """ "Currently disease free of breast cancer" is said of who may have had it."""
    if chunk.sort is not Sort.CONCEPT:
        return (chunk,)
    return anew(chunk, sort=Sort.NARROWING, names=("activity=active",), end=chunk.start, text=""), chunk


def _frees(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NEG and chunk.text.lower().endswith(("free of", "free from"))


def _time_and_rest(behind: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]]:
    """What stands behind the illnesses without their time, and that time."""
    end, time = for_so_long(behind, 0)
    return (tuple(behind[end:]), (time,)) if time is not None else (tuple(behind), ())
