"""People apart: "pregnant women and patients with uncontrolled diabetes, defined as …" among what excludes in; two groups of
people, of whom each is excluded for itself, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_PEOPLE = re.compile(
    r"\b(?:women|men|females|males|patients|subjects|participants|individuals|people|persons|mothers|adults)$", re.IGNORECASE
)
_PEOPLE_WITH = re.compile(
    r"(?:any |all )?(?:women|men|females|males|patients|subjects|participants|individuals|people|persons|adults|those)"
    r" (?:with|who|having|on|receiving|taking)\b",
    re.IGNORECASE,
)
_LEADS = frozenset({Sort.FILL, Sort.NARROWING, Sort.OR, Sort.COMMA, Sort.SLASH, Sort.CONCEPT, Sort.EITHER})
_STOPS = frozenset({Sort.NEG, Sort.UNMET, Sort.EXC, Sort.COLON, Sort.PERMIT, Sort.MUST, Sort.BOTH})


@needs(" and ")
@needs(("women", "men", "males", "patients", "subjects", "participants", "individuals", "people", "persons", "mothers", "adults"))
def with_people_apart(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "and" before another group of people as the end of a sentence, in what excludes; a denial, an exception or
    a leave keeps all as it is."""
    if not setting.exclusion or any(chunk.sort in _STOPS for chunk in chunks) or not _begins_with_people(chunks):
        return tuple(chunks)
    return tuple(
        anew(chunk, sort=Sort.SEMICOLON, value="")
        if place and chunk.sort is Sort.AND and _are_people(chunks, place + 1)
        else chunk
        for place, chunk in enumerate(chunks)
    )


def _begins_with_people(chunks: Sequence[Chunk]) -> bool:
    """True where the statement names people before anything else: "patients with …", "pregnant or nursing women"."""
    for chunk in chunks:
        if _PEOPLE.search(chunk.text) or _PEOPLE_WITH.match(chunk.text):
            return True
        if chunk.sort not in _LEADS:
            return False
    return False


def _are_people(chunks: Sequence[Chunk], place: int) -> bool:
    """True where people are named right behind a conjunction."""
    for chunk in chunks[place : place + 4]:
        if _PEOPLE_WITH.match(chunk.text) or (chunk.sort is Sort.CONCEPT and _PEOPLE.search(chunk.text)):
            return True
        if chunk.sort not in (Sort.FILL, Sort.NARROWING):
            return False
    return False
