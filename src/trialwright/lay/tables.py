"""The name of a table in `lay/data` enters, its rows leave."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a tab-separated table: `rows("terms.tsv")[0]["meaning"]`."""
    text = (files("trialwright.lay") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
