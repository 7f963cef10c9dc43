"""Marked cancers: "ER-positive or PR-positive breast cancer" in; each of the results with the cancer that it is of, out.

Read apart, the first result would be asked for without the cancer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import Setting

_RESULT = re.compile(
    r"(?:positive|negative|mutant|mutated|high|low|amplified|rearranged|deficient|proficient|overexpressing|ultralow|ultra-low|null|mutations?|fusions?|"
    r"rearrangements?|amplifications?|alterations?|translocations?|[+-])+",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"(?:\s|,)*(?:and/or|or)(?:\s|,)*$", re.IGNORECASE)
_BESIDE = frozenset({Sort.NARROWING, Sort.FILL, Sort.WORD, Sort.OTHER_SIGN, Sort.EITHER, Sort.HIST, Sort.MUST, Sort.IF})
_CANCERS = frozenset({"cancer", "histology"})


def with_their_cancer(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members with the cancer that the last of a run of alternative results names."""
    result = list(members)
    told_once = False
    for place in range(len(result) - 1, 0, -1):
        before, member = result[place - 1], result[place]
        cancer = _cancer_behind(member, setting)
        told = cancer and _is_result(before, setting)
        begins = min((chunk.start for chunk in member if chunk.start >= before[-1].end), default=before[-1].end)
        between = setting.normal.text[before[-1].end : begins]
        told_once = bool(told) and (_ALTERNATIVE.search(between) is not None or (told_once and between.strip() == ","))
        if told_once:
            result[place - 1] = (*before, *cancer)
    return result


def _cancer_behind(member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The cancer, with the words that narrow it, at the end of a member that begins with a result; nothing for other members."""
    first = next((index for index, chunk in enumerate(member) if _is_cancer(chunk, setting)), None)
    if first is None or sum(chunk.sort is Sort.CONCEPT and not _is_test(chunk, setting) for chunk in member) != 1:
        return ()
    start = first
    while start and member[start - 1].sort is Sort.NARROWING:
        start -= 1
    return tuple(member[start:]) if _is_result(member[:start], setting) else ()


def _is_result(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for a test with a result of it as an adjective."""
    tests = [chunk for chunk in chunks if _is_test(chunk, setting)]
    said = [chunk for chunk in chunks if chunk not in tests]
    told = bool(said) and _RESULT.fullmatch(said[-1].text) is not None
    named = len(tests) == 1 and bool(tests[0].value)
    return len(tests) == 1 and (told or (named and chunks[-1] is tests[0])) and all(chunk.sort in _BESIDE for chunk in said)


def _is_test(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and tested(chunk, setting)


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in chunk.names)


def with_shared_mark(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "HER2-positive gastric or junction adenocarcinoma": an adjective before "or" borrows the noun behind it, and lends the
    result that stands before it, with what narrows the cancer behind that ("HER2-positive metastatic gastric or …")."""
    first = members[0]
    place = next((index for index, chunk in enumerate(first) if _is_cancer(chunk, setting)), None)
    if not place or len(members) == 1 or " " in first[place].text:
        return members
    begins = next((index for index in range(place, 0, -1) if first[index - 1].sort is not Sort.NARROWING), 0)
    if not _is_result(first[:begins], setting):
        return members
    others = all(_is_bare_cancer(member, setting) for member in members[1:])
    if not others or not _borrows(first[place], members[-1][-1]):
        return members
    mark = (*(chunk for chunk in first[:begins] if chunk.sort not in _OF_THE_FIRST), *first[begins:place])
    return [first, *((*mark, *member) for member in members[1:])]


def _borrows(chunk: Chunk, last: Chunk) -> bool:
    """True for an adjective that stands for a cancer only beside the noun of another ("breast", "gastric", "GEJ")."""
    return not chunk.text.lower().endswith(_NOUN_ENDS) and last.text.lower().endswith(_NOUN_ENDS)


_NOUN_ENDS = (
    "cancer",
    "cancers",
    "oma",
    "omas",
    "tumor",
    "tumors",
    "malignancy",
    "malignancies",
    "disease",
    "neoplasm",
    "neoplasms",
)
_OF_THE_FIRST = frozenset({Sort.NARROWING, Sort.HIST, Sort.FILL, Sort.IF, Sort.EITHER, Sort.MUST})


def _is_bare_cancer(member: Sequence[Chunk], setting: Setting) -> bool:
    return _is_cancer(member[-1], setting) and all(chunk.sort in _OF_THE_FIRST for chunk in member[:-1])
