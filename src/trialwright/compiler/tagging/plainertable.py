"""Plainer table: data/plainer.tsv in; its rows, as (pattern, the words to put there), out. What is put says the same of the same
patients; a row needs no code, so that a clinician can review and add to them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from importlib import resources

from trialwright.compiler.wording.sought import Sought, sought


def _rows() -> list[dict[str, str]]:
    text = (resources.files("trialwright.compiler") / "data" / "plainer.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _put(plain: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match.expand(plain)


PLAINER_TABLE: tuple[tuple[Sought, Callable[[re.Match[str]], str]], ...] = tuple(
    (sought(row["pattern"], re.IGNORECASE), _put(row["plain"] or "")) for row in _rows()
)
