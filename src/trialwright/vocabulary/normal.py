"""Normal: a variable in; on which side of its range of reference a value is abnormal, out (data/normal.tsv)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, cast

Side = Literal["high", "low", "both"]


def abnormal_side(variable: str) -> Side:
    """Where a value of the variable ceases to be normal: above the range, below it, or on either side, as for all not listed."""
    return _sides().get(variable, "both")


@cache
def _sides() -> Mapping[str, Side]:
    text = (resources.files("trialwright.vocabulary") / "data" / "normal.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return MappingProxyType({row["variable"]: cast(Side, row["abnormal"]) for row in rows})
