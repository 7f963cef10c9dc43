"""The matcher's own tables: reviewable files in `data/` in, look-ups by concept and by word out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.vocabulary.words import key


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one of our tables; lines that start with "#" are remarks."""
    text = (resources.files("trialwright.match") / "data" / table).read_text("utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(
        MappingProxyType({column: (cell or "").strip() for column, cell in row.items() if column is not None})
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that are separated by ";"."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


@cache
def traits() -> Mapping[str, frozenset[str]]:
    """For each trait of traits.tsv the concepts that have it (and, by the caller's look-up, all below them)."""
    found: dict[str, set[str]] = {}
    for row in rows("traits.tsv"):
        found.setdefault(row["trait"], set()).add(row["concept"])
    return MappingProxyType({trait: frozenset(names) for trait, names in found.items()})


@cache
def _words() -> Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]:
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in rows("results.tsv"):
        for spelling in (row["value"], *listed(row["spellings"])):
            found.setdefault(key(spelling), []).append((row["family"], row["value"]))
    return MappingProxyType({words: tuple(items) for words, items in found.items()})


def result_words(text: str) -> tuple[tuple[str, str], ...]:
    """The (family, value) pairs of results.tsv that a recorded result spells: "MSI-H" is (microsatellites, MSI-high)."""
    return _words().get(key(text), ())
