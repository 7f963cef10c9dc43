"""A record and a day enter; the recruiting status leaves with its age and how far it can be believed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from trialwright.find.freshness import standing_of
from trialwright.portal.views.words import word
from trialwright.protocol.freshness import UNBELIEVED, Freshness, Standing
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.time import PartialDate

_OPEN = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE")
_UNTOLD = (UNBELIEVED, "WITHHELD")
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

    `confirmed` is the day it was last known to be right, as exact as it is given; `past` the end date where that has passed and
    the status is doubted for it; `copied` the day that a portal gives for its own page, which says nothing of the trial's.
    """

    stated: str
    value: str | None
    belief: Belief
    freshness: Freshness
    confirmed: str | None
    past: str | None = None
    copied: str | None = None

    @property
    def to_the_day(self) -> bool:
        """Whether the confirmation has a day: else it is "in March 2026", not "on"."""
        found = _date(self.confirmed)
        return found is not None and found.exact

    @property
    def grade(self) -> str:
        """How fresh the status is, as a text to translate."""
        return word("freshness", self.freshness.value)


def status_of(record: TrialRecord, *, on: dt.date) -> Status:
    """The status on the day `on`, by the rules that the search counts with: what can no longer be believed is unknown."""
    found = standing_of(record, on=on)
    end = _date(record.get("statusModule.completionDateStruct.date"))
    doubted = bool(found.doubt)
    return Status(
        stated=word("status", found.stated) if found.stated else "",
        value=found.stated,
        belief=_belief(found),
        freshness=found.grade,
        confirmed=next((text for path in _CONFIRMED_BY if _date(text := record.get(path)) is not None), None),
        past=str(end) if doubted and end is not None and end.last < on else None,
        copied=copied if _date(copied := record.extra.get("currentAsOf")) is not None else None,
    )


def _belief(found: Standing) -> Belief:
    if found.status not in _OPEN:
        return Belief.UNKNOWN if found.status in _UNTOLD else Belief.CLOSED
    if found.grade in (Freshness.UNKNOWN, Freshness.STALE):
        return Belief.DOUBTED
    return Belief.SOON if found.status == "NOT_YET_RECRUITING" else Belief.OPEN


def _date(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
