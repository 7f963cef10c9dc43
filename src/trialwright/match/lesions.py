"""Lesions: a metastasis on record with its size on a recent scan in; that the disease is measurable out.

RECIST 1.1 asks for 10 mm on thin slices and twice the thickness of others, and for 15 mm in a lymph node: 20 mm is enough for
all. What cannot be measured (bone, the meninges, effusions) is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from trialwright.match.known import Item, Known
from trialwright.match.values import quantity_of
from trialwright.patients.facts import Kind
from trialwright.vocabulary.units import UnitsDiffer, convert

_MEASURABLE = "measurable disease"
_SOLID = ("liver metastasis", "lung metastasis", "lymph node metastasis", "soft tissue metastasis", "adrenal metastasis")
_SCANS = re.compile(r"\b(?:CT|MRI|computed tomography|magnetic resonance(?: imaging)?)\b", re.IGNORECASE)
_LARGE = Decimal(20)
_RECENT = dt.timedelta(days=56)
"""How long a scan before the trial stands for the disease of today."""


def measurable(known: Known) -> Iterator[Item]:
    """The measurable disease that a large lesion on a recent scan is."""
    if _MEASURABLE not in known.context.vocabulary:
        return
    large = [item for site in _SOLID for item in known.of(site) if _is_large(item, known)]
    if large:
        why = f"{large[0].fact.what} of {large[0].qualifier('size')} on a scan can be measured"
        yield Item(facts=large[0].facts, concepts=(_MEASURABLE,), kind=Kind.CONDITIONS, why=why)


def _is_large(item: Item, known: Known) -> bool:
    size, day = quantity_of(item.qualifier("size") or ""), item.fact.date
    if size is None or day is None or not day.first <= known.context.on or day.first < known.context.on - _RECENT:
        return False
    if not _SCANS.search(item.qualifier("method") or "") or "history" in item.narrowing.get("activity", ()):
        return False
    value, unit = size
    try:
        low = convert(value.low, unit, "mm") if unit is not None and value.low is not None else None
    except UnitsDiffer:
        return False
    return low is not None and low >= _LARGE
