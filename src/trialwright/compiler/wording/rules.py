"""Rules: a kind of wording and a sentence in; why it is of that kind out, by the patterns of data/wordings.tsv."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib import resources

from trialwright.compiler.wording.openings import Dispatch
from trialwright.compiler.wording.sought import Candidates, Sought, folded

Pattern = tuple[re.Pattern[str], str]
Row = tuple[Sought, str]
_REMEMBERED = 1 << 12
"""Questions about words that are remembered: many words are asked about several times, and in many trials."""


@lru_cache(maxsize=_REMEMBERED)
def matching(kind: str, words: str, *, whole: bool = True) -> str | None:
    """Why the words are of that kind (the note of the first row that fits), or None. `whole`: the pattern must cover them all."""
    if whole:
        begun = beginning(kind, words)
        read = folded(words) if begun else ""
        for row, why in begun:
            needles = row.needles
            if (not needles or any(map(read.__contains__, needles))) and row.pattern.fullmatch(words):
                return why
        return None
    return next((why for _place, (row, why) in _anywhere(kind).among(words) if row.search(words)), None)


def beginning(kind: str, words: str) -> tuple[Row, ...]:
    """The rows of one kind whose pattern may match from the first of the words on."""
    return _opened(kind).at(words.partition(" ")[0])


@cache
def _opened(kind: str) -> Dispatch[Row]:
    return Dispatch(*(((row.pattern,), (row, why)) for row, why in _sought(kind)))


@cache
def _anywhere(kind: str) -> Candidates[Row]:
    return Candidates([(row, (row, why)) for row, why in _sought(kind)])


@cache
def _sought(kind: str) -> tuple[Row, ...]:
    return tuple((Sought(pattern), why) for pattern, why in patterns(kind))


@cache
def patterns(kind: str) -> tuple[Pattern, ...]:
    """The rows of one kind, in their order."""
    return tuple((re.compile(row["pattern"], re.IGNORECASE | re.DOTALL), row["why"]) for row in _rows() if row["kind"] == kind)


@cache
def words(kind: str) -> frozenset[str]:
    """The single words of one kind."""
    return frozenset(word for row in _rows() if row["kind"] == kind for word in row["pattern"].split("|"))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (resources.files("trialwright.compiler") / "data" / "wordings.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
