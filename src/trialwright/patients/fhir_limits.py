"""Limits of normal: the reference ranges of an observation in; its lower and upper limit in the unit of the value out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trialwright.patients.fhir_parts import codes_in, items, number, unit_of, words_of
from trialwright.vocabulary.units import UnitsDiffer, convert

_SEXES = {"male": frozenset({"male", "m"}), "female": frozenset({"female", "f"})}
_NORMAL = frozenset({"", "normal", "normal range"})

Limits = tuple[Decimal | None, Decimal | None]


def limits_of(holder: dict[str, Any], unit: str | None, sex: str | None, concept: str) -> Limits:
    """The limits of the one normal range that applies to this patient; none where two do, or it cannot be told which does."""
    if "referenceRange" not in holder:
        return None, None
    found = [limits for item in items(holder["referenceRange"]) if (limits := _limits(item, unit, sex, concept)) != (None, None)]
    return found[0] if len(set(found)) == 1 else (None, None)


def _limits(item: dict[str, Any], unit: str | None, sex: str | None, concept: str) -> Limits:
    if words_of(item.get("type")).lower() not in _NORMAL and "normal" not in codes_in(item.get("type")):
        return None, None
    if "age" in item or not all(_applies(group, sex) for group in items(item.get("appliesTo"))):
        return None, None
    low, high = (_limit(item.get(name), unit, concept) for name in ("low", "high"))
    if low is not None and high is not None and low > high:
        return None, None
    return low, high if high is None or high > 0 else None


def _applies(group: dict[str, Any], sex: str | None) -> bool:
    """True for the range of this patient's sex, and for one that says only that it is the normal one."""
    said = {words_of(group).lower(), *(code.lower() for code in codes_in(group))}
    if said & _NORMAL or said & _SEXES.get(sex or "", frozenset()):
        return True
    return not said


def _limit(value: Any, unit: str | None, concept: str) -> Decimal | None:
    amount = number(value.get("value")) if isinstance(value, dict) else None
    if amount is None:
        return None
    own, written = unit_of(value)
    if own == unit or not written:
        return amount
    if own is None or unit is None:
        return None
    try:
        return convert(amount, own, unit, variable=concept)
    except (UnitsDiffer, ArithmeticError):
        return None
