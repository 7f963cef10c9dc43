"""How a trial is looked at, as one plain value: its address, the day, the language in which we speak of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trialwright.protocol.speech import ENGLISH, Speech


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A look at a trial: its `key` on the shelf, the day `on` which statuses and dates are judged, the language."""

    key: str
    on: dt.date
    speech: Speech = ENGLISH
