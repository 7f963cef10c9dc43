"""Shared results: "KRAS, NRAS and BRAF wild-type", "wild-type RAS and BRAF", "ER and/or PR positive" as members of a list in;
each test with the result that is said of it once out."""

from __future__ import annotations

import re

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import Setting

_NOT_A_RESULT = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.NEG, Sort.GROUP})
_SAID = frozenset({Sort.WORD, Sort.FILL, Sort.NARROWING, Sort.NEG, Sort.WINDOW, Sort.OTHER_SIGN})
_BEFORE = re.compile(r"wild-? ?type|mutated|mutant|non-?mutated|unmutated", re.IGNORECASE)


def with_results_shared(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members, each bare test with the result before the first of its run, behind the next or behind the last of them."""
    return _of_last(_of_next(_of_first(members, setting), setting), setting)


def _of_first(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Wild-type RAS and BRAF": the result before the first test is of every one behind it that has none."""
    result: list[tuple[Chunk, ...]] = []
    lent: tuple[Chunk, ...] = ()
    for member in members:
        place = next((index for index, chunk in enumerate(member) if _is_test(chunk, setting)), None)
        before = member[place - 1 : place] if place else ()
        own = before if before and before[0].sort is Sort.WORD and _BEFORE.fullmatch(before[0].text) else ()
        bare = place == 0 and not member[0].value and all(chunk.sort in (Sort.CONCEPT, Sort.NARROWING) for chunk in member[1:])
        result.append((*lent, *member) if lent and bare else member)
        lent = own or (lent if bare else ())
    return result


def _of_last(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "KRAS, NRAS and BRAF wild-type": the result behind the last test is of every test that stands bare before it."""
    last = members[-1]
    place = next((index for index, chunk in enumerate(last) if _is_test(chunk, setting)), None)
    behind = last[place + 1 :] if place is not None else ()
    first = len(members) - 1
    while first and _is_test(members[first - 1][-1], setting) and not members[first - 1][-1].value:
        first -= 1
    others = [member for member in members[:first] if any(_is_test(chunk, setting) for chunk in member)]
    if not behind or first == len(members) - 1 or others:
        return members
    named = next((index for index, chunk in enumerate(behind) if chunk.sort is Sort.CONCEPT), len(behind))
    if not named or not all(chunk.sort in _SAID or _is_limit(chunk) for chunk in behind[:named]) or len(behind) > named + 1:
        return members
    return [*members[:first], *((*member, *behind) for member in members[first:-1]), last]


def _of_next(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "ER and/or PR positive, HER2 negative": a bare test takes the result of the one that a conjunction ties it to."""
    result = list(members)
    for place in range(len(members) - 2, -1, -1):
        member, after = result[place], result[place + 1]
        bare = len(member) == 1 and not member[0].value and _is_test(member[0], setting)
        between = setting.normal.text[member[-1].end : after[0].start]
        behind = after[1:-1] if len(after) > _SHORTEST and _is_cancer(after[-1], setting) else after[1:]
        told = all(chunk.sort not in _NOT_A_RESULT or _is_limit(chunk) for chunk in behind)
        results = len(after) > 1 and _is_test(after[0], setting) and told
        more = len(members) > place + 2 or any(_has_result(before, setting) for before in result[:place])
        if bare and results and "," not in between and more:
            result[place] = (*member, *behind)
    return result


_SHORTEST = 2


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in chunk.names)


def _has_result(member: tuple[Chunk, ...], setting: Setting) -> bool:
    """ "HER2 negative": a test with a result of its own behind it."""
    return any(_is_test(chunk, setting) and (chunk.value or chunk is not member[-1]) for chunk in member)


def _is_limit(chunk: Chunk) -> bool:
    """ "(>= 1 %)", "(< 1 % by IHC)" behind a result: the share of cells from which on it is one."""
    sorts = {inner.sort for inner in chunk.inner}
    return chunk.sort is Sort.GROUP and {Sort.CMP, Sort.AMOUNT} <= sorts <= _LIMITS


_LIMITS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.WORD, Sort.FILL, Sort.PREP, Sort.HEADNOUN, Sort.LEVEL})


def _is_test(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and tested(chunk, setting)
