"""FHIR's concepts, quantities and codes: names, numbers and units of ours in; CodeableConcept, Quantity and Range as JSON out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from trialwright.exports.safe import one_line, xhtml
from trialwright.exports.tables import rows
from trialwright.protocol.units_in_words import unit_words
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.time import Duration, TimeUnit
from trialwright.vocabulary.units import parse_unit

Json: TypeAlias = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
OURS = "urn:trialwright:vocabulary"
"""The code system of our own vocabulary: its codes are the names of its concepts."""

_TIMES = {TimeUnit.HOUR: "h", TimeUnit.DAY: "d", TimeUnit.WEEK: "wk", TimeUnit.MONTH: "mo", TimeUnit.YEAR: "a"}


@cache
def _systems() -> dict[str, tuple[str, str, int]]:
    return {row["name"]: (row["system"], row["prefix"], int(row["rank"])) for row in rows("code_systems.tsv")}


def text_concept(text: str) -> Json:
    """A CodeableConcept in words only."""
    return {"text": one_line(text)}


def concept(name: str, vocabulary: Vocabulary) -> Json:
    """A concept of the vocabulary with its public codes and our own name for it; a name that it does not hold is words only."""
    if name not in vocabulary:
        return text_concept(name)
    return {"coding": [*public_codings(name, vocabulary), {"system": OURS, "code": one_line(name)}], "text": one_line(name)}


def public_codings(name: str, vocabulary: Vocabulary) -> list[Json]:
    """The public codes that say the same as the concept: a marker's tests where there are any, else its gene."""
    codes = [code.partition("|")[::2] for code in vocabulary[name].codes] if name in vocabulary else []
    known = [(system, code) for system, code in codes if system in _systems() and code]
    best = min((_systems()[system][2] for system, _ in known), default=0)
    return [
        {"system": _systems()[system][0], "code": f"{_systems()[system][1]}{code}"}
        for system, code in known
        if _systems()[system][2] == best
    ]


def number(value: Decimal) -> int | float | None:
    """A JSON number that is exactly `value`; None where there is none."""
    if not value.is_finite():
        return None
    if value == value.to_integral_value() and abs(value) < 10**15:
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else None


def quantity(value: Decimal, unit: str | None, *, comparator: str | None = None) -> Json | None:
    """A Quantity with its UCUM code; a unit that is not UCUM is in words only. None for a number that JSON cannot hold."""
    shown = number(value)
    if shown is None:
        return None
    made: Json = {"value": shown}
    if comparator:
        made["comparator"] = comparator
    if unit and unit.strip():
        made["unit"] = one_line(unit_words(unit) or unit)
        if parse_unit(unit) == unit:
            made |= {"system": UCUM, "code": unit}
    return made


def lasting(duration: Duration, *, before: bool = False, comparator: str | None = None) -> Json | None:
    """A length of time as a Quantity; with `before`, a moment that long before another: a number below zero."""
    return quantity(-duration.amount if before else duration.amount, _TIMES[duration.unit], comparator=comparator)


def narrative(paragraphs: Iterable[str]) -> Json:
    """The text of a resource for people; markup in it is escaped."""
    body = "".join(f"<p>{xhtml(text)}</p>" for text in paragraphs)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}
