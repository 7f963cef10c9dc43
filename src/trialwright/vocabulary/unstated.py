"""Unstated units: a variable and limits written without a unit in, the unit that is meant out (data/unstated_units.tsv)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.vocabulary.units import UnitsDiffer, convert
from trialwright.vocabulary.variables import Variable


@dataclass(frozen=True, kw_only=True, slots=True)
class _Other:
    unit: str
    above: Decimal | None


def unit_meant(variable: Variable, values: Iterable[Decimal]) -> str | None:
    """The UCUM unit that limits without a unit are in: the preferred one if a patient's value could be so, else the one other
    usual unit in which it could ("ANC >= 1500" is per microliter). None where there is no such unit, or more than one.

    >>> from trialwright.vocabulary.variables import variable
    >>> unit_meant(variable("platelet count"), [Decimal(100000)]), unit_meant(variable("platelet count"), [Decimal(100)])
    ('/uL', '10*9/L')
    """
    limits, preferred = tuple(filter(None, values)), variable.unit
    if preferred is None:
        return None
    others = (*_others().get(variable.name, ()), *_others().get(preferred, ()))
    beyond = any(other.above is not None and limit > other.above for other in others for limit in limits)
    if not beyond and all(map(variable.plausible, limits)):
        return preferred
    likely = {other.unit for other in others if all(_possible(variable, limit, other.unit) for limit in limits)}
    return likely.pop() if len(likely) == 1 else None


def _possible(variable: Variable, limit: Decimal, unit: str) -> bool:
    try:
        return variable.plausible(convert(limit, unit, variable.unit or "", variable=variable.name))
    except UnitsDiffer:
        return False


@cache
def _others() -> Mapping[str, tuple[_Other, ...]]:
    text = (resources.files("trialwright.vocabulary") / "data" / "unstated_units.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    found: dict[str, tuple[_Other, ...]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        other = _Other(unit=row["other"], above=Decimal(row["above"]) if row["above"] else None)
        found[row["of"]] = (*found.get(row["of"], ()), other)
    return MappingProxyType(found)
