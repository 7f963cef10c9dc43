"""Spellings of two minds: a spelling with the unit of the number beside it in, the variable that is meant out ("EGFR >= 60
mL/min")."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.vocabulary.units import comparable
from trialwright.vocabulary.variables import variable
from trialwright.vocabulary.words import key


@dataclass(frozen=True, kw_only=True, slots=True)
class Homonym:
    """The variable that a spelling may name; `limit`: it is also given as a multiple of the limit of normal."""

    variable: str
    limit: bool


@cache
def homonyms() -> Mapping[tuple[str, ...], Homonym]:
    """The table `data/homonyms.tsv` by the forms of the spelling."""
    text = (resources.files("trialwright.vocabulary") / "data" / "homonyms.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return MappingProxyType({key(row["spelling"]): Homonym(variable=row["variable"], limit=bool(row["limit"])) for row in rows})


def variable_by_unit(spelling: str, unit: str | None, *, of_limit: bool = False, alone: bool = False) -> str | None:
    """The variable that a spelling names beside a number in `unit` (UCUM), or None where the unit does not tell.

    `of_limit`: the number is a multiple of the upper or lower limit of normal, and has no unit. `alone`: a number without a unit
    is of the variable too.
    """
    found = homonyms().get(key(spelling))
    if found is None:
        return None
    if unit is None:
        return found.variable if alone or (of_limit and found.limit) else None
    own = variable(found.variable).unit
    return found.variable if own is not None and comparable(unit, own, variable=found.variable) else None
