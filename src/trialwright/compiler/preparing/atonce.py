"""At once: "major surgery <= 28 days" among what excludes in; the same with "within 28 days" in the place of the limit, out.

What is done in a day has no length of its own: the days count back from the trial.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import Duration, TimeUnit

_AT_ONCE = frozenset({"surgery", "transplant"})
_UNITS = {"d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}
_BEGINS = frozenset({*LIST_SIGNS, Sort.NEG, Sort.COLON, Sort.STOP, Sort.SEMICOLON})
_ENDS = frozenset({*LIST_SIGNS, Sort.STOP, Sort.SEMICOLON, Sort.EXC})
_PLAIN = frozenset({Sort.FILL, Sort.HIST, Sort.NARROWING, Sort.HEADNOUN, Sort.OTHER, Sort.EITHER, Sort.MUST, Sort.CONCEPT})
_LENGTH = re.compile(r"\b(?:interval|time|between|duration|survival|delay|stay|interruption|hospitali[sz]ation)\b", re.IGNORECASE)


def with_days_since(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each such limit, behind what excludes or is denied, as the time within which it was done."""
    result = list(chunks)
    for place in range(len(chunks) - 1, 1, -1):
        number, sign = chunks[place], chunks[place - 1]
        amount = number.amount
        if amount is None or amount.high is not None or amount.unit not in _UNITS or sign.value not in ("<", "<="):
            continue
        if sign.sort is not Sort.CMP or not _done_at_once(chunks[place - 2], setting):
            continue
        if place + 1 < len(chunks) and chunks[place + 1].sort not in _ENDS:
            continue
        if not _excludes(chunks[: place - 1], setting) or _LENGTH.search(setting.words(chunks[: place - 1])):
            continue
        within = Window(
            kind=WindowKind.WITHIN_BEFORE,
            amount=Duration(amount=amount.low, unit=_UNITS[amount.unit]),
            strict=sign.value == "<",
        )
        result[place - 1 : place + 1] = [anew(number, sort=Sort.WINDOW, start=sign.start, amount=None, window=within)]
    return tuple(result)


def _done_at_once(chunk: Chunk, setting: Setting) -> bool:
    kinds = {setting.vocabulary.kind(name) for name in chunk.names} if chunk.sort is Sort.CONCEPT else set()
    return bool(kinds) and kinds <= _AT_ONCE


def _excludes(before: Sequence[Chunk], setting: Setting) -> bool:
    """Whether what ends there stands in a list that excludes, or is denied, with nothing but its own adjectives before it."""
    first = max((place for place, chunk in enumerate(before) if chunk.sort in _BEGINS), default=-1)
    plain = all(chunk.sort in _PLAIN for chunk in before[first + 1 :])
    return plain and (setting.exclusion or any(chunk.sort is Sort.NEG for chunk in before))
