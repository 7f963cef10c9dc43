"""A record and a day enter; the recruiting status leaves with its age and how far it can be believed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from trialwright.find.asking import Freshness
from trialwright.match.recruiting import STALE_AFTER, Doors, recruiting_of
from trialwright.portal.views.words import word
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.time import PartialDate

CONFIRMED_FOR = dt.timedelta(days=183)
_CONFIRMED_BY = (
    "statusModule.statusVerifiedDate",
    "statusModule.lastUpdatePostDateStruct.date",
    "statusModule.lastUpdateSubmitDate",
)


class Belief(StrEnum):
    """What a reader may take a status for."""

    OPEN = "open"
    SOON = "soon"
    DOUBTED = "doubted"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """The status as the record words it (`stated`, a text to translate) and what it is worth today.

    `confirmed` is the day it was last known to be right, as exact as it is given; `past` the end date where that has passed;
    `old` whether two years went by without a word.
    """

    stated: str
    value: str | None
    belief: Belief
    freshness: Freshness
    confirmed: str | None
    past: str | None = None
    old: bool = False

    @property
    def grade(self) -> str:
        """How fresh the status is, as a text to translate."""
        return word("freshness", self.freshness.value)


def status_of(record: TrialRecord, *, on: dt.date) -> Status:
    """The status on the day `on`. Recruiting past its end and unverified for two years is unknown, whatever the record says."""
    value = record.get("statusModule.overallStatus")
    value = value if isinstance(value, str) else None
    confirmed = next((text for path in _CONFIRMED_BY if (text := _date_text(record, path))), None)
    end = _date(record.get("statusModule.completionDateStruct.date"))
    day = _date(confirmed)
    found = recruiting_of(value, day.last if day else None, end, on=on)
    past = end is not None and end.last < on and found.doors is not Doors.CLOSED
    old = day is not None and day.last + STALE_AFTER < on
    return Status(
        stated=word("status", value) if value else "",
        value=value,
        belief=_belief(value, found.doors, both=past and old, dated=day is not None),
        freshness=_freshness(day, on, stale=bool(found.doubt)),
        confirmed=confirmed,
        past=str(end) if past else None,
        old=old and found.doors is not Doors.CLOSED,
    )


def _belief(value: str | None, doors: Doors, *, both: bool, dated: bool) -> Belief:
    if value in (None, "UNKNOWN", "WITHHELD") or both:
        return Belief.UNKNOWN
    if doors is Doors.CLOSED:
        return Belief.CLOSED
    if doors is Doors.UNCONFIRMED or not dated:
        return Belief.DOUBTED
    return Belief.SOON if value == "NOT_YET_RECRUITING" else Belief.OPEN


def _freshness(day: PartialDate | None, on: dt.date, *, stale: bool) -> Freshness:
    if day is None:
        return Freshness.UNKNOWN
    if stale or day.last + STALE_AFTER < on:
        return Freshness.STALE
    return Freshness.CONFIRMED if day.last + CONFIRMED_FOR >= on else Freshness.AGEING


def _date_text(record: TrialRecord, path: str) -> str | None:
    value = record.get(path)
    return value if _date(value) is not None else None


def _date(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
