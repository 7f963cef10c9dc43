"""Aged people: "patients over 18 years of age undergoing gastrectomy" in; their age and what else is said of them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Compare, Criterion, walk
from trialwright.vocabulary.records import anew

_BEFORE = frozenset({Sort.FILL, Sort.MUST, Sort.CMP, Sort.AGED, Sort.PREP, Sort.EITHER, Sort.BOTH, Sort.OR, Sort.AND, Sort.SLASH})
_BEHIND = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST, Sort.AGED})
_SAID = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST})
_PEOPLE = frozenset(
    {
        "adults",
        "adult",
        "children",
        "child",
        "persons",
        "person",
        "people",
        "sexes",
        "genders",
        "gender",
        "sex",
        "healthy",
        "volunteers",
    }
)
_NAMED_PEOPLE = re.compile(
    r"\b(?:patients?|subjects?|participants?|adults?|m[ae]n|wom[ae]n|(?:fe)?males?|individuals|persons?)\b", re.IGNORECASE
)
_SEXES = {"male", "female"}
_GOES_ON = frozenset({Sort.WORD, Sort.PREP, Sort.IF, Sort.NARROW, Sort.HIST, Sort.NOW, Sort.NARROWING, Sort.CONCEPT})


def aged_people(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The age, and what stands behind it; None for a sentence that does not begin with people of an age."""
    number = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.AMOUNT), None)
    if setting.exclusion or number is None or not all(_of_people(chunk) for chunk in chunks[:number]):
        return None
    sexes = {name for chunk in chunks[:number] for name in chunk.names} & _SEXES
    if len(sexes) == 1:
        return None  # "women over 18": a rule for them, or of them
    end = number + 1
    while end < len(chunks) and (chunks[end].sort in _BEHIND or _joins_ends(chunks, end)):
        end += 1
    rest = chunks[end:]
    while rest and rest[0].sort is Sort.FILL:
        rest = rest[1:]
    if rest and rest[0].sort not in _GOES_ON:
        return None
    of_age = any(chunk.sort is Sort.AGED or "age" in chunk.names for chunk in chunks[:end])
    of_age = of_age or _grown_years(chunks, number, setting)
    in_years = [chunk.amount for chunk in chunks[:end] if chunk.amount is not None and chunk.amount.unit in ("a", None)]
    compared = any(chunk.sort in (Sort.CMP, Sort.POST) or (chunk.amount and chunk.amount.high) for chunk in chunks[:end])
    if not of_age or not in_years or not compared:
        return None
    name = anew(chunks[number], sort=Sort.VARIABLE, end=chunks[number].start, text="", names=("age",), amount=None)
    age = read_phrase((name, *(chunk for chunk in chunks[:end] if chunk.sort in _SAID)), setting)
    if not all(isinstance(node, Compare) for node in walk(age)):
        return None
    return joined_by("and", (age, read(rest, setting))) if stripped(rest) else age


_GROWN = 10


def _grown_years(chunks: Sequence[Chunk], number: int, setting: Setting) -> bool:
    """ "Patients >= 18 years with …": years of life, where people are named right before them."""
    amount = chunks[number].amount
    named = _NAMED_PEOPLE.search(setting.normal.text, 0, chunks[number].start) is not None
    return named and amount is not None and amount.unit == "a" and amount.low >= _GROWN


def _of_people(chunk: Chunk) -> bool:
    if chunk.sort is Sort.CONCEPT or chunk.sort is Sort.VARIABLE:
        return bool(chunk.names) and set(chunk.names) <= {*_SEXES, "age"}
    if chunk.sort in (Sort.WORD, Sort.IF):
        return all(word in _PEOPLE for word in chunk.text.lower().split()) or chunk.text.lower() == "patients with"
    return chunk.sort in _BEFORE


def _joins_ends(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Over 18 and under 75": the conjunction between the two ends."""
    behind = chunks[place + 1] if place + 1 < len(chunks) else None
    return chunks[place].sort is Sort.AND and behind is not None and behind.sort is Sort.CMP
