"""Unit slips: a limit in a unit that its variable cannot have ("platelets >= 100,000/mm2") in; the limit in the unit that is
evidently meant, or a hole, out (rows in data/unit_slips.tsv). So too a limit without a unit."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.protocol.criteria import Compare, Criterion, Readings, Unread
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.units import comparable, convert
from trialwright.vocabulary.unstated import unit_meant
from trialwright.vocabulary.variables import Variable

WHY = "a value of this kind has no such unit"


def with_its_kind_of_unit(leaf: Compare, known: Variable) -> Criterion:
    """The limit as it is where its unit can be one of the variable; in the unit that the slip stands for; or unread."""
    unit = leaf.unit
    if unit is None or leaf.relative or _of_no_kind(unit):
        return leaf
    meant = _slips().get((unit, known.unit or ""))
    if meant is not None:
        return anew(leaf, unit=meant)
    if known.unit and comparable(unit, known.unit, variable=known.name):
        return leaf
    return Unread(text=f"{known.name} in {unit}", why=WHY, span=leaf.span)


def with_unstated_unit(leaf: Compare, known: Variable) -> Criterion:
    """A limit without a unit as it is where it could be a value in the preferred unit; in the other usual unit in which it could
    ("ANC >= 1500"); both what it says and a hole where there is none."""
    values = [limit.value for limit in (leaf.low, leaf.high) if limit is not None and isinstance(limit.value, Decimal)]
    meant = unit_meant(known, values)
    if meant == known.unit and leaf.unit is None:
        return leaf
    if meant is not None:
        return anew(leaf, unit=meant)
    slip = Unread(text=f"{known.name} without a unit", why="no patient's value comes near this limit", span=leaf.span)
    return Readings(items=(leaf, slip), why="the limit is far from any patient's value", span=leaf.span)


def with_lost_exponent(leaf: Compare, known: Variable) -> Criterion:
    """A count of cells in a litre, or part of one, that nobody could miss ("ANC >= 1500/L", "platelets > 100 000/dL") in the unit
    that it would have without one; one whose power of ten is too small ("platelets >= 100 x 10^6/L") in both."""
    values = [limit.value for limit in (leaf.low, leaf.high) if limit is not None and isinstance(limit.value, Decimal)]
    if known.unit != _BILLIONS or leaf.unit not in _SMALL or not values:
        return leaf
    if any(value and convert(value, leaf.unit or "", _BILLIONS) >= _LEAST.get(known.name, _LEAST[""]) for value in values):
        return leaf
    if leaf.unit == "10*6/L":
        meant = anew(leaf, unit=_BILLIONS)
        return Readings(items=(leaf, meant), why=f"nobody's cells are so few; {_BILLIONS} may be meant", span=leaf.span)
    if any(str(value).endswith("109") for value in values):  # "0.5109/L": the 9 was a power of ten
        return Unread(text=f"{known.name} per litre", why="its power of ten was lost in the number", span=leaf.span)
    return with_unstated_unit(leaf, known)


_BILLIONS = "10*9/L"
_SMALL = frozenset({"/L", "/dL", "/mL", "10*6/L"})
_LEAST = {"platelet count": Decimal(1), "": Decimal("0.05")}
"""The least count of cells, in billions a litre, that a protocol would draw as a limit."""


def _of_no_kind(unit: str) -> bool:
    """True for what is only counted ("2 points"): no unit that could be of another kind."""
    return unit.startswith("{") and unit.endswith("}")


@cache
def _slips() -> Mapping[tuple[str, str], str]:
    text = (resources.files("trialwright.compiler") / "data" / "unit_slips.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return MappingProxyType({(row["written"], row["of"]): row["meant"] for row in rows})
