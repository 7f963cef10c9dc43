"""Bounds: the chunks of a statement in; the same with limits that belong together marked, out.

A second limit for some patients is put in brackets behind the first, two values printed as one ("150/100 mmHg") get their
names, and limits that follow one another without a sign are parted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ordinary import NORMAL
from trialwright.compiler.preparing.pressures import with_pressures_named
from trialwright.compiler.preparing.support import with_support_marked
from trialwright.compiler.setting import LIST_SIGNS, Setting, sorts_of, stripped, with_inner
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import Duration, TimeUnit
from trialwright.vocabulary.units import UnitsDiffer, convert

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})
_LIMITS = frozenset({Sort.AMOUNT, Sort.CMP, Sort.POST})
_LIMITS_ENDED = frozenset({Sort.AMOUNT, Sort.POST})
_PASSED = frozenset({Sort.FILL, Sort.MUST, Sort.HEADNOUN, Sort.GROUP, Sort.COLON, Sort.PREP, Sort.LEVEL})
_BEFORE_NAME = LIST_SIGNS | {Sort.FILL, Sort.MUST}
_BESIDE_NAME = LIST_SIGNS | _PASSED | {Sort.VARIABLE}
_ENDS = frozenset({Sort.SEMICOLON, Sort.STOP, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.EXC, Sort.PERMIT, Sort.GROUP})


def with_bounds_marked(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each second limit in brackets, pressures by name, and a comma between limits that have none."""
    if not sorts_of(chunks) & _LIMITS_ENDED:
        return tuple(chunks)
    items = [
        with_inner(chunk, with_bounds_marked(chunk.inner, setting)) if chunk.sort is Sort.GROUP else chunk for chunk in chunks
    ]
    items = [_without_that_is(chunk) for chunk in items]
    items = _in_which_case_turned(_brackets_of_several_parted(without_same_limits(items)), setting)
    items = _without_what_was_said(with_pressures_named(items, setting))
    items = _two_ends_joined(_spans_of_loss(items))
    return tuple(_parted(with_support_marked(_second_limits_bracketed(items), setting)))


def _limit_end(items: Sequence[Chunk], place: int) -> int | None:
    """The end of a bare limit ("<= 5 x ULN", "30,000/uL") that begins at `place`; None where there is none."""
    end = place
    while end < len(items) and items[end].sort in (Sort.FILL, Sort.MUST):
        end += 1
    start = end
    while end < len(items) and items[end].sort in _LIMITS:
        end += 1
    numbers = [chunk.amount for chunk in items[start:end] if chunk.amount is not None]
    signed = any(chunk.sort in (Sort.CMP, Sort.POST) for chunk in items[start:end])
    told = signed or any(number.unit is not None or number.relative is not None for number in numbers)
    return end if numbers and told else None  # "0, 1, or 2 for adolescents" is a list of places


def _is_cue(items: Sequence[Chunk], place: int) -> bool:
    """True where "if", "for", "in", "with" begins the patients that a limit is for."""
    if place >= len(items):
        return False
    chunk = items[place]
    words = chunk.text.lower()
    if chunk.sort is Sort.MUST:
        return words.startswith("if ")  # "if known hepatic metastases"
    return chunk.sort in (Sort.IF, Sort.FOR) or (chunk.sort is Sort.PREP and words in ("for", "in", "with"))


def _names_value(items: Sequence[Chunk], place: int) -> bool:
    """True where a variable with a comparison of its own begins at `place`."""
    while place < len(items) and items[place].sort in _BEFORE_NAME:
        place += 1
    if place >= len(items) or items[place].sort is not Sort.VARIABLE:
        return False
    place += 1
    while place < len(items) and items[place].sort in _BESIDE_NAME:
        place += 1
    return place < len(items) and items[place].sort in (Sort.CMP, Sort.AMOUNT, Sort.CODES)


def _condition_end(items: Sequence[Chunk], place: int) -> int:
    """Where the condition that begins at `place` ends: before the next sign, time, limit or value."""
    end = place + 1
    while end < len(items):
        chunk = items[end]
        if (
            chunk.sort is Sort.GROUP
            and end + 1 < len(items)
            and items[end + 1].sort is Sort.OR
            and not sorts_of((chunk,)) & _LIMITS
        ):
            end += 1  # "if risk factors (e.g. heart failure) or use of medicines"
            continue
        if chunk.sort in _ENDS or (chunk.sort in LIST_SIGNS and (_names_value(items, end) or _limit_end(items, end + 1))):
            break
        if chunk.sort is Sort.COMMA and any(item.sort in (Sort.VARIABLE, *_NUMBERS) for item in items[end:]):
            break
        end += 1
    return end


