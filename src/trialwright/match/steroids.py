"""Steroid doses: a steroid as it is taken in, the equivalent daily dose of prednisone out (glucocorticoid effect)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from trialwright.match.known import Item, Known
from trialwright.match.values import Range, quantity_of
from trialwright.vocabulary.units import UnitsDiffer, convert


@cache
def equivalents() -> Mapping[str, Decimal]:
    """Milligrams of prednisone that one milligram of each steroid stands for
    (vocabulary, steroids.tsv: mg that are as 5 mg prednisone)."""
    text = (resources.files("trialwright.vocabulary") / "data" / "steroids.tsv").read_text("utf-8")
    rows = csv.DictReader(
        (line for line in text.splitlines() if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return {row["name"]: Decimal(5) / Decimal(row["equivalent_mg"]) for row in rows}


def steroid_target(concept: str, known: Known) -> bool:
    """True when a dose of the concept is meant as prednisone: a class that prednisone belongs to, or prednisone itself."""
    return known.context.vocabulary.is_a("prednisone", concept)


def prednisone_equivalent(item: Item, unit: str) -> Range | None:
    """The daily dose as prednisone in `unit`; open upwards where no dose is
    recorded; None for what is no steroid of the table."""
    factor = next((equivalents()[name] for name in item.concepts if name in equivalents()), None)
    if factor is None:
        return None
    written = item.qualifier("dose")
    parsed = quantity_of(written) if written is not None else None
    if parsed is None:
        return Range(low=Decimal(0), low_open=True)
    value, have = parsed
    try:
        ends = [None if end is None else convert(end, have or unit, unit) * factor for end in (value.low, value.high)]
    except UnitsDiffer:
        return Range(low=Decimal(0), low_open=True)
    return Range(low=ends[0], high=ends[1], low_open=value.low_open, high_open=value.high_open)
