"""The texts of a trial enter, the situation of the disease that it is for leaves: extent, course, phase of care, line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

_ABOUT = 400
"""Characters of a summary that tell whom a trial is for; what follows tells how it is done."""


def settings_of(titles: Sequence[str], conditions: Iterable[str], summary: str = "") -> Mapping[str, frozenset[str]]:
    """The settings by group ("extent", "course", "phase of care", "line"); a group that nothing tells of is left out.

    Titles and conditions count before the beginning of the summary.

    >>> found = settings_of(["Second-line Therapy of Metastatic Gastric Cancer"], ["Gastric Cancer"])
    >>> sorted(found["extent"]), sorted(found["line"])
    (['metastatic'], ['second line'])
    """
    found: dict[str, frozenset[str]] = {}
    for text in (" | ".join((*titles, *conditions)), summary[:_ABOUT]):
        for group, settings in _said(text).items():
            found.setdefault(group, settings)
    return found


@lru_cache(maxsize=64)
def _said(text: str) -> Mapping[str, frozenset[str]]:
    """Asked several times for each trial: for its stage, its line, what it is like."""
    plain = " ".join(text.lower().split())
    found: dict[str, set[str]] = {}
    for group, setting, pattern in _table():
        if pattern.search(plain):
            found.setdefault(group, set()).add(setting)
    return {group: frozenset(_narrowed(settings)) for group, settings in found.items()}


def _narrowed(settings: set[str]) -> set[str]:
    """Without what another says more closely: oligometastatic is no plain metastatic, an advanced of an extent is that extent."""
    narrow = settings - {"advanced"} if len(settings) > 1 else settings
    return narrow - {"metastatic"} if "oligometastatic" in narrow else narrow


@cache
def _table() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    text = (resources.files("trialwright.find") / "data" / "settings.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple((row["group"], row["setting"], re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)")) for row in rows)
