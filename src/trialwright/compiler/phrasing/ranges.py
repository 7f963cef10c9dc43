"""Ranges: the amounts, codes and comparators of a phrase in; the limits that they state out, before it is known of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import (
    Compare,
    Limit,
    Quantity,
    Window,
)
from trialwright.vocabulary.records import record
from trialwright.vocabulary.variables import find_variable, scale_code, scale_grades, scale_range


@record(frozen=True, kw_only=True, slots=True)
class Range:
    """Limits as the text gives them, before it is known of what."""

    low: Limit | None
    high: Limit | None
    unit: str | None = None
    relative: Literal["ULN", "LLN"] | None = None
    unsigned: bool = False
    listed: tuple[str, ...] = ()
    countable: bool = True

    def of(self, quantity: Quantity, *, window: Window | None, setting: Setting, chunks: Sequence[Chunk]) -> Compare:
        """The comparison of a quantity with these limits."""
        return Compare(
            quantity=quantity,
            low=self.low,
            high=self.high,
            unit=self.unit,
            relative=self.relative,
            window=window,
            span=setting.span(chunks),
        )


def range_of(chunks: Sequence[Chunk]) -> Range | None:
    """The limits that the amounts, codes and comparators of a phrase state; None when there is not exactly one reading.

    A single number without a sign is an exact value ("performance status of 0"), which the caller may refuse.
    """
    amounts = [chunk for chunk in chunks if chunk.sort is Sort.AMOUNT]
    codes = [chunk for chunk in chunks if chunk.sort is Sort.CODES]
    signs = [chunk for chunk in chunks if chunk.sort in (Sort.CMP, Sort.POST)]
    if len(codes) == 1 and not amounts:
        return _code_range(codes[0], signs)
    if not amounts or codes:
        return None
    if len(amounts) == 1:
        return _single(amounts[0].amount, [_turned(sign, amounts[0]) for sign in signs])
    if len(amounts) == len(signs) == 2:
        return _double(amounts, signs)
    return None


def _single(amount: Amount | None, signs: list[str]) -> Range | None:
    assert amount is not None
    if amount.high is not None:
        signs = [sign for sign in signs if sign != "="]  # "equal to 0 or 1"
        limits = (Limit(value=amount.low), Limit(value=amount.high)) if not signs else None
        return None if limits is None else Range(low=limits[0], high=limits[1], unit=amount.unit, relative=amount.relative)
    signs = [sign for sign in signs if sign != "="] or signs  # "PS = 2 or less"
    if len({sign[0] for sign in signs}) > 1:
        return None
    low, high = limits_of(signs[-1] if signs else "=", amount.low)  # "a minimum of > 3 months"
    return Range(low=low, high=high, unit=amount.unit, relative=amount.relative, unsigned=not signs)


def _double(amounts: Sequence[Chunk], signs: Sequence[Chunk]) -> Range | None:
    pairs = [
        limits_of(_turned(sign, chunk), chunk.amount.low) for sign, chunk in zip(signs, amounts, strict=True) if chunk.amount
    ]
    lows = [low for low, _high in pairs if low is not None]
    highs = [high for _low, high in pairs if high is not None]
    units = {chunk.amount.unit for chunk in amounts if chunk.amount and chunk.amount.unit}
    told = [chunk.amount for chunk in amounts if chunk.amount and (chunk.amount.unit or chunk.amount.relative)]
    multiples = {amount.relative for amount in told} or {None}  # "> 1.5 but < 3 x ULN": of that limit, both
    if len(lows) != 1 or len(highs) != 1 or len(units) > 1 or len(multiples) > 1 or _above(lows[0], highs[0]):
        return None
    return Range(low=lows[0], high=highs[0], unit=next(iter(units), None), relative=next(iter(multiples)))


_MOST_COUNTED = 5


def counts_values(chunks: Sequence[Chunk], carried: Sequence[Chunk]) -> bool:
    """ "Two platelet counts must be …", "at least two hemoglobin values": a number in words is how many of them there are."""
    named = [chunk for chunk in (*chunks, *carried) if chunk.sort is Sort.VARIABLE]
    units = {known.unit for chunk in named for name in chunk.names if (known := find_variable(name)) is not None}
    return any("/" in (unit or "") for unit in units) and any(
        chunk.amount is not None
        and chunk.text.isalpha()
        and chunk.amount.relative is None
        and isinstance(chunk.amount.low, Decimal)
        and chunk.amount.low <= _MOST_COUNTED
        for chunk in chunks
        if chunk.sort is Sort.AMOUNT
    )


def named_between(chunks: Sequence[Chunk]) -> bool:
    """ "Creatinine > 1.5 (clearance < 50)": a second variable between two numbers, which are not the ends of one range."""
    numbers = [place for place, chunk in enumerate(chunks) if chunk.sort is Sort.AMOUNT]
    named = [chunk.names for chunk in chunks[: numbers[0]] if chunk.sort is Sort.VARIABLE] if numbers else []
    between = chunks[numbers[0] : numbers[-1]] if named else ()
    return any(chunk.sort is Sort.VARIABLE and chunk.names not in named for chunk in between)


_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


def _turned(sign: Chunk, amount: Chunk) -> str:
    """The comparator as it stands to the quantity: "30 mL/min <= CrCl" is a lower limit."""
    behind = sign.sort is Sort.CMP and sign.start >= amount.end and sign.text in _MIRRORED
    return _MIRRORED[sign.value] if behind else sign.value


def _above(low: Limit, high: Limit) -> bool:
    return isinstance(low.value, Decimal) and isinstance(high.value, Decimal) and low.value > high.value


def limits_of(sign: str, value: Decimal | str) -> tuple[Limit | None, Limit | None]:
    """The lower and the upper limit that a comparator states."""
    match sign:
        case ">=" | ">":
            return Limit(value=value, inclusive=sign == ">="), None
        case "<=" | "<":
            return None, Limit(value=value, inclusive=sign == "<=")
        case _:
            return Limit(value=value), Limit(value=value)


def _code_range(chunk: Chunk, signs: Sequence[Chunk]) -> Range | None:
    names = [name for name in chunk.names if name != "-"]
    signs = [sign for sign in signs if sign.value != "="]  # "ECOG = 0, 1"
    if len({sign.value for sign in signs}) > 1:
        return None
    if len(names) == 1:
        low, high = limits_of(signs[0].value if signs else "=", names[0])
        return Range(low=low, high=high, unsigned=not signs)
    if signs:
        return None
    listed = () if "-" in chunk.names else tuple(names)
    return Range(low=Limit(value=names[0]), high=Limit(value=names[-1]), listed=listed)


def runs(limits: Range, variable: str) -> list[Range]:
    """The limits fitted to a variable; a list of codes becomes stretches of its scale without gaps: "0, 1 or 2" is one, "I or
    III" are two."""
    known = find_variable(variable)
    if not limits.listed or known is None or known.scale is None:
        return [fitted(limits, variable)]
    scale = known.scale
    places = [(scale_range(scale, code), code) for code in limits.listed]
    if any(place is None for place, _code in places):
        return [fitted(replace(limits, low=Limit(value=code), high=Limit(value=code)), variable) for _place, code in places]
    found: list[Range] = []
    reach: Decimal | None = None
    for place, code in sorted((place, code) for place, code in places if place is not None):
        if reach is None or any(reach < grade.rank < place[0] for grade in scale_grades(scale)):
            found.append(replace(limits, low=Limit(value=code), high=Limit(value=code)))
        else:
            found[-1] = replace(found[-1], high=Limit(value=code))
        reach = max(reach or place[1], place[1])
    return [fitted(run, variable) for run in found]


def fitted(limits: Range, variable: str) -> Range:
    """The limits with their codes spelled as on the variable's scale ("class ii" is "II"), and its unit where the text gives none
    by habit."""
    known = find_variable(variable)
    if known is None or known.scale is None:
        return limits

    def coded(limit: Limit | None) -> Limit | None:
        if limit is None:
            return None
        text = format(limit.value, "f") if isinstance(limit.value, Decimal) else limit.value
        code = scale_code(known.scale or "", text)
        return replace(limit, value=code) if code is not None else limit

    return replace(limits, low=coded(limits.low), high=coded(limits.high))
