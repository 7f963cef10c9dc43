"""Ordinary: "within normal limits", "normal LVEF", "above normal", "adults" in; the limits that they stand for, marked, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, flattened, with_inner
from trialwright.compiler.wording.rules import patterns
from trialwright.compiler.wording.sought import needs, sought
from trialwright.vocabulary.normal import abnormal_side
from trialwright.vocabulary.records import anew

NORMAL = "normal"
"""The value of an AMOUNT chunk that stands for the range of reference, whose ends are known only of a variable."""
_WORDS = sought(r"normal|reference|wnl|within|adult", re.IGNORECASE)
"""Without one of these, nothing ordinary is spoken of."""
_PASSED = frozenset({Sort.FILL, Sort.GROUP, Sort.MUST, Sort.HEADNOUN, Sort.COLON})
_VALUES = frozenset({Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.POST})


@needs(_WORDS.pattern)
def with_normal_ranges(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks, inside brackets too, with an AMOUNT for each range of reference."""
    if not _WORDS.search(setting.normal.text):
        return tuple(chunks)
    items = [
        with_inner(chunk, with_normal_ranges(chunk.inner, setting)) if chunk.sort is Sort.GROUP else chunk for chunk in chunks
    ]
    items = _ranges_in_words(items, setting)
    items = _beyond_normal(items)
    items = _bare_normal(items)
    return tuple(_with_adults(_multiples_within(items), setting))


def _range(first: Chunk, last: Chunk, text: str) -> Chunk:
    amount = Amount(low=Decimal(1), relative="ULN")
    return Chunk(sort=Sort.AMOUNT, start=first.start, end=last.end, text=text, amount=amount, value=NORMAL)


