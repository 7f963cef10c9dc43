"""The two ends of a range as somebody wrote them enter; days or counts leave, an end that is not given as None."""

from __future__ import annotations

import datetime as dt

from trialwright.errors import UserError
from trialwright.find.fields import Kind
from trialwright.find.ordered import ordinals

Texts = tuple[str, str]


def days(ends: Texts, place: str) -> tuple[dt.date | None, dt.date | None]:
    """The first day that the one end may be, and the last that the other may. What is no date, or ends before it begins, is a
    `UserError` at `place`.

    >>> days(("2026-02", ""), "--starts")
    (datetime.date(2026, 2, 1), None)
    """
    low, high = _numbers(Kind.DATE, ends, place)
    return (dt.date.fromordinal(low) if low else None), (dt.date.fromordinal(high) if high else None)


def counts(ends: Texts, place: str) -> tuple[int | None, int | None]:
    """The two counts; mistakes as for `days`.

    >>> counts(("50", "500"), "--participants")
    (50, 500)
    """
    return _numbers(Kind.NUMBER, ends, place)


def _numbers(kind: Kind, ends: Texts, place: str) -> tuple[int | None, int | None]:
    low, high = (_read(kind, text, place) if text else None for text in ends)
    if low is not None and high is not None and low[0] > high[1]:
        raise UserError(f"{ends[0][:40]} to {ends[1][:40]} ends before it begins", place=place, hint="change them over")
    return (low[0] if low else None), (high[1] if high else None)


def _read(kind: Kind, text: str, place: str) -> tuple[int, int]:
    found = ordinals(kind, text)
    if found is None:
        what, like = ("date", "like 2026-03-16, 2026-03 or 2026") if kind is Kind.DATE else ("number", "like 50")
        raise UserError(f"{text[:40]!r} is not a {what} that can be asked for", place=place, hint=like)
    return found
