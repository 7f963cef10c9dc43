"""Not tested: "HIV test negative or not performed", "EGFR wild-type or unknown" in; the test with both results as one phrase, or
the infection that is not known of, out.

Read without its end, a test would be required of those who need none.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.compiler.wording.rules import words
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_NAMED = (Sort.CONCEPT, Sort.VARIABLE)
_JOINTS = frozenset({Sort.OR, Sort.SLASH})
_ENDS = frozenset({Sort.STOP, Sort.COMMA, Sort.SEMICOLON, Sort.WINDOW, Sort.GROUP})
_RESULTS = frozenset({"negative", "positive", "wild-type", "wild type", "wildtype", "non-reactive", "nonreactive", "normal"})
_NOUNS = frozenset({"test", "tests", "testing", "result", "results", "status", "assay"})
_ILL = frozenset({"condition", "finding"})


@needs(words("not tested"), words("untested"))
def with_not_tested(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each result that may also be missing as one stretch."""
    items = list(chunks)
    place = len(items) - 1
    while place > 0:
        end = _told_not_tested(items, place) if items[place].sort in _JOINTS else None
        if end is not None:
            items = _either(items, place, end, setting)
        place -= 1
    return tuple(items)


def _told_not_tested(items: Sequence[Chunk], joint: int) -> int | None:
    """The place behind "or (the test was) not performed", where that ends what is said of the test; None for anything else."""
    place = joint + 1
    while place < len(items) and _says_test(items[place]):
        place += 1
    if place < len(items) and items[place].sort is Sort.NEG:
        place += 1
        told = place < len(items) and items[place].text.lower() in words("not tested")
    else:
        told = place < len(items) and items[place].text.lower() in words("untested")
    if not told:
        return None
    place += 1
    while place < len(items) and _says_test(items[place]):
        place += 1
    return place if place == len(items) or items[place].sort in _ENDS else None


def _says_test(chunk: Chunk) -> bool:
    if chunk.text.lower() in words("not tested"):
        return False
    return chunk.sort is Sort.FILL or chunk.text.lower() in _NOUNS or (chunk.sort is Sort.CONCEPT and chunk.text.endswith("test"))


def _either(items: list[Chunk], joint: int, end: int, setting: Setting) -> list[Chunk]:
    """The chunks with the result before the "or" and the missing one side by side; an infection that is neither known nor denied
    is only one that is not known of."""
    start = next((index + 1 for index in range(joint - 1, -1, -1) if items[index].sort in LIST_SIGNS | _ENDS), 0)
    stretch = [chunk for chunk in items[start:joint] if chunk.sort is not Sort.HEADNOUN]
    named = [chunk for chunk in stretch if chunk.sort in _NAMED]
    result = next((index for index, chunk in enumerate(stretch) if chunk.text.lower() in _RESULTS), None)
    if len(named) != 1 or result is None:
        return items
    if tested(named[0], setting):
        first = next(index for index in range(joint + 1, end) if not _says_test(items[index]))
        last = next(index for index in range(end - 1, first - 1, -1) if not _says_test(items[index]))
        missing = anew(items[first], sort=Sort.WORD, names=(), value="", text="not tested", end=items[last].end, inner=())
        if named[0].sort is Sort.CONCEPT and stretch.index(named[0]) < result and result == len(stretch) - 1:
            return [*items[: joint + 1], missing, *items[end:]]
        again = anew(named[0], start=missing.end, end=missing.end)
        return [*items[: joint + 1], missing, again, *items[end:]]
    ill = {setting.vocabulary.kind(name) for name in named[0].names} <= _ILL
    if ill and not setting.exclusion and stretch[result].text.lower() == "negative":
        return [*items[:joint], *items[end:]]
    return items
