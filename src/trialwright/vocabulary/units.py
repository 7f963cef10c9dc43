"""Units of measure: what people write in, UCUM codes out; values in one unit in, exact values in another out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

from trialwright.errors import TrialwrightError
from trialwright.vocabulary.unit_table import Dimensions, key, plain, unit_table
from trialwright.vocabulary.variables import Variable, equation, find_variable

_POWER = re.compile(
    r"(?:(?:(?:[x*]|times)\s?)?10(?:[\s\\^*-]{0,3}|\s?\(|\s?E|\s?exp\s?)|E)(?P<power>[1-9]\d?)(?!\d)\)?(?:th)?\s*"
    r"|(?:x\s?)?1,?000(?!\d)\s*",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\s*(?:/\s*)+(?:the\s+)?|\s*\bper\s+(?:the\s+)?|\s+(?=daily\b|weekly\b)|\s*\ba\s+(?=day\b|week\b)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\([^)]*\)|\{[^}]*\}|10\*-?\d+|\d+\.\[HPF\]|(?:[^./{(\[]|\[[^\]]*\])+(?:\{[^}]*\})?")
_DIGITS = 40
_LONGEST = 80

SURFACE = "{1.73_m2}"
NOT_NORMALISED = "a rate per 1.73 m² and one that is not are compared as they stand, as laboratories and protocols do"
MEAN_MONTH = "a month is counted as 30.4375 days"


class UnitsDiffer(TrialwrightError):  # noqa: N818 - reads as what it says
    """A value cannot be brought to the other unit by anything we know."""

    def __init__(self, unit: str, to: str, *, variable: str | None = None, why: str = "they measure different things") -> None:
        about = f" of {variable}" if variable else ""
        super().__init__(f"{unit or 'no unit'} cannot be converted to {to or 'no unit'}{about}: {why}")
        self.unit = unit
        self.to = to
        self.variable = variable


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversion:
    """A converted value; `note` says by which convention, where one was needed."""

    value: Decimal
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitMatch:
    """A unit found in a text: its UCUM code and where it ends."""

    code: str
    end: int


def parse_unit(text: str) -> str | None:
    """The UCUM code of a unit as people write it, or None: "x 10⁹/L" is "10*9/L", "cells/mm3" is "/mm3"."""
    return _parsed(text.strip().rstrip(".").strip())


def match_unit(text: str, start: int = 0) -> UnitMatch | None:
    """The longest unit that begins at `start` (blanks before it allowed), or None; words like "in" and "a" are no units here."""
    window = plain(text[start : start + _LONGEST])
    blank = len(window) - len(window.lstrip())
    if window[:blank].count("\n") > 1:
        return None
    matches = [found for pattern in unit_table().patterns if (found := pattern.match(window, blank)) and found[0]]
    found = max(matches, key=lambda item: item.end(), default=None)
    if found is None or key(found[0]).lower() in unit_table().alone:
        return None
    code = _parsed(found[0])
    return UnitMatch(code=code, end=start + found.end()) if code else None


@cache
def _parsed(text: str) -> str | None:
    table, whole = unit_table(), key(text)
    if whole in table.whole_exact:
        return table.whole_exact[whole]
    return _composed(plain(text)) or table.whole_folded.get(whole.lower()) or _own_code(text)


def _own_code(text: str) -> str | None:
    """A UCUM code that our terms make up."""
    return text if text and all(_known(part) for part in _CODE.findall(text)) and _CODE.search(text) else None


def _known(part: str) -> bool:
    return (part in unit_table().terms and part != "1") or re.fullmatch(r"10\*-?\d+", part) is not None


def _composed(text: str) -> str | None:
    power, rest = _power(text)
    single = _term(rest)
    if single is not None:
        return single if not power else None
    parts = _OVER.split(rest)
    first = parts[0].strip()
    if len(parts) < 2 or (first and _term(first) is None):
        return None
    below = [_term(part) for part in parts[1:]]
    above = power or _counted(_term(first) or "")
    return None if None in below or "1" in below else above + "".join(f"/{part}" for part in below)


def _power(text: str) -> tuple[str, str]:
    """The power of ten that a unit begins with ("10*9") and what follows it; ("", text) where there is none."""
    text = text.strip()
    found = _POWER.match(text)
    if found is None:
        return "", text
    rest = text[found.end() :]
    counted = _OVER.split(rest)[0].strip()
    return f"10*{found['power'] or 3}", rest.removeprefix(counted) if _counted(_term(counted) or counted) == "" else rest


def _counted(code: str) -> str:
    """Cells, beats and the like are left out of a composed unit: "/uL" is a count already."""
    term = unit_table().terms.get(code)
    return "" if term and not term.dimensions and code.startswith("{") else code


def _term(text: str) -> str | None:
    table, plain_key = unit_table(), key(text)
    return table.exact.get(plain_key) or table.folded.get(plain_key.lower())


@cache
def _meaning(code: str) -> tuple[Fraction, Dimensions]:
    """Factor and dimensions of a UCUM code; one that our table cannot make up is UnitsDiffer."""
    factor, total, place = Fraction(1), dict[str, int](), 0
    for found in _CODE.finditer(code):
        below = code[place : found.start()].endswith("/")
        place = found.end()
        one, dimensions = _term_meaning(found[0], code)
        factor = factor / one if below else factor * one
        for name, exponent in dimensions.items():
            total[name] = total.get(name, 0) + (-exponent if below else exponent)
    return factor, {name: exponent for name, exponent in total.items() if exponent}


def _term_meaning(part: str, code: str) -> tuple[Fraction, Dimensions]:
    if part.startswith("10*"):
        return Fraction(10) ** int(part[3:]), {}
    term = unit_table().terms.get(part)
    if term is None:
        raise UnitsDiffer(code, part, why=f"{part} is not a unit we know")
    return term.factor, term.dimensions


def convert(value: Decimal, unit: str, to: str, *, variable: str | None = None) -> Decimal:
    """`value` in another UCUM unit, exact (40 digits where the quotient has no end): 1500 "/mm3" is 1.5 "10*9/L".

    Mass, amount and charge of one substance convert with the molar mass and valence of the `variable` (a name in
    variables.tsv). What does not convert is `UnitsDiffer`. Factors: UCUM essence; molar masses: their row's source.
    """
    return conversion(value, unit, to, variable=variable).value


def conversion(value: Decimal, unit: str, to: str, *, variable: str | None = None) -> Conversion:
    """As `convert`, with a note where a convention makes the two comparable (mL/min and mL/min/1.73 m², months and weeks)."""
    if unit == to:
        return Conversion(value=value)
    known = find_variable(variable) if variable else None
    special = _by_equation(value, unit, to, known) or _by_offset(value, unit, to)
    if special is not None:
        return Conversion(value=_decimal(special))
    (mine, have), (theirs, want) = _meaning(unit), _meaning(to)
    if known is not None and known.unit == "{score}" and not have and not want:
        return Conversion(value=value)
    substance, note = _bridge(_difference(have, want), known)
    if substance is None:
        raise UnitsDiffer(unit, to, variable=variable)
    months = MEAN_MONTH if ("mo" in (unit, to) and "a" not in (unit, to)) else None
    return Conversion(value=_decimal(Fraction(value) * mine / theirs * substance), note=note or months)


def comparable(unit: str, to: str, *, variable: str | None = None) -> bool:
    """True when a value in `unit` can be held against one in `to`."""
    try:
        convert(Decimal(1), unit, to, variable=variable)
    except UnitsDiffer:
        return False
    return True


def _difference(have: Dimensions, want: Dimensions) -> dict[str, int]:
    names = have.keys() | want.keys()
    return {name: have.get(name, 0) - want.get(name, 0) for name in names if have.get(name, 0) != want.get(name, 0)}


def _bridge(difference: dict[str, int], known: Variable | None) -> tuple[Fraction | None, str | None]:
    """The factor that the substance itself supplies for what is left between two units, or None; and the convention used."""
    note = None
    if SURFACE in difference and known is not None and (known.unit or "").startswith("mL/min"):
        difference.pop(SURFACE)
        note = NOT_NORMALISED
    mass, amount, charge = (difference.pop(name, 0) for name in ("g", "mol", "eq"))
    if difference or mass + amount + charge:
        return None, None
    factor = Fraction(1)
    for exponent, size in ((mass, known and known.molar_mass), (charge, known and known.valence)):
        if exponent and not size:
            return None, None
        factor *= Fraction(size or 1) ** -exponent
    return factor, note


def _by_equation(value: Decimal, unit: str, to: str, known: Variable | None) -> Fraction | None:
    if known is None:
        return None
    forward, back = equation(known.name, unit, to), equation(known.name, to, unit)
    if forward is not None:
        return Fraction(value) * Fraction(forward.slope) + Fraction(forward.intercept)
    return (Fraction(value) - Fraction(back.intercept)) / Fraction(back.slope) if back else None


_TEMPERATURES = {"Cel": (Fraction(1), Fraction("273.15")), "[degF]": (Fraction(5, 9), Fraction("459.67"))}


def _by_offset(value: Decimal, unit: str, to: str) -> Fraction | None:
    """Temperatures by way of kelvin; [degF] is 5/9 K from -459.67."""
    if unit not in _TEMPERATURES or to not in _TEMPERATURES:
        return None
    (mine, zero), (theirs, other) = _TEMPERATURES[unit], _TEMPERATURES[to]
    return (Fraction(value) + zero) * mine / theirs - other


def _decimal(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)
