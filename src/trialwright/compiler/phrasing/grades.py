"""Grades: the chunks of a statement in; the same with "grade 3+" and "high-grade (IV)" as limits, without "any grade of", out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ranges import Range
from trialwright.compiler.setting import Setting, with_inner
from trialwright.compiler.tagging.amounts import codes_at
from trialwright.vocabulary.records import anew

_AND_ABOVE = re.compile(r"(\d)\s?\+")
_ANY = re.compile(r"any|all", re.IGNORECASE)


def with_grades_spelled_out(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Grade 3+ colitis" is of grade 3 or higher; "any grade of uveitis", "uveitis of any grade" is uveitis."""
    chunks = [
        with_inner(chunk, with_grades_spelled_out(chunk.inner)) if chunk.sort is Sort.GROUP and chunk.inner else chunk
        for chunk in chunks
    ]
    if not any(chunk.sort is Sort.GRADEOF for chunk in chunks):
        return tuple(chunks)
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else None
        found = _AND_ABOVE.fullmatch(chunk.text) if chunk.sort is Sort.CODES else None
        if found is not None and before is not None and before.sort is Sort.GRADEOF:
            result.extend(_with_sign(chunk, found[1], signed=place > 1 and chunks[place - 2].sort is Sort.CMP))
        else:
            unsaid = before is not None and _says_nothing(chunks, place, before, result[-1])
            result.append(anew(chunk, sort=Sort.FILL, value="fill") if unsaid else _in_figures(chunk, chunks[:place]))
    return tuple(result)


FIGURES = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
"""The grades that are written in Roman numerals."""
_BEFORE_FIGURES = frozenset({Sort.CMP, Sort.FILL, Sort.PREP, Sort.NARROW, Sort.TAIL})


def _in_figures(chunk: Chunk, before: Sequence[Chunk]) -> Chunk:
    """ "Grade III or IV neuropathy": grades are numbers, however they are written."""
    if chunk.sort is not Sort.CODES or not any(name in FIGURES for name in chunk.names):
        return chunk
    named = next((item for item in reversed(before) if item.sort not in _BEFORE_FIGURES), None)
    if named is None or named.sort is not Sort.GRADEOF:
        return chunk
    return anew(chunk, names=tuple(FIGURES.get(name, name) for name in chunk.names))


_HIGH_OR_LOW = re.compile(r"(?:high|low|intermediate)(?:er)?[- ]grade", re.IGNORECASE)
_BEFORE_CODES = re.compile(r"(?:WHO |CNS )*(?:grades? )?", re.IGNORECASE)


def with_grades_in_brackets(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "High-grade (IV) glioma", "low-grade (WHO I-II) astrocytoma": the grade that the bracket names is what is asked for."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else None
        codes = None
        if chunk.sort is Sort.GROUP and chunk.inner and before is not None and _HIGH_OR_LOW.fullmatch(before.text):
            codes = _codes_in(chunk, setting)
        if codes is not None and before is not None:
            result[-1:] = [anew(before, sort=Sort.GRADEOF, value="grade", names=()), codes]
        else:
            result.append(chunk)
    return tuple(result)


def _codes_in(group: Chunk, setting: Setting) -> Chunk | None:
    """The codes that all of a bracket is; None where it says more, or something else."""
    begins = _BEFORE_CODES.match(setting.normal.text, group.inner[0].start)
    start = begins.end() if begins is not None else group.inner[0].start
    grade = Chunk(sort=Sort.GRADEOF, start=group.inner[0].start, end=start, text="grade", value="grade")
    found = codes_at(setting.normal.text, start, grade)
    if found is None or found[0] != group.inner[-1].end:
        return None
    return anew(group, sort=Sort.CODES, names=found[1], text=setting.normal.text[start : found[0]], inner=())


def _says_nothing(chunks: Sequence[Chunk], place: int, before: Chunk, read: Chunk) -> bool:
    """True for the "grade" of "any grade", for the "of" behind it, and for the "severity" of "grade 2 or greater severity"."""
    if chunks[place].text.lower() in ("severity", "intensity"):
        return before.sort in (Sort.CODES, Sort.POST, Sort.AMOUNT)
    if chunks[place].sort is Sort.GRADEOF:
        return _ANY.fullmatch(before.text) is not None and _bare(chunks, place)
    return chunks[place].sort is Sort.PREP and before.sort is Sort.GRADEOF and read.sort is Sort.FILL


def _with_sign(codes: Chunk, grade: str, *, signed: bool) -> list[Chunk]:
    cut = codes.start + len(grade)
    number = anew(codes, end=cut, text=grade, names=(grade,))
    if signed:
        return [number]
    return [number, Chunk(sort=Sort.POST, start=cut, end=codes.end, text="+", value=">=")]


def _bare(chunks: Sequence[Chunk], place: int) -> bool:
    """True where no number says which grade."""
    around = chunks[place + 1 : place + 3]
    return not any(chunk.sort in (Sort.CODES, Sort.AMOUNT, Sort.CMP) for chunk in around)


def value_by_grade(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """ "ALT greater than grade 1": true where the number is a grade of what a laboratory value shows, and no value of it."""
    grade = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.GRADEOF), None)
    named = next((chunk for chunk in chunks[:grade] if chunk.sort is Sort.VARIABLE), None) if grade is not None else None
    amounts = [chunk.amount for chunk in chunks if chunk.amount is not None]
    if named is None or any(amount.unit or amount.relative for amount in amounts):
        return False
    return all(setting.vocabulary.kind(name) == "measurement" for name in named.names)


_AILMENTS = frozenset({"condition", "finding"})


def graded(limits: Range, kinds: set[str | None], setting: Setting) -> Range:
    """The limits as grades. "Neuropathy grade 2" among what excludes keeps out grade 3 as well: no worse toxicity is let in."""
    single = limits.low is not None and limits.low == limits.high and not limits.listed
    worse = single and limits.unsigned and setting.exclusion and kinds <= _AILMENTS
    return replace(limits, unit=None, high=None if worse else limits.high)


def grades_a_value(others: Sequence[Chunk], variables: Sequence[Chunk], setting: Setting) -> bool:
    """ "Viral load of grade 3": the grade of what a value shows, and no value of it."""
    kinds = {setting.vocabulary.kind(name) for chunk in variables for name in chunk.names}
    return any(chunk.sort is Sort.GRADEOF for chunk in others) and bool(kinds & {"measurement", "biomarker"})
