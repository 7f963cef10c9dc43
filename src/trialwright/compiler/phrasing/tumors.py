"""Tumors: a phrase that says only "tumor" or "disease" ("unresectable tumors", "locally advanced disease", "tumor >= 4 cm") in;
the same with the neoplasm, or its size, named, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import Phrase
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_TUMOR = re.compile(r"tumou?rs?", re.IGNORECASE)
_OF_A_CANCER = ("extent=", "resectability=", "recurrence=", "refractory=", "treatment=untreated", "proof=confirmed")
_NAMES = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.TNM, Sort.STUDYDRUG})
_NOT_BEHIND = frozenset({Sort.WORD, Sort.HEADNOUN, Sort.NARROWING, Sort.OTHER_SIGN, Sort.COUNTED, Sort.LEVEL, *_NAMES})
_LENGTHS = ("cm", "mm")


def with_tumor_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The phrase with "tumor" or "disease" as a neoplasm, where nothing in it names one."""
    place = next((index for index, chunk in enumerate(chunks) if _is_tumor(chunk) or _is_disease(chunk)), None)
    if place is None:
        return tuple(chunks)
    noun, staged = chunks[place], _staged(chunks, place)
    if not staged and any(chunk.sort in _NAMES for chunk in chunks):
        return tuple(chunks)
    graded = _graded(chunks, noun)
    if graded is not None or setting.subject:
        return tuple(chunks) if graded is None else graded
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort is not Sort.FILL), None)
    if behind is not None and behind.sort in _NOT_BEHIND:
        return tuple(chunks)
    if _is_tumor(noun) and _measured(chunks[place + 1 :]):
        return (*chunks[:place], anew(noun, sort=Sort.VARIABLE, names=("tumor size",)), *chunks[place + 1 :])
    of_it = chunks if behind is not None and behind.sort is Sort.MUST else chunks[:place]
    said = [name for chunk in of_it if chunk.sort is Sort.NARROWING for name in chunk.names]
    if not any(name.startswith(_OF_A_CANCER) for name in said):
        return (*chunks[:place], anew(noun, sort=Sort.FILL, value="fill"), *chunks[place + 1 :]) if staged else tuple(chunks)
    return (*chunks[:place], anew(noun, sort=Sort.CONCEPT, names=("neoplasm",), value=""), *chunks[place + 1 :])


def _staged(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Unresectable stage III disease", "stage III tumors": only the stage, right before the noun, is named."""
    before = [chunk for chunk in chunks[:place] if chunk.sort is not Sort.FILL][-_STAGE:]
    if [chunk.sort for chunk in before] != [Sort.VARIABLE, Sort.CODES] or before[0].names != ("stage",):
        return False
    return all(chunk.sort not in _NAMES or chunk is before[0] for chunk in chunks)


_STAGE = 2


_COURSE = re.compile(r"remission=|recurrence=.*(?:first|second)")


def in_its_course(phrase: Phrase, setting: Setting) -> Phrase:
    """ "In first complete remission", "at second relapse" of nothing that is named: of the cancer that the trial treats."""
    told = [chunk for chunk in phrase.narrowings if any(_COURSE.match(name) for name in chunk.names)]
    if setting.exclusion or setting.subject or phrase.others or phrase.prepositions:
        return phrase
    if not told or len(told) < len(phrase.narrowings):
        return phrase
    kept = tuple(anew(chunk, names=tuple(name for name in chunk.names if _COURSE.match(name))) for chunk in told)
    cancer = anew(told[0], sort=Sort.CONCEPT, names=("malignancy",), value="", inner=())
    return anew(phrase, concepts=(cancer,), narrowings=kept)


_OF_A_GRADE = frozenset({Sort.GRADEOF, Sort.CODES, Sort.CMP, Sort.POST, Sort.FILL, Sort.PREP, Sort.IF})


def _graded(chunks: Sequence[Chunk], noun: Chunk) -> tuple[Chunk, ...] | None:
    """ "Tumors with grade 2 or 3 histology": the grade of the tumor under the microscope; None for any other phrase."""
    kept = [chunk for chunk in chunks if chunk is not noun and "proof=confirmed" not in chunk.names]
    grades = [chunk for chunk in kept if chunk.sort is Sort.GRADEOF]
    plain = all(chunk.sort in _OF_A_GRADE for chunk in kept) and any(chunk.sort is Sort.CODES for chunk in kept)
    if len(grades) != 1 or not plain or not _is_tumor(noun):
        return None
    return tuple(anew(chunk, sort=Sort.VARIABLE, names=("histologic grade",)) if chunk in grades else chunk for chunk in kept)


def _is_tumor(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and chunk.value == "" and _TUMOR.fullmatch(chunk.text) is not None


def _is_disease(chunk: Chunk) -> bool:
    return chunk.sort is Sort.HEADNOUN and chunk.text.lower() in ("disease", "diseases")


def _measured(chunks: Sequence[Chunk]) -> bool:
    """True for a length, with or without a sign before it."""
    said = [chunk for chunk in chunks if chunk.sort not in (Sort.FILL, Sort.CMP, Sort.POST)]
    return len(said) == 1 and said[0].amount is not None and said[0].amount.unit in _LENGTHS