def _second_limits_bracketed(items: Sequence[Chunk]) -> list[Chunk]:
    """ "<= 2.5 x ULN or <= 5 x ULN if liver metastases": the second limit, with its condition, in brackets."""
    kept: list[Chunk] = []
    place = 0
    while place < len(items):
        end = _second_limit_end(items, place)
        if end is None or not _limited(kept):
            kept.append(items[place])
            place += 1
            continue
        start = place
        while items[start].sort in LIST_SIGNS:
            start += 1
        inner = tuple(anew(chunk, sort=Sort.IF, value="if") if _if_known(chunk) else chunk for chunk in items[start:end])
        kept.append(Chunk(sort=Sort.GROUP, start=inner[0].start, end=inner[-1].end, text="()", inner=inner))
        place = end
    return kept


def _if_known(chunk: Chunk) -> bool:
    return chunk.sort is Sort.MUST and chunk.text.lower().startswith("if ")


def _second_limit_end(items: Sequence[Chunk], place: int) -> int | None:
    start = place
    while start < len(items) and items[start].sort in (Sort.OR, Sort.COMMA):
        start += 1
    limit = _limit_end(items, start) if start > place else None
    return _condition_end(items, limit) if limit is not None and _is_cue(items, limit) else None


def _limited(before: Sequence[Chunk]) -> bool:
    """True where a variable and its limit stand before, with no other thing named between."""
    seen = False
    for chunk in reversed(before):
        if chunk.sort in _NUMBERS:
            seen = True
        elif chunk.sort is Sort.VARIABLE:
            return seen
        elif chunk.sort in (Sort.SEMICOLON, Sort.STOP, Sort.CONCEPT):
            return False
    return False


def _brackets_of_several_parted(items: Sequence[Chunk]) -> list[Chunk]:
    """ "(<= 5 x ULN for liver involvement and <= 7 x ULN for bone involvement)": one bracket for each of the limits."""
    kept: list[Chunk] = []
    for chunk in items:
        parts = _several_limits(chunk.inner) if chunk.sort is Sort.GROUP else []
        if len(parts) < 2:
            kept.append(chunk)
            continue
        kept.extend(anew(chunk, start=part[0].start, end=part[-1].end, inner=part) for part in parts)
    return kept


_CASE = re.compile(r"(?:,\s*)?(?:in|for) (?:which|whom|this|such|that)(?: cases?| patients?| subjects?)?", re.IGNORECASE)


