"""The name of a concept, which is in small letters, enters; the same as people write it leaves: "HIV infection".

`data/capitals.tsv` has the names of people and places, the short forms and the numerals that have capitals, a row each.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib import resources

_LETTER = re.compile(r"(?<![\w'])[b-z](?![\w'])")
"""A letter by itself is the name of something ("b-cell"); "a" is a word."""


@lru_cache(maxsize=8192)
def written(name: str) -> str:
    """A name with its capitals; one that has any, and a letter alone, is as its maker wrote it.

    >>> [written(name) for name in ("hiv infection", "b-cell non-hodgkin lymphoma", "hepatitis a", "c-MET expression")]
    ['HIV infection', 'B-cell non-Hodgkin lymphoma', 'hepatitis A', 'c-MET expression']
    """
    if name != name.lower() or "(" in name or len(name) == 1:
        return name
    return _LETTER.sub(lambda found: found[0].upper(), _sought().sub(lambda found: _capitals()[found[0]], name))


@cache
def _capitals() -> dict[str, str]:
    text = resources.files("trialwright.vocabulary").joinpath("data/capitals.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["written"].lower(): row["written"] for row in rows}


@cache
def _sought() -> re.Pattern[str]:
    longest_first = sorted(_capitals(), key=len, reverse=True)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
