"""Lesions: "measurable or evaluable target lesion", "no measurable lesion, such as ascites" in; the lesions as one thing that may
be either, and whether a head is about nothing but measurability, out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.phrasing.targets import LESIONS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_BETWEEN = frozenset({Sort.OR, Sort.SLASH})
_BESIDE = frozenset({Sort.CONCEPT, Sort.NEG, Sort.FILL, Sort.WORD, Sort.PREP, Sort.COMMA, Sort.NARROWING, Sort.COUNTED, Sort.IF})


def with_lesions_joined(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """ "Measurable or evaluable lesion": one thing, so that what stands before it ("cancer with at least 1") is of both."""
    result: list[Chunk] = []
    for chunk in chunks:
        before = result[-2] if len(result) > 1 else None
        joined = before is not None and result[-1].sort in _BETWEEN and _of_lesions(before) and _of_lesions(chunk)
        if before is not None and joined and before.names != chunk.names:
            names = tuple(dict.fromkeys((*before.names, *chunk.names)))
            result[-2:] = [anew(before, names=names, end=chunk.end, text=f"{before.text} {result[-1].text} {chunk.text}")]
        else:
            result.append(chunk)
    return without_one_lesion(result)


def without_one_lesion(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Cancer with at least 1 measurable lesion" is cancer with measurable disease."""
    result: list[Chunk] = []
    for chunk in chunks:
        one = len(result) > _SIGN_AND_ONE and result[-1].amount is not None and result[-1].amount == Amount(low=Decimal(1))
        signed = one and result[-2].sort is Sort.CMP and result[-2].value == ">="
        if signed and result[-3].text.lower() == "with" and _of_lesions(chunk):
            result[-2:] = [anew(chunk, start=result[-2].start)]
        else:
            result.append(chunk)
    return tuple(result)


_SIGN_AND_ONE = 2


@cache
def _measured() -> frozenset[str]:
    return default_vocabulary().descendants(LESIONS)


def _of_lesions(chunk: Chunk) -> bool:
    return chunk.sort is Sort.CONCEPT and bool(chunk.names) and _measured().issuperset(chunk.names)


def tells_measurability(head: Sequence[Chunk]) -> bool:
    """True for "no measurable lesion", "non-measurable disease only": its examples explain the word, and are no diseases that are
    meant by themselves."""
    named = [chunk for chunk in head if chunk.sort is Sort.CONCEPT]
    return bool(named) and all(_of_lesions(chunk) for chunk in named) and all(chunk.sort in _BESIDE for chunk in head)


def says_not_measurable(head: Sequence[Chunk]) -> bool:
    """ "Non-measurable lesions (including ascites)" excludes nobody for certain: there may be others that are measurable."""
    return any(_of_lesions(chunk) and chunk.text.lower().startswith(("non-measur", "nonmeasur", "non measur")) for chunk in head)


@needs("measurable", "evaluable")
def with_measurability_apart(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Measurable, locally advanced or metastatic disease" of what is required: it must be measurable, and of one of the two
    extents."""
    place = next((at for at, chunk in enumerate(chunks) if chunk.text.lower() in _ADJECTIVES), len(chunks))
    behind = chunks[place + 2 :]
    told = [name for chunk in behind if chunk.sort is Sort.CONCEPT for name in chunk.names]
    named = {name for name in told if setting.vocabulary.kind(name) != "imaging"}  # "based on imaging studies"
    listed = chunks[place + 1 : place + 2] and chunks[place + 1].sort is Sort.COMMA
    either = any(chunk.sort is Sort.OR for chunk in behind) and not any(chunk.sort is Sort.COMMA for chunk in behind)
    if setting.exclusion or not listed or not either or not named or not named <= _EXTENTS:
        return tuple(chunks)
    return (*chunks[: place + 1], anew(chunks[place + 1], sort=Sort.ALSO, value="also"), *behind)


_ADJECTIVES = frozenset({"measurable", "evaluable"})
_EXTENTS = frozenset(
    {
        *("locally advanced disease", "distant metastasis", "recurrence", "local recurrence", "locoregional recurrence"),
        *("advanced disease", "unresectable disease"),
    }
)
