"""A trial record and a day enter; how far its recruiting status can be believed on that day leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from trialwright.protocol.freshness import Standing, standing
from trialwright.registries.record import TrialRecord


def standing_of(record: TrialRecord, *, on: dt.date) -> Standing:
    """How far the recruiting status of a record can be believed on a day."""
    status, confirmed = record.get("statusModule.overallStatus"), record.last_confirmed
    found = standing(status if isinstance(status, str) else None, record.confirmed_on, record.completed_on, on=on)
    return replace(found, printed=str(confirmed)) if confirmed is not None and not confirmed.exact else found
