"""Numbers as people write them ("3,5", "150 000", "55-60 %", "35 g/L (normal)"): a text in; number, sign and rest of it out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from trialwright.vocabulary.units import UnitsDiffer, convert

_SIGN = r"(<=|>=|=<|=>|<|>|≤|≥)?\s*"
_DIGITS = r"[-+]?\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,6})?|[-+]?\d{1,15}(?:[.,]\d{1,15})?"
_ONE = re.compile(rf"\s*{_SIGN}({_DIGITS})(?!\d)\s*(?![-–\d.,])(.*)")
_TWO = re.compile(rf"\s*({_DIGITS})\s*(?:-|–|to|bis)\s*({_DIGITS})(?!\d)\s*(?![\d.,])(.*)")
_BEHIND = re.compile(
    r"\s*(?:[(\[][\d.,\s<>=≤≥–-]*(?:low|high|normal|abnormal|within normal limits|wnl|[lhn*])?[)\]]"
    r"|(?<=\s)(?:[LHN]{1,2}|\*+))\s*$",
    re.IGNORECASE,
)
_PRESSURES = re.compile(r"(?:rr|bp|nibp)?\s*:?\s*(\d{2,3})\s*/\s*(\d{2,3})\s*(?:mm\s?\[?hg\]?)?", re.IGNORECASE)
_LEAST_PRESSURE, _MOST_PRESSURE = 20, 300
_SIGNS = {"=<": "<=", "=>": ">=", "≤": "<=", "≥": ">="}


PRESSURES = ("systolic blood pressure", "diastolic blood pressure")
"""What the two numbers of a pressure are of."""


class Written(NamedTuple):
    """A number with its sign, or two between which it lies; `rest` is the unit as written, `thousands` another reading."""

    number: Decimal
    high: Decimal | None
    sign: str | None
    rest: str
    thousands: Decimal | None = None


def written(text: str) -> Written | None:
    """The number that a text begins with, in English or in European signs; what stands behind it as a remark is left out.

    A point or a comma before three digits can stand for thousands: then both readings are told.

    >>> str(written("<0,5 mg/dL").number), written("150 000/µL").number, written("1,250 U/mL").thousands
    ('0.5', Decimal('150000'), Decimal('1250'))
    """
    plain = text.strip()
    two = _TWO.fullmatch(plain)
    if two is not None:
        low, high = _number(two[1]), _number(two[2])
        if low[1] is None and high[1] is None and low[0] < high[0]:
            return Written(number=low[0], high=high[0], sign=None, rest=two[3].strip())
        return None
    one = _ONE.fullmatch(plain)
    if one is None:
        return None
    number, thousands = _number(one[2])
    return Written(number=number, high=None, sign=_SIGNS.get(one[1] or "", one[1]), rest=one[3].strip(), thousands=thousands)


def pressures(text: str) -> tuple[Decimal, Decimal] | None:
    """The systolic and the diastolic pressure of "140/90" in mmHg; None for what is no such pair.

    >>> pressures("RR 140/90 mmHg"), pressures("12/8")
    ((Decimal('140'), Decimal('90')), None)
    """
    found = _PRESSURES.fullmatch(text.strip())
    if found is None:
        return None
    high, low = Decimal(found[1]), Decimal(found[2])
    return (high, low) if _LEAST_PRESSURE <= low < high <= _MOST_PRESSURE else None


def without_remark(text: str) -> str:
    """The text without a range of normal, a flag or a word for these behind it: "140 mmol/L (135-145)", "12.1 g/dL L"."""
    return _BEHIND.sub("", text).strip()


def whole_only(unit: str | None) -> bool:
    """True for cells in a microlitre, of which there is no fraction."""
    try:
        return unit is not None and convert(Decimal(1), unit, "/uL") == 1
    except (UnitsDiffer, ArithmeticError):
        return False


def _number(text: str) -> tuple[Decimal, Decimal | None]:
    """The number, and where a sign before three digits may part thousands, that reading."""
    bare = re.sub(r"[ '’\u00a0\u202f]", "", text)
    signs = re.findall(r"[.,]", bare)
    if not signs:
        return Decimal(bare), None
    last = max(bare.rfind("."), bare.rfind(","))
    grouped = len(signs) > 1 and len(set(signs)) == 1
    whole = Decimal(re.sub(r"[.,]", "", bare))
    if grouped:
        return whole, None
    number = Decimal(re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :])
    may_group = len(signs) == 1 and len(bare) - last == 4 and bare.lstrip("+-")[0] != "0" and last <= 4
    return number, whole if may_group and bare == text else None
