"""Comparisons: the chunks of a statement in, every numeric comparison that its words state out, read as a whole or not.

The compiled tree holds a comparison only where all of its clause was understood. What stands here was seen: name, sign, values
and
place. It is a second opinion (a number that the tree does not use is a number to ask about), never a rule by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.vocabulary.variables import all_variables

_CLAUSE_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
_NAMES = frozenset({Sort.VARIABLE, Sort.AGED, Sort.GRADEOF, Sort.SIZEOF, Sort.NUMBEROF})
_NOUNS = frozenset({Sort.CONCEPT, Sort.WORD, Sort.HEADNOUN, Sort.COUNTED, Sort.NARROWING})
_BETWEEN = frozenset({Sort.FILL, Sort.PREP, Sort.LEVEL, Sort.MUST, Sort.COLON, Sort.NARROWING, Sort.NOW, Sort.WINDOW})
"""What may stand between a sign and its number, or a name and its sign."""
_TIMES = frozenset({"a", "mo", "wk", "d", "h", "min", "h/d", "h/wk"})
_SCORE = re.compile(r"\b(?:score|scale|index|rating|assessment|questionnaire|test)\b", re.IGNORECASE)
_FURTHEST = 12
"""Chunks between a name and its number in one clause; beyond, the name is another's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One comparison as printed. `names`: what the vocabulary reads as its name (empty where it knows none), `said` the chunk of
    the name; `op`: one of < <= > >= = between; `values`: numbers or codes; `start`, `end`: the place of its values."""

    names: tuple[str, ...]
    said: Chunk
    op: str
    values: tuple[str, ...]
    unit: str | None
    start: int
    end: int


def comparisons_in(chunks: Sequence[Chunk]) -> tuple[Comparison, ...]:
    """The comparisons of one statement, in the order of its text."""
    flat = tuple(_flat(chunks))
    found: list[Comparison] = []
    for place, chunk in enumerate(flat):
        item = _compared(flat, place) if chunk.sort in (Sort.AMOUNT, Sort.CODES) else None
        if item is None:
            continue
        if found and _alternative(found[-1], item, flat):
            before = found.pop()
            item = replace(before, values=(*before.values, *item.values), unit=item.unit, end=item.end)
        found.append(item)
    return tuple(found)


def _alternative(before: Comparison, item: Comparison, flat: Sequence[Chunk]) -> bool:
    """ "A rating of 0.5 or 1": several values that one name may have are one comparison."""
    if before.said != item.said or {before.op, item.op} != {"="} or before.unit not in (None, item.unit):
        return False
    return all(chunk.sort in (Sort.OR, Sort.COMMA) for chunk in flat if before.end <= chunk.start < item.start)


def _flat(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    for chunk in chunks:
        if chunk.sort is Sort.GROUP:
            yield from _flat(chunk.inner)
        else:
            yield chunk


def _compared(flat: Sequence[Chunk], place: int) -> Comparison | None:
    chunk = flat[place]
    before, after = flat[max(place - _FURTHEST, 0) : place], flat[place + 1 : place + 5]
    sign = _sign(before, after)
    name = _name(before, after, chunk)
    if name is None or _counts(chunk, after) or _is_a_time(chunk, name, flat, place):
        return None
    if not _fits(chunk, name, bool(sign), _introduced(before, name)):
        return None
    values = _values(chunk)
    op = "between" if len(values) == 2 and _is_range(chunk) else sign or "="
    unit = chunk.amount.unit if chunk.amount else None
    names = (*name.names, *_of_what(name, _clause(before), after))
    return Comparison(names=names, said=name, op=op, values=values, unit=unit, start=chunk.start, end=chunk.end)


def _values(chunk: Chunk) -> tuple[str, ...]:
    if chunk.amount is None:
        return tuple(name for name in chunk.names if name != "-")
    ends = (chunk.amount.low, chunk.amount.high)
    return tuple(plain_value(end) for end in ends if end is not None)


def plain_value(value: Decimal | str) -> str:
    """A number without an exponent and trailing noughts, a code as it is: how values are held against one another."""
    return value if isinstance(value, str) else format(value.normalize(), "f")


def _is_range(chunk: Chunk) -> bool:
    return (chunk.amount is not None and chunk.amount.high is not None) or "-" in chunk.names


def _sign(before: Sequence[Chunk], after: Sequence[Chunk]) -> str:
    """The comparator that belongs to a number: right before it, or right behind it ("or more")."""
    for chunk in reversed(before):
        if chunk.sort is Sort.CMP:
            return chunk.value
        if chunk.sort not in _BETWEEN and chunk.sort not in (Sort.AGED, Sort.VARIABLE, Sort.GRADEOF):
            break
    for chunk in after:
        if chunk.sort is Sort.POST:
            return chunk.value
        if chunk.sort not in (Sort.AGED, Sort.FILL, Sort.HEADNOUN, Sort.PREP, Sort.WORD) or (
            chunk.sort is Sort.WORD and chunk.text.isdigit()
        ):
            break
    return ""


def _name(before: Sequence[Chunk], after: Sequence[Chunk], number: Chunk) -> Chunk | None:
    """What is compared: an age by its words, a variable before the number, one behind it, else the nearest noun before its
    sign."""
    if _says_age(before, after, number.amount):
        place = next((chunk for chunk in (*reversed(before), *after) if chunk.sort is Sort.AGED), number)
        return replace(place, names=("age",))
    clause = _clause(before)
    if _has_a_name_of_its_own(clause, number):
        return clause[-2]
    for chunk in reversed(clause):
        if chunk.sort in _NAMES:
            return chunk
    for chunk in after:
        if chunk.sort is Sort.VARIABLE:
            return chunk
        if chunk.sort not in _BETWEEN:
            break
    signed = [chunk for chunk in clause if chunk.sort not in _BETWEEN and chunk.sort is not Sort.CMP]
    return signed[-1] if signed and signed[-1].sort in _NOUNS else None


def _has_a_name_of_its_own(clause: Sequence[Chunk], number: Chunk) -> bool:
    """ "18-50 years old (n = 20) with pain (> 2/10)": a bare number's sign right behind a thing is of that thing, where the
    name before has its number."""
    bare = number.amount is not None and number.amount.unit is None and number.amount.relative is None
    if not bare or len(clause) < 3 or clause[-1].sort is not Sort.CMP or clause[-2].sort is not Sort.CONCEPT:
        return False
    return any(chunk.sort is Sort.AMOUNT for chunk in clause[:-2])


def _of_what(name: Chunk, clause: Sequence[Chunk], after: Sequence[Chunk]) -> tuple[str, ...]:
    """The disease that a grade or a stage is of: the nearest that is named."""
    if name.sort is not Sort.GRADEOF and not (name.names and name.names[0].endswith("stage")):
        return ()
    near = next((chunk for chunk in (*after, *reversed(clause)) if chunk.sort is Sort.CONCEPT), None)
    return near.names if near is not None else ()


def _clause(before: Sequence[Chunk]) -> Sequence[Chunk]:
    ends = [place for place, chunk in enumerate(before) if chunk.sort in _CLAUSE_ENDS]
    return before[ends[-1] + 1 :] if ends else before


def _says_age(before: Sequence[Chunk], after: Sequence[Chunk], amount: Amount | None) -> bool:
    if amount is None or amount.unit not in (None, "a", "mo"):
        return False
    near = (*before[-4:], *after[:4])
    if any(chunk.sort is Sort.AGED for chunk in near):
        return True
    of_age = any(chunk.sort in (Sort.CMP, Sort.POST) and ("old" in chunk.text or "young" in chunk.text) for chunk in near)
    named = any(chunk.sort is Sort.VARIABLE for chunk in before)
    return of_age or (amount.unit == "a" and not named and _opens(before))


def _opens(before: Sequence[Chunk]) -> bool:
    """Nothing but people and a sign stands before the number (">= 18 years", "Male or female, at least 18 years")."""
    return all(
        chunk.sort in (Sort.FILL, Sort.CMP, Sort.COMMA, Sort.MUST, Sort.OTHER_SIGN, Sort.CONCEPT) for chunk in before
    ) and not any(chunk.sort is Sort.CONCEPT and "male" not in " ".join(chunk.names) for chunk in before)


def _counts(number: Chunk, after: Sequence[Chunk]) -> bool:
    """ "At least one measurable lesion" counts what follows; it is no value of what stands before."""
    plain = number.amount is not None and number.amount.unit is None and number.text.isalpha()
    return plain and bool(after) and after[0].sort in (*_NOUNS, *_NAMES)


def _is_a_time(number: Chunk, name: Chunk, flat: Sequence[Chunk], place: int) -> bool:
    """ "< 5 half-lives" is a time, and so is "ventilation for < 24 hours" of another thing than the name before it."""
    if "".join(chunk.text.lower() for chunk in flat[place + 1 : place + 5]).find("half-li") in range(12):
        return True
    timed = number.amount is not None and number.amount.unit in _TIMES
    between = [chunk for chunk in flat[:place] if chunk.start >= name.end]
    done = any(chunk.sort is Sort.CONCEPT and behind.sort is Sort.FOR for chunk, behind in pairwise(between))
    return timed and done


def _introduced(before: Sequence[Chunk], name: Chunk) -> bool:
    """A number without a sign that stands right behind its name ("Gleason score 7", "an ECOG of 0 or 1")."""
    if before and before[-1].sort is Sort.WORD and len(before[-1].text) == 1:
        return False  # the T of "T2"
    for chunk in reversed(before):
        if chunk == name:
            return True
        if chunk.sort not in _BETWEEN and chunk.sort not in (Sort.AMOUNT, Sort.CODES, Sort.OR, Sort.COMMA):
            return False
    return False


def _fits(number: Chunk, name: Chunk, signed: bool, introduced: bool) -> bool:
    """A number without a sign is compared only with a variable or a score that it stands behind, a time only with what is a
    time."""
    known = [all_variables()[one] for one in name.names if one in all_variables()]
    score = bool(_SCORE.search(name.text)) or name.sort in (Sort.GRADEOF, Sort.SIZEOF, Sort.NUMBEROF)
    if name.names == ("age",):
        return signed or introduced or _is_range(number)
    if not signed and not (introduced and (known or score)):
        return False
    unit = number.amount.unit if number.amount else None
    if unit in _TIMES:
        return any(variable.unit in _TIMES or variable.name == "life expectancy" for variable in known)
    return bool(known) or score or name.sort in (Sort.CONCEPT, Sort.WORD)
