"""With limits: "ECOG 0-2 with a life expectancy of at least 3 months" in; two limits joined by "and" out.

A limit that is complete asks for nothing more of the value behind the "with": that is a limit of its own. Among what excludes,
both must be met at once, and the words are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_SIGNS = frozenset(
    {Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.OR, Sort.AND, Sort.COLON, Sort.SLASH, Sort.EXC, Sort.IF, Sort.NEG, Sort.PREP}
)
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})


@needs("with")
def with_limits_behind_with(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a "with" between two limits of two variables as a conjunction."""
    if setting.exclusion:
        return tuple(chunks)
    return tuple(
        anew(chunk, sort=Sort.AND, value="and") if chunk.text.lower() == "with" and _between(chunks, place) else chunk
        for place, chunk in enumerate(chunks)
    )


def _between(chunks: Sequence[Chunk], place: int) -> bool:
    before, behind = _up_to_sign(chunks[:place][::-1]), _up_to_sign(chunks[place + 1 :])
    if any(chunk.sort is Sort.OR for chunk in chunks) or not (_is_limit(before) and _is_limit(behind)):
        return False
    named = [{name for chunk in part if chunk.sort is Sort.VARIABLE for name in chunk.names} for part in (before, behind)]
    return not named[0] & named[1]


def _up_to_sign(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    end = next((place for place, chunk in enumerate(chunks) if chunk.sort in _SIGNS and chunk.text.lower() != "of"), len(chunks))
    return chunks[:end]


def _is_limit(chunks: Sequence[Chunk]) -> bool:
    sorts = {chunk.sort for chunk in chunks}
    return Sort.VARIABLE in sorts and bool(sorts & _NUMBERS) and Sort.WORD not in sorts
