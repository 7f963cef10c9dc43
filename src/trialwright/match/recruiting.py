"""Recruiting status with its age: a protocol and a day in; its words, how far to trust it, and whether doors are open out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from trialwright.protocol.freshness import Standing, standing
from trialwright.vocabulary.time import PartialDate


class Doors(StrEnum):
    """Whether patients can be entered, as far as the status tells."""

    OPEN = "open"
    UNCONFIRMED = "unconfirmed"
    CLOSED = "closed"


_OPEN = {
    "RECRUITING": "recruiting",
    "ENROLLING_BY_INVITATION": "enrolling by invitation",
    "NOT_YET_RECRUITING": "not yet recruiting",
    "AVAILABLE": "available",
}
_CLOSED = {
    "ACTIVE_NOT_RECRUITING": "active, not recruiting",
    "COMPLETED": "completed",
    "SUSPENDED": "suspended",
    "TERMINATED": "terminated",
    "WITHDRAWN": "withdrawn",
    "NO_LONGER_AVAILABLE": "no longer available",
    "TEMPORARILY_NOT_AVAILABLE": "temporarily not available",
    "APPROVED_FOR_MARKETING": "approved for marketing",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Recruiting:
    """The status as the source states it (API v2's word, or None), in words with its age, and whether the doors are open.

    `confirmed` is when it was last known to be right, as exactly as that is known; `doubt` says why it is no longer taken as
    given, or "".
    """

    status: str | None
    words: str
    doors: Doors
    confirmed: PartialDate | None = None
    doubt: str = ""


def recruiting_of(
    status: str | None, confirmed: PartialDate | None, completion: PartialDate | None, *, on: dt.date
) -> Recruiting:
    """The status of a trial on the day `on`. Open past its completion, or unconfirmed for two years, is doubted.

    >>> import datetime as dt
    >>> recruiting_of("RECRUITING", PartialDate.parse("2023-11"), None, on=dt.date(2026, 3, 16)).words
    'recruiting, status not confirmed since 2023-11'
    """
    if status in _CLOSED:
        return Recruiting(status=status, words=_CLOSED[status] + _as_of(confirmed), doors=Doors.CLOSED, confirmed=confirmed)
    if status not in _OPEN:
        words = "status unknown" if status else "status not stated"
        return Recruiting(status=status, words=words + _as_of(confirmed), doors=Doors.UNCONFIRMED, confirmed=confirmed)
    last = confirmed.last if confirmed is not None else None
    doubt = _doubt(standing(status, last, completion.last if completion is not None else None, on=on), completion, on)
    if not doubt:
        return Recruiting(status=status, words=_OPEN[status] + _as_of(confirmed), doors=Doors.OPEN, confirmed=confirmed)
    since = f"since {confirmed}" if confirmed is not None else "by a date"
    words = f"{_OPEN[status]}, status not confirmed {since}"
    return Recruiting(status=status, words=words, doors=Doors.UNCONFIRMED, confirmed=confirmed, doubt=doubt)


def _as_of(confirmed: PartialDate | None) -> str:
    return f" (as of {confirmed})" if confirmed is not None else " (no date given)"


def _doubt(found: Standing, completion: PartialDate | None, on: dt.date) -> str:
    if found.doubt and completion is not None and completion.last < on:
        return f"its completion date {completion} has passed"
    return found.doubt
