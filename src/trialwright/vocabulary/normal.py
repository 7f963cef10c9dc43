"""Normal: a variable in; on which side of its range of reference a value is abnormal, which limit the fit keep
(data/normal.tsv), and the condition without which a patient has no place on its scale, or the therapy that it is the dose of
(data/depends.tsv), out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, cast

Side = Literal["high", "low", "both"]
Fit = Literal["at most", "at least", ""]


def abnormal_side(variable: str) -> Side:
    """Where a value of the variable ceases to be normal: above the range, below it, or on either side, as for all not listed."""
    return cast(Side, _rows().get(variable, {}).get("abnormal", "both"))


def fit_side(variable: str) -> Fit:
    """Which limit on the variable a patient who is fit enough keeps ("at most", "at least"); empty where either may be asked."""
    return cast(Fit, _rows().get(variable, {}).get("fit", ""))


def usual_value(variable: str) -> Decimal | None:
    """A value of somebody fit, in the variable's preferred unit; None where it is not needed to tell a limit's kind."""
    told = _rows().get(variable, {}).get("usual", "")
    return Decimal(told) if told else None


def condition_of_scale(variable: str) -> str | None:
    """The condition that a scale is one of (NYHA classes: heart failure); without it a patient lies below all its places."""
    return _conditions().get(variable)


def therapies_of_dose(variable: str) -> tuple[str, ...]:
    """What a cumulative dose is of; whoever never had any of it has had no dose."""
    return _therapies().get(variable, ())


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({row["variable"]: row for row in _table("normal.tsv")})


@cache
def _conditions() -> Mapping[str, str]:
    return MappingProxyType({row["variable"]: row["condition"] for row in _table("depends.tsv") if row["condition"]})


@cache
def _therapies() -> Mapping[str, tuple[str, ...]]:
    rows = (row for row in _table("depends.tsv") if row["therapies"])
    return MappingProxyType({row["variable"]: tuple(row["therapies"].split(";")) for row in rows})


def _table(name: str) -> list[dict[str, str]]:
    text = (resources.files("trialwright.vocabulary") / "data" / name).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
