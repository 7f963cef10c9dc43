"""Doses of medicines: how much each time and how often, or how much for how many days, in; the dose of a day out.

A product's name tells what is in a piece or a millilitre of it ("prednisone 5 MG Oral Tablet"). Where anything is open (as
needed, one or two, a pack that tapers, two ingredients) there is no dose: a criterion that asks for it stays unknown.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from trialwright.patients.fhir_parts import codes_in, items, number, unit_of, words_of
from trialwright.vocabulary.units import UnitsDiffer, convert

_MASSES = ("mg", "g", "ug")
_A_DAY = {"d": Decimal(1), "h": Decimal(24), "wk": Decimal(1) / 7}
_TIMES: dict[str, int | Decimal] = {
    "QD": 1, "DAILY": 1, "BID": 2, "TID": 3, "QID": 4, "AM": 1, "PM": 1, "BED": 1, "QHS": 1, "Q24H": 1, "Q12H": 2, "Q8H": 3,
    "Q6H": 4, "Q4H": 6, "QOD": Decimal(1) / 2,
}  # fmt: skip
"""How often a day the abbreviations of a timing say (HL7's GTSAbbreviation)."""
_STRENGTH = re.compile(r"(\d+(?:\.\d+)?)\s?(mcg|ug|mg|g)(?:/(ml|[a-z]+))?(?![\w/])", re.IGNORECASE)
_SEVERAL = re.compile(r"\s/\s|[{}]|\bpack\b|\bkit\b", re.IGNORECASE)
_PIECE = re.compile(r"\b(?:tablets?|capsules?|pills?|tab|caps?)\b", re.IGNORECASE)
_PIECES = re.compile(r"\{?(?:tbl|tab|tablets?|caps?|capsules?|pills?|each|unit|units|1)?\(?s?\)?\}?", re.IGNORECASE)
_MOST_DAYS = 400


@lru_cache(maxsize=4096)
def strength_in(name: str) -> tuple[Decimal, str, str] | None:
    """How much of its one medicine a product has, its unit, and in what: in a "piece" or in a "mL"; None where that is not plain.

    >>> strength_in("Prednisone 5 MG Oral Tablet [Deltasone]")
    (Decimal('5'), 'mg', 'piece')
    """
    found = _STRENGTH.findall(name)
    if len(found) != 1 or _SEVERAL.search(name):
        return None
    amount, unit, per = found[0]
    own = {"mcg": "ug"}.get(unit.lower(), unit.lower())
    if per.lower() == "ml":
        return Decimal(amount), own, "mL"
    return (Decimal(amount), own, "piece") if not per and _PIECE.search(name) else None


def daily_dose(dosage: dict[str, Any], name: str) -> str:
    """The dose of a day that a dosage of FHIR states for a product ("5 mg/d"), or ""."""
    given = items(dosage.get("doseAndRate"))
    quantity = given[0].get("doseQuantity") if len(given) == 1 else None
    if not isinstance(quantity, dict) or dosage.get("asNeededBoolean") is True or "asNeededCodeableConcept" in dosage:
        return ""
    each, often = _each(quantity, name), _often(dosage.get("timing"))
    return _said(each[0] * often, each[1]) if each is not None and often is not None else ""


def dispensed_dose(quantity: Decimal | None, days: Decimal | None, name: str) -> str:
    """The dose of a day of a product of which so many pieces or millilitres were handed out for so many days, or ""."""
    strength = strength_in(name)
    if strength is None or quantity is None or days is None or not 1 <= days <= _MOST_DAYS or quantity <= 0:
        return ""
    return _said(strength[0] * quantity / days, strength[1])


def _each(quantity: dict[str, Any], name: str) -> tuple[Decimal, str] | None:
    """How much is taken each time, as a mass."""
    amount, (unit, written) = number(quantity.get("value")), unit_of(quantity)
    if amount is None or quantity.get("comparator") is not None:
        return None
    if unit in _MASSES:
        return amount, unit
    strength = strength_in(name)
    if strength is None:
        return None
    if strength[2] == "piece":
        return (amount * strength[0], strength[1]) if _PIECES.fullmatch(written) else None
    try:
        return (convert(amount, unit, "mL") * strength[0], strength[1]) if unit is not None else None
    except (UnitsDiffer, ArithmeticError):
        return None


def _often(timing: Any) -> Decimal | None:
    """How many times a day; None where it may be one or the other, or only on some days."""
    if not isinstance(timing, dict):
        return None
    repeat = timing.get("repeat")
    if isinstance(repeat, dict) and {"frequencyMax", "periodMax", "dayOfWeek", "count", "countMax"} & repeat.keys():
        return None
    if isinstance(repeat, dict) and "frequency" in repeat:
        times, period = (number(repeat.get(name)) for name in ("frequency", "period"))
        a_day = _A_DAY.get(str(repeat.get("periodUnit")))
        return times * a_day / period if times and period and period > 0 and times > 0 and a_day is not None else None
    said = {code.upper() for code in codes_in(timing.get("code"))} or {words_of(timing.get("code")).upper()}
    found = {Decimal(_TIMES[code]) for code in said if code in _TIMES}
    return found.pop() if len(found) == 1 and len(said) == 1 else None


def _said(amount: Decimal, unit: str) -> str:
    daily = round(amount, 4).normalize()
    text = format(daily, "f")
    return f"{text} {unit}/d" if daily > 0 and len(text) < 12 else ""
