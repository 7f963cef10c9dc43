"""With limits: "ECOG 0-2 with a life expectancy of at least 3 months" in; two limits joined by "and" out.

A limit that is complete asks for nothing more of the value behind the "with": that is a limit of its own. Among what excludes,
both must be met at once ("creatinine > 1.5 x ULN concurrent with a clearance < 50", "HBsAg positive with HBV DNA > 2000 IU/mL").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.rules import words
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_SIGNS = frozenset(
    {Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.OR, Sort.AND, Sort.COLON, Sort.SLASH, Sort.EXC, Sort.IF, Sort.NEG, Sort.PREP}
)
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})


@needs("with")
def with_limits_behind_with(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a "with" between two limits of two variables as a conjunction."""
    joined = tuple(_joint(chunks, place, setting) for place in range(len(chunks)))
    return tuple(
        anew(chunk, sort=Sort.FILL, value="fill") if _at_once(chunk) and behind.sort is Sort.ALSO else chunk
        for chunk, behind in zip(joined, (*joined[1:], *joined[-1:]), strict=True)
    )


def _at_once(chunk: Chunk) -> bool:
    """ "Concurrent" before "with"."""
    return chunk.sort in (Sort.NOW, Sort.WORD) and chunk.text.lower() in words("told at once")


def _joint(chunks: Sequence[Chunk], place: int, setting: Setting) -> Chunk:
    chunk = chunks[place]
    if chunk.text.lower() != "with" or place + 1 == len(chunks):
        return chunk
    if _between(chunks, place, setting):
        return anew(chunk, sort=Sort.ALSO, value="also") if setting.exclusion else anew(chunk, sort=Sort.AND, value="and")
    return anew(chunk, sort=Sort.ALSO, value="also") if _of_infected(chunks, place, setting) else chunk


_LOAD = re.compile(r"\b(?:DNA|RNA|viral load)$")
_RESULT = frozenset({"positive", "reactive", "positivity", "seropositive", "+", "(+)"})


def _of_infected(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """ "HBsAg positive with HBV DNA > 2000 IU/mL", "HCV antibody positive with cirrhosis": both are told of one patient."""
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.WORD)), None)
    if behind is None or behind.sort not in (Sort.VARIABLE, Sort.CONCEPT):
        return False
    ill = behind.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _ILL for name in behind.names)
    load = behind.sort is Sort.VARIABLE and all(_LOAD.search(name) for name in behind.names)
    before = [chunk for chunk in chunks[max(place - 2, 0) : place] if chunk.sort is Sort.CONCEPT]
    told = chunks[place - 1].text.lower() in _RESULT or chunks[max(place - 2, 0)].text.lower() in _RESULT
    return (ill or load) and bool(before) and told


_ILL = frozenset({"condition", "finding"})


def _between(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    told = place - (_at_once(chunks[place - 1]) if place else False)
    before, behind = _up_to_sign(chunks[:told][::-1]), _up_to_sign(chunks[place + 1 :])
    listed = _listed_beside(chunks, place) if setting.exclusion else any(chunk.sort is Sort.OR for chunk in chunks)
    if listed or not (_is_limit(before) and _is_limit(behind)):
        return False
    named = [{name for chunk in part if chunk.sort is Sort.VARIABLE for name in chunk.names} for part in (before, behind)]
    return not named[0] & named[1]


def _listed_beside(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether the sentence lists more: both limits would be met beside any other of them."""
    before, behind = ([chunk.sort for chunk in part] for part in (chunks[:place][::-1], chunks[place + 1 :]))
    ends = (Sort.SEMICOLON, Sort.STOP)
    said = [
        sort
        for part in (before, behind)
        for sort in part[: next((at for at, sort in enumerate(part) if sort in ends), len(part))]
    ]
    return any(sort in (Sort.OR, Sort.COMMA, Sort.AND, Sort.COLON) for sort in said)


def _up_to_sign(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    end = next((place for place, chunk in enumerate(chunks) if chunk.sort in _SIGNS and chunk.text.lower() != "of"), len(chunks))
    return chunks[:end]


def _is_limit(chunks: Sequence[Chunk]) -> bool:
    sorts = {chunk.sort for chunk in chunks}
    return Sort.VARIABLE in sorts and bool(sorts & _NUMBERS) and Sort.WORD not in sorts
