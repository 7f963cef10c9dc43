"""What a portal says to its people, by a key; catalogues translate it."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def said(key: str) -> str:
    """The text of a key, in English. An unknown key is a KeyError.

    >>> said("no pair")
    'This name and this password do not belong together.'
    """
    return _texts()[key]


@cache
def _texts() -> dict[str, str]:
    text = (files("trialwright.portal") / "data" / "people.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["key"]: row["text"] for row in rows}
