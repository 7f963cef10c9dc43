"""The tables of `patients/data`: the name of one in; its rows out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, lines that begin with # left out; an empty cell is ""."""
    text = (resources.files("trialwright.patients") / "data" / table).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(MappingProxyType({name: (cell or "").strip() for name, cell in row.items() if name}) for row in reader)


@cache
def statements(statement: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """What the words of an answer mean for one statement, in their order: the words, and our meaning of them."""
    return tuple(
        (tuple(row["words"].split(";")), row["meaning"]) for row in rows("fhir_statements.tsv") if row["statement"] == statement
    )


def meant(statement: str, text: str) -> str | None:
    """What a text says for a statement ("disease status": "Patient's condition worsened" is "progression"), or None."""
    folded = text.lower()
    return next((meaning for words, meaning in statements(statement) if any(word in folded for word in words)), None)