def _in_which_case_turned(items: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """ "<= 2.5 x ULN unless liver metastases, in which case <= 5 x ULN": the second limit, then its condition, in brackets."""
    start = next((place for place, chunk in enumerate(items) if place and _excepts(chunk)), None)
    if start is None or not _limited(items[:start]):
        return list(items)
    if items[start].sort is Sort.GROUP:
        opened = _in_which_case_turned((*items[:start], *items[start].inner), setting)
        turned = len(opened) == start + 1 and opened[start].sort is Sort.GROUP
        return [*opened, *items[start + 1 :]] if turned else list(items)
    for case in range(start + 1, len(items)):
        found = _CASE.match(setting.normal.text, items[case].start)
        behind = [chunk for chunk in items[case + 1 :] if found is not None and chunk.start >= found.end()]
        limit = _own_limit(behind, items[:start]) if found is not None else ()
        condition = [chunk for chunk in items[start + 1 : case] if chunk.sort is not Sort.COMMA]
        if not limit or not condition or any(chunk.sort in _LIMITS for chunk in condition):
            continue
        cue = anew(items[start], sort=Sort.IF, value="if")
        group = anew(items[start], sort=Sort.GROUP, text="()", end=limit[-1].end, inner=(*limit, cue, *condition))
        rest = items[items.index(limit[-1]) + 1 :]
        before = items[: start - 1] if items[start - 1].sort is Sort.COMMA else items[:start]
        return [*before, group, *rest]
    return list(items)


def _excepts(chunk: Chunk) -> bool:
    return chunk.sort is Sort.EXC or (chunk.sort is Sort.GROUP and bool(chunk.inner) and chunk.inner[0].sort is Sort.EXC)


def _own_limit(behind: Sequence[Chunk], before: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The limit that "in which case it must be <= 5 x ULN" gives: of nothing, or of the last value before it."""
    last = next((chunk for chunk in reversed(before) if chunk.sort is Sort.VARIABLE), None)
    place = 0
    while place < len(behind) and (
        behind[place].sort in _PASSED | {Sort.COMMA, Sort.PERMIT}
        or (last is not None and behind[place].sort is Sort.VARIABLE and set(behind[place].names) <= _names_of(last))
    ):
        place += 1
    end = place
    while end < len(behind) and behind[end].sort in _LIMITS:
        end += 1
    return tuple(behind[place:end]) if any(chunk.sort is Sort.AMOUNT for chunk in behind[place:end]) else ()


def _names_of(chunk: Chunk) -> set[str]:
    return {name for inner in chunk.inner or (chunk,) for name in inner.names}


def _without_that_is(chunk: Chunk) -> Chunk:
    """ "Hypertension (i.e., systolic > 160)": values behind "i.e." are meant, not examples."""
    if chunk.sort is not Sort.GROUP or not chunk.inner or chunk.inner[0].sort is not Sort.EG:
        return chunk
    meant = chunk.inner[0].text.lower().startswith("i")
    valued = {Sort.VARIABLE, Sort.AMOUNT} <= {inner.sort for inner in chunk.inner}
    return anew(chunk, inner=stripped(chunk.inner[1:])) if meant and valued and chunk.inner[0].text.lower() in _THAT_IS else chunk


_THAT_IS = frozenset({"i.e.", "ie", "i.e"})


def _several_limits(inner: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    parts: list[tuple[Chunk, ...]] = []
    place = 0
    while place < len(inner):
        while place < len(inner) and inner[place].sort in (*LIST_SIGNS, Sort.SEMICOLON):
            place += 1
        limit = _limit_end(inner, place)
        if limit is None or not _is_cue(inner, limit):
            return []
        end = _condition_end(inner, limit)
        parts.append(tuple(inner[place:end]))
        place = end
    return parts


_UPPER, _LOWER = ("<=", "<"), (">=", ">")


def _without_what_was_said(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Creatinine <= 1.5 x ULN or clearance >= 50 for those with creatinine > 1.5 x ULN": the condition behind the second value
    only says that the first is not met."""
    kept = list(items)
    for place in range(len(items) - 1, 0, -1):
        if not _is_cue(items, place):
            continue
        behind = [chunk for chunk in items[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.PREP, Sort.HEADNOUN)]
        beyond = behind[:3]
        if [chunk.sort for chunk in beyond] != [Sort.VARIABLE, Sort.CMP, Sort.AMOUNT] or not _contrary(items[:place], beyond):
            continue
        end = items.index(beyond[2]) + 1
        if end < len(items) and items[end].sort in (*LIST_SIGNS, Sort.FILL):
            continue
        return [*items[:place], *items[end:]]
    return kept


def _contrary(before: Sequence[Chunk], beyond: Sequence[Chunk]) -> bool:
    """True where the first of two alternatives is the limit that the condition lies beyond."""
    joint = next((index for index, chunk in enumerate(before) if chunk.sort is Sort.OR), None)
    if joint is None:
        return False
    first = [chunk for chunk in before[:joint] if chunk.sort in (Sort.VARIABLE, Sort.CMP, Sort.AMOUNT)][-3:]
    if first and first[-1].value == NORMAL:
        normal = len(first) > 1 and first[-2].names == beyond[0].names and beyond[1].value == ">"
        return normal and beyond[2].amount is not None and beyond[2].amount.low == 1 and beyond[2].amount.relative == "ULN"
    if [chunk.sort for chunk in first] != [Sort.VARIABLE, Sort.CMP, Sort.AMOUNT]:
        return False
    one, other = first[2].amount, beyond[2].amount
    apart = (first[1].value in _UPPER and beyond[1].value in _LOWER) or (first[1].value in _LOWER and beyond[1].value in _UPPER)
    same = one is not None and other is not None and (one.low, one.relative) == (other.low, other.relative)
    return first[0].names == beyond[0].names and apart and same


_SAME = Decimal("0.1")
"""How far two printings of one limit in two units may lie apart (they are rounded)."""


def same_limit(outside: Sequence[Chunk], inner: Sequence[Chunk]) -> bool:
    """ "Hemoglobin < 10 g/dL (6.2 mmol/L)": the bracket only prints the limit in another unit."""
    amounts = [chunk.amount for chunk in inner if chunk.amount is not None]
    before = [chunk.amount for chunk in outside if chunk.amount is not None]
    if len(amounts) != 1 or not before or any(chunk.sort not in (Sort.AMOUNT, Sort.CMP, Sort.POST, Sort.FILL) for chunk in inner):
        return False
    unit, other = before[-1].unit, amounts[0].unit
    variables = [name for chunk in outside if chunk.sort is Sort.VARIABLE for name in chunk.names]
    if unit is None or other is None:
        return False
    try:
        value = convert(amounts[0].low, other, unit, variable=variables[-1] if variables else None)
    except UnitsDiffer:
        return False
    return abs(value - before[-1].low) <= _SAME * max(abs(value), Decimal("0.001"))


def without_same_limits(items: Sequence[Chunk], before: Sequence[Chunk] = ()) -> list[Chunk]:
    """ "Bilirubin > 1.5 mg/dL (26 umol/L), ALT …": the limit printed once more is not another member of the list."""
    kept: list[Chunk] = []
    for item in items:
        nested = item.sort is Sort.GROUP and any(chunk.sort is Sort.GROUP for chunk in item.inner)
        chunk = with_inner(item, without_same_limits(item.inner, (*before, *kept))) if nested else item
        again = chunk.sort is Sort.GROUP and bool(kept) and kept[-1].sort in (Sort.AMOUNT, Sort.POST)
        if not (again and same_limit([*before, *kept], stripped(chunk.inner))):
            kept.append(chunk)
    return kept


def _two_ends_joined(items: Sequence[Chunk]) -> list[Chunk]:
    """ ">= 1 and <= 21 years of age": two ends of one range, without the conjunction."""
    kept = list(items)
    for place in range(len(items) - 5, -1, -1):
        run = items[place : place + 5]
        ends = [chunk.sort for chunk in (*run[:2], *run[3:])] == [Sort.CMP, Sort.AMOUNT, Sort.CMP, Sort.AMOUNT]
        if not ends or not (run[2].sort is Sort.AND or run[2].text.lower() == "but"):
            continue
        low, high = run[1].amount, run[4].amount
        turned = {run[0].value[:1], run[3].value[:1]} == {"<", ">"}
        alike = low is not None and high is not None and low.unit in (None, high.unit) and low.relative == high.relative
        if turned and alike:
            del kept[place + 2]
    return kept


_LOSS = "weight loss"
_SPELLS = {"d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}


def _spans_of_loss(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Weight loss > 10 % over 3 months": the time in which it was lost."""
    kept = list(items)
    if not any(_LOSS in chunk.names for chunk in items):
        return kept
    for place in range(1, len(items)):
        amount = items[place].amount
        said = items[place - 1].text.lower()
        lost = any(_LOSS in chunk.names for chunk in items[:place]) and any(
            chunk.sort is Sort.AMOUNT for chunk in items[: place - 1]
        )
        if amount is None or not lost or said not in ("in", "over", "during", "within") or amount.unit not in _SPELLS:
            continue
        spell = Duration(amount=amount.high or amount.low, unit=_SPELLS[amount.unit])
        window = Window(kind=WindowKind.WITHIN_BEFORE, amount=spell)
        kept[place - 1 : place + 1] = [
            anew(items[place], sort=Sort.WINDOW, start=items[place - 1].start, amount=None, window=window)
        ]
        break
    return kept


_NAMED_AND_COMPARED = frozenset({Sort.VARIABLE, Sort.CMP})


def _parted(items: Sequence[Chunk]) -> list[Chunk]:
    """ "ANC >= 1 x 10^9/L hemoglobin >= 9 g/dL": a comma before a value with a limit of its own that follows another."""
    kept: list[Chunk] = []
    before: set[Sort] = set()
    ended = False
    for place, chunk in enumerate(items):
        if chunk.sort is Sort.VARIABLE and ended and before >= _NAMED_AND_COMPARED and _names_value(items, place):
            kept.append(Chunk(sort=Sort.SEMICOLON, start=chunk.start, end=chunk.start, text="", value=""))
        kept.append(chunk)
        before.add(chunk.sort)
        if chunk.sort is not Sort.GROUP:
            ended = chunk.sort is Sort.POST or (chunk.sort is Sort.AMOUNT and chunk.amount is not None)
    return kept
