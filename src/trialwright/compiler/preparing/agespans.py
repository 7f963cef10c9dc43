"""Age spans: "age between birth and 70 years", "6 months to < 18 years of age", "age 18 and 85 years" in; one range, or two
signed ends, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_AGE = re.compile(r"\bage|\bold\b|\bbirth\b", re.IGNORECASE)
_BIRTH = frozenset({"birth", "newborn"})
_UNITS = frozenset({"a", "mo", "wk", "d", None})
_OPENS = frozenset({Sort.AGED, Sort.VARIABLE})
_BETWEEN = frozenset({"between", "from", "of"})
_BELOW = frozenset({"<", "<="})


@needs(_AGE)
def with_age_spans(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each span of ages as one amount, or as two ends with their signs where units or signs differ."""
    if not any(chunk.sort is Sort.AGED or chunk.names == ("age",) for chunk in chunks):
        return tuple(chunks)
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        span = _span_at(chunks, place)
        if span is None:
            kept.append(chunks[place])
            place += 1
        else:
            end, made = span
            kept.extend(made)
            place = end
    return tuple(kept)


def _span_at(chunks: Sequence[Chunk], place: int) -> tuple[int, tuple[Chunk, ...]] | None:
    """Where the span that begins at `place` ends, and the chunks in its stead."""
    first, joint = _end_of_life(chunks[place]), chunks[place + 1] if place + 2 < len(chunks) else None
    before = chunks[place - 1] if place else None
    if first is None or joint is None or (before is not None and before.sort is Sort.CMP):
        return None
    joins = joint.sort is Sort.AND or (joint.sort is Sort.PREP and joint.text.lower() in ("to", "through", "until"))
    signed = chunks[place + 2].sort is Sort.CMP and chunks[place + 2].value in _BELOW
    last = place + 2 + signed
    second = _end_of_life(chunks[last]) if last < len(chunks) else None
    if not joins or second is None or not _of_age(chunks, place, last) or (joint.sort is Sort.AND and not _opened(before)):
        return None
    amount = anew(first, unit=first.unit or second.unit)
    if not signed and amount.unit == second.unit:
        whole = anew(chunks[last], start=chunks[place].start, amount=anew(amount, high=second.low))
        return last + 1, (whole,)
    at_least = anew(chunks[place], sort=Sort.CMP, end=chunks[place].start, text="", value=">=", names=())
    one = anew(chunks[place], sort=Sort.AMOUNT, amount=amount, names=())
    at_most = chunks[last - 1] if signed else anew(at_least, start=chunks[last].start, end=chunks[last].start, value="<=")
    return last + 1, (at_least, one, anew(joint, sort=Sort.AND, value="and"), at_most, chunks[last])


def _end_of_life(chunk: Chunk) -> Amount | None:
    """The age that one end is: birth, or a plain number of years, months, weeks or days."""
    if chunk.sort is Sort.WORD and chunk.text.lower() in _BIRTH:
        return Amount(low=Decimal(0))
    amount = chunk.amount
    plain = amount is not None and amount.high is None and amount.relative is None and amount.unit in _UNITS
    return amount if plain else None


def _opened(before: Chunk | None) -> bool:
    """ "Between", or "age" alone, before the first of two ends that "and" joins."""
    return before is not None and (before.sort in _OPENS or before.text.lower().split()[-1:][0] in _BETWEEN)


def _of_age(chunks: Sequence[Chunk], first: int, last: int) -> bool:
    """True where the span is told to be of age right before or right behind it."""
    around = (*chunks[max(first - 4, 0) : first], *chunks[last + 1 : last + 2])
    return any(chunk.sort is Sort.AGED or chunk.names == ("age",) for chunk in around)
