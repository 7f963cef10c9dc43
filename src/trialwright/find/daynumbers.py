"""A status and its dates enter; the days on which it ceases to be believed leave, as numbers that can be counted by ranges.

What is to be believed of a trial changes with the day of asking, though its record does not. Each change has its day, which is
known beforehand: the index keeps these days, and the question "on which side of them is today?" is one range.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

from trialwright.find.document import Document
from trialwright.protocol.freshness import Ageing, ageing, months_passed

GRADED, STALE, DOUBTED, BELIEVED = "Graded", "Stale", "Doubted", "Believed"
"""Fields of our own, each with a day as its number (`day_numbers`)."""
NEVER = 4_000_000
"""Later than any day."""
SPAN = 10_000_000
"""What lies between the numbers of one status and those of the next in the field BELIEVED."""
_STATUS = "OverallStatus"


def day_numbers(document: Document) -> dict[str, int]:
    """The numbers of a document in the fields of this module.

    STALE is the day from which its status is graded stale; GRADED the day from which it is no longer confirmed, and for a record
    without a date of confirmation the day of STALE below zero; DOUBTED the day from which the status is shown as unknown;
    BELIEVED that same day, in the span of the status (`rank_of`).
    """
    status = next(iter(document.whole.get(_STATUS, ())), "")
    rule = ageing().get(status)
    if rule is None:
        return {GRADED: -NEVER, STALE: NEVER, DOUBTED: 0, BELIEVED: 0}
    stale, doubted = _stale(rule, document), _doubted(rule, document)
    graded = min(stale, doubted)
    ages = _passed(document.confirmed, rule.confirmed) if document.confirmed is not None else None
    return {
        GRADED: -graded if ages is None else min(ages, graded),
        STALE: graded,
        DOUBTED: doubted,
        BELIEVED: rank_of()[status] * SPAN + doubted,
    }


@cache
def rank_of() -> Mapping[str, int]:
    """The place of each status among those that are known, from 1; 0 is for all others."""
    return {status: rank for rank, status in enumerate(ageing(), start=1)}


def _doubted(rule: Ageing, document: Document) -> int:
    past = document.completed.toordinal() + 1 if document.completed is not None else NEVER
    stale = _stale(rule, document)
    return {"alone": min(past, stale), "with age": max(past, stale)}.get(rule.past_completion, NEVER)


def _stale(rule: Ageing, document: Document) -> int:
    return NEVER if document.confirmed is None else _passed(document.confirmed, rule.stale)


def _passed(confirmed: dt.date, months: int | None) -> int:
    if months is None or confirmed.year > dt.MAXYEAR - months // 12 - 2:
        return NEVER
    return months_passed(confirmed, months).toordinal()
