"""Limits of leave: "may have received up to one line" in; the limit that it is, which asks nobody to have had one, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.records import anew

PROVIDED = frozenset({"if", "provided", "provided that", "only if", "when", "as long as", "so long as", "unless", "providing"})
"""What begins the condition of a leave."""


def limits_by_leave(subject: Sequence[Chunk]) -> bool:
    """ "No more than one prior line is permitted" is a limit; "under local anesthesia" limits nothing."""
    numbered = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in subject)
    return numbered and any(chunk.sort is Sort.CMP and chunk.value.startswith("<") for chunk in subject)


def counts_at_most(subject: Sequence[Chunk]) -> bool:
    """ "A maximum of two previous lines": so many at most, whatever else the leave is tied to; of a value it would be leave."""
    if not limits_by_leave(subject) or any(chunk.sort in (Sort.VARIABLE, Sort.GRADEOF, Sort.CODES) for chunk in subject):
        return False
    amounts = [chunk.amount for chunk in subject if chunk.amount is not None]
    return all(amount.unit is None and amount.relative is None for amount in amounts)


def with_limits_kept(sentence: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "May have received up to one line" is a limit, not leave: the verb then says nothing."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT and chunk.value == "leave"), None)
    end = next((index for index, chunk in enumerate(sentence) if chunk.text.lower() in PROVIDED), len(sentence))
    if place is None or not any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.EXC) for chunk in sentence[place:end]):
        return tuple(sentence)
    # "Patients with Gilbert's syndrome may have bilirubin <= 3 x ULN" sets them a limit of their own.
    sort = Sort.MUST if sentence[0].sort is Sort.IF else Sort.FILL
    kept = [anew(chunk, sort=sort) if index == place else chunk for index, chunk in enumerate(sentence)]
    return tuple(kept) if sort is Sort.MUST else _at_most(kept, place)


def _at_most(sentence: Sequence[Chunk], place: int) -> tuple[Chunk, ...]:
    """ "May have received one prior line", "one or two": so many at most, for leave to have had them asks for none."""
    number = place + 1
    if number >= len(sentence) or not _bare_number(sentence[number]):
        return tuple(sentence)
    last = number + 2 if number + 2 < len(sentence) and _bare_number(sentence[number + 2]) else number
    if last > number and sentence[number + 1].sort is not Sort.OR:
        return tuple(sentence)
    sign = Chunk(sort=Sort.CMP, start=sentence[last].start, end=sentence[last].start, text="", value="<=")
    return (*sentence[:number], sign, *sentence[last:])


def _bare_number(chunk: Chunk) -> bool:
    plain = chunk.sort is Sort.AMOUNT and chunk.amount is not None and chunk.amount.unit is None
    return plain and re.match(r"(?:0|zero)\b", chunk.text, re.IGNORECASE) is None
