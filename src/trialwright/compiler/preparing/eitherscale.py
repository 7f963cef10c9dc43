"""Either scale: "ECOG 0-1/KPS 80-100", "Karnofsky, Lansky >= 50", "Karnofsky > 60, ECOG < 2 or WHO < 2" in; the sign between
two scales of performance as "or", for they say the same, out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_JOINTS = frozenset({Sort.SLASH, Sort.COMMA, Sort.AND})
_BY_AGE = frozenset({"Karnofsky performance status", "Lansky performance status"})
"""One scale for adults and one for children: nobody has both."""


@needs("performance status")
def with_either_scale(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of what is required, with such a slash as "or"; those of what excludes as they are."""
    if setting.exclusion:
        return tuple(chunks)
    named = [place for place, chunk in enumerate(chunks) if _names_scale(chunk)]
    result = list(chunks)
    for first, second in pairwise(named):
        sign = chunks[second - 1]
        valued = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in chunks[first:second])
        other = valued and chunks[first].names != chunks[second].names
        either = other and (sign.sort is Sort.SLASH or (sign.sort is Sort.COMMA and _ends_in_or(chunks, second)))
        if either or (second == first + 2 and sign.sort in _JOINTS and {*chunks[first].names, *chunks[second].names} == _BY_AGE):
            result[second - 1] = anew(sign, sort=Sort.OR, text="or", value="or")
    return tuple(result)


def _ends_in_or(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Karnofsky > 60, ECOG < 2 or WHO < 2": a list of scales with their values that an "or" closes."""
    for chunk in chunks[place:]:
        if chunk.sort is Sort.OR:
            return True
        if chunk.sort not in _OF_A_LIMIT and not _names_scale(chunk):
            return False
    return False


_OF_A_LIMIT = frozenset({Sort.CMP, Sort.POST, Sort.AMOUNT, Sort.CODES, Sort.COMMA, Sort.FILL, Sort.PREP})


def without_label_of_scale(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Performance status Karnofsky > 60": the scale alone, not a limit on the usual one too."""
    return tuple(
        chunk
        for place, chunk in enumerate(chunks)
        if not (
            chunk.text.lower() in ("performance status", "performance score", "ps")
            and place + 1 < len(chunks)
            and _names_scale(chunk)
            and _names_scale(chunks[place + 1])
        )
    )


def _names_scale(chunk: Chunk) -> bool:
    return chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("performance status")