def _ranges_in_words(items: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """ "Within (institutional) normal limits", "WNL"; "outside normal limits" with a denial before it."""
    kept: list[Chunk] = []
    place = 0
    text = setting.normal.text
    while place < len(items):
        first = items[place].text[:2].lower()
        end = _range_end(items, place, text) if first in ("wi", "in", "wn", "ou") else None
        if end is None or (first == "ou" and not any(item.sort is Sort.VARIABLE for item in kept)):
            kept.append(items[place])
            place += 1
            continue
        if first == "ou":
            kept.append(Chunk(sort=Sort.NEG, start=items[place].start, end=items[place].start, text="not", value="not"))
        kept.append(_range(items[place], items[end - 1], text[items[place].start : items[end - 1].end]))
        place = end
    return kept


def _range_end(items: Sequence[Chunk], place: int, text: str) -> int | None:
    for pattern, _why in patterns("normal"):
        found = pattern.match(text, items[place].start)
        if found is not None:
            return next((index + 1 for index in range(place, len(items)) if items[index].end == found.end()), None)
    return None


def _beyond_normal(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Creatinine above institutional normal": one time the limit on that side."""
    kept = list(items)
    for place, chunk in enumerate(items):
        if chunk.sort is not Sort.CMP:
            continue
        behind = [
            item for item in items[place + 1 : place + 6] if item.sort is not Sort.FILL and item.text.lower() not in _EITHER
        ]
        said = [item.text.lower().rstrip("s") for item in behind[:3]]
        behind = behind[2:] if said == ["limit", "of", "normal"] else behind  # ">= institutional limits of normal"
        if not behind or behind[0].sort is not Sort.WORD or behind[0].text.lower() != "normal":
            continue
        named = next((item for item in reversed(items[:place]) if item.sort is Sort.VARIABLE), None)
        last = (
            behind[1]
            if len(behind) > 1 and behind[1].text.lower().rstrip("s") in ("limit", "range", "value", "level")
            else behind[0]
        )
        if named is None:
            continue
        limit = Amount(low=Decimal(1), relative=_end_of_range(named.names[0], chunk.value))
        number = Chunk(sort=Sort.AMOUNT, start=behind[0].start, end=last.end, text="normal", amount=limit)
        start = kept.index(chunk) + 1
        kept[start : kept.index(last) + 1] = [number]
    return kept


_EITHER = frozenset({"or below", "or above"})
""" "Creatinine above or below normal": of what is abnormal on one side, that side is meant."""


def _end_of_range(variable: str, sign: str) -> Literal["ULN", "LLN"]:
    side = abnormal_side(variable)
    if side == "both":
        return "ULN" if sign in (">", "<=") else "LLN"
    return "ULN" if side == "high" else "LLN"


def _bare_normal(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Normal LVEF", "PTT and INR normal", where no other limit stands beside the name."""
    place = next((index for index, chunk in enumerate(items) if chunk.sort is Sort.WORD and chunk.text.lower() == "normal"), None)
    if place is None:
        return list(items)
    number = _range(items[place], items[place], items[place].text)
    before = _named_up_to(items, place)
    after = _named_from(items, place + 1)
    valued_behind = after < len(items) and items[after].sort in _VALUES
    if after > place + 1 and items[after - 1].sort is Sort.VARIABLE and not valued_behind and not before:
        return [
            *items[:place],
            *items[place + 1 : after],
            anew(number, start=items[after - 1].end, end=items[after - 1].end),
            *items[after:],
        ]
    ends = place + 1 == len(items) or items[place + 1].sort in (*LIST_SIGNS, Sort.STOP, Sort.SEMICOLON, Sort.WINDOW, Sort.GROUP)
    return [*items[:place], number, *items[place + 1 :]] if before and ends else list(items)


def _named_up_to(items: Sequence[Chunk], place: int) -> bool:
    while place > 0 and items[place - 1].sort in _PASSED:
        place -= 1
    return place > 0 and items[place - 1].sort is Sort.VARIABLE


def _named_from(items: Sequence[Chunk], place: int) -> int:
    """The place behind the variables, with their signs and brackets, that begin at `place`."""
    end = place
    step = place
    while step < len(items) and items[step].sort in (Sort.VARIABLE, *LIST_SIGNS, *_PASSED):
        step += 1
        if items[step - 1].sort is Sort.VARIABLE:
            end = step
    return end


def _multiples_within(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Within 2 x ULN" is at most that."""
    kept = list(items)
    for place, chunk in enumerate(items[:-1]):
        if chunk.sort is not Sort.PREP or chunk.text.lower() != "within":
            continue
        behind = next((item for item in items[place + 1 :] if item.sort is not Sort.FILL), None)
        relative = behind is not None and behind.amount is not None and behind.amount.relative == "ULN" and behind.value != NORMAL
        if relative:
            kept[place] = anew(chunk, sort=Sort.CMP, value="<=")
    return kept


_OF_AGE = 18


def _with_adults(items: list[Chunk], setting: Setting) -> list[Chunk]:
    """ "Adult patients, 18 years or older": the number says it; without one, adults are 18 or older."""
    place = next(
        (index for index, chunk in enumerate(items) if chunk.text.lower() in ("adult", "adults") and chunk.sort is Sort.WORD),
        None,
    )
    if place is None or setting.exclusion or any(chunk.sort is Sort.WORD for chunk in items[max(place - 1, 0) : place]):
        return items
    every = _of_every_age(items, place)
    if every is not None:
        return every
    rest = [*items[:place], *items[place + 1 :]]
    while place < len(rest) and rest[place].sort is Sort.COMMA:
        del rest[place]
    flat = flattened(rest)
    if any(chunk.sort is Sort.AGED or "age" in chunk.names or "older" in chunk.text.lower() for chunk in flat):
        return list(rest[0].inner) if len(rest) == 1 and rest[0].sort is Sort.GROUP else rest
    chunk = items[place]
    aged = (
        anew(chunk, sort=Sort.VARIABLE, names=("age",)),
        anew(chunk, sort=Sort.CMP, value=">="),
        anew(chunk, sort=Sort.AMOUNT, amount=Amount(low=Decimal(_OF_AGE), unit="a")),
    )
    return [*items[:place], *aged, *items[place + 1 :]]


_YOUNG = frozenset({"minor", "minors", "pediatric", "paediatric", "child", "children", "adolescent", "adolescents", "young"})
_JOINTS = frozenset({Sort.AND, Sort.OR, Sort.SLASH})


def _of_every_age(items: Sequence[Chunk], place: int) -> list[Chunk] | None:
    """ "Adult and pediatric patients": the chunks without either; None where adults stand alone."""
    for joint, other in ((place - 1, place - 2), (place + 1, place + 2)):
        there = min(joint, other) >= 0 and max(joint, other) < len(items)
        if there and items[joint].sort in _JOINTS and items[other].text.lower() in _YOUNG:
            return [item for index, item in enumerate(items) if index not in (place, joint, other)]
    return None
