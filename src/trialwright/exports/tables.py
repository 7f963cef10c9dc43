"""The tables of the exports: the name of a file in `data/` in, its rows out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one of our tables; lines that start with "#" are remarks."""
    text = (resources.files("trialwright.exports") / "data" / table).read_text("utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(
        MappingProxyType({column: (cell or "").strip() for column, cell in row.items() if column is not None})
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    )
