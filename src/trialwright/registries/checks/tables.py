"""The name of a word list in `registries/data` enters, its rows (or one pattern that finds any of its words) leave."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


def read_text(name: str) -> str:
    """The whole of a table file as text."""
    return files("trialwright.registries").joinpath("data", name).read_text(encoding="utf-8")


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a tab-separated table, each a mapping from column to text: `rows("countries.tsv")[0]["region"]`."""
    return tuple(csv.DictReader(read_text(name).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def words(name: str) -> frozenset[str]:
    """The lines of a plain word list."""
    return frozenset(read_text(name).split())


def any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the literal `terms` as whole words, longest first, in any case."""
    ordered = sorted(set(terms), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(term) for term in ordered) + r")(?![\w-])", re.IGNORECASE)
