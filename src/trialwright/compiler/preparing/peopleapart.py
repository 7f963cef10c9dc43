"""People apart: "pregnant women and patients with uncontrolled diabetes, defined as …" among what excludes in; two groups of
people, of whom each is excluded for itself, out. "HIV positive patients: CD4 count >= 350" is of those with HIV."""

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
_SAID_OF_THEM = re.compile(r"(?:known|found|diagnosed|who|with|having|being|receiving|taking|on)\b", re.IGNORECASE)
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


@needs(":")
@needs(("patients", "subjects", "participants", "individuals", "people", "persons"))
def with_people_before_colon(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "HIV positive patients: CD4 count >= 350", "diabetic subjects: HbA1c < 8 %": asked of those who have it; both
    together among what excludes, where the value does not define the illness ("patients with renal failure: creatinine > 2")."""
    colon = next((place for place, chunk in enumerate(chunks[:_LEAST]) if chunk.sort is Sort.COLON), 0)
    if not colon or (setting.exclusion and not any(chunk.sort is Sort.VARIABLE for chunk in chunks[colon:])):
        return tuple(chunks)
    led = chunks[0].sort is Sort.IF and chunks[0].value == "with"
    ill, people = chunks[1 if led else 0], chunks[colon - 1]
    named = ill.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _ILLNESSES for name in ill.names)
    if not named or not (colon == _LED if led else people.sort is Sort.FILL and _PEOPLE.fullmatch(people.text.strip())):
        return tuple(chunks)
    head = chunks[0] if led else anew(ill, sort=Sort.IF, value="with", names=(), end=ill.start, text="patients with")
    if setting.exclusion and not all(setting.under(name, "infection") for name in ill.names):
        return tuple(chunks)
    joint = anew(chunks[colon], sort=Sort.ALSO, value="also", text="and") if setting.exclusion else chunks[colon]
    return (head, ill, joint, *chunks[colon + 1 :])


_LED = 2
_LEAST = 4
_ILLNESSES = frozenset({"condition", "finding"})


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
    for index, chunk in enumerate(chunks[place : place + 4], place):
        if _PEOPLE_WITH.match(chunk.text) or (chunk.sort is Sort.CONCEPT and _PEOPLE.search(chunk.text)):
            return True
        behind = chunks[index + 1] if index + 1 < len(chunks) else chunk
        if _PEOPLE.fullmatch(chunk.text) and _SAID_OF_THEM.match(behind.text):
            return True
        if chunk.sort not in (Sort.FILL, Sort.NARROWING):
            return False
    return False
