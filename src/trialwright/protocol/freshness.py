"""A recruiting status, its dates and a day enter; how far the status can be believed on that day leaves, with its words."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from dateutil.relativedelta import relativedelta

UNBELIEVED = "UNKNOWN"
"""The status shown in place of one that can no longer be believed: ClinicalTrials.gov's own word for it."""


class Freshness(StrEnum):
    """How far a trial's recruiting status can be believed on the day of asking."""

    CONFIRMED = "confirmed"
    AGEING = "ageing"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ageing:
    """How a status ages (`data/freshness.tsv`): the months for which it is confirmed and after which it is stale, both None for
    one that cannot change any more; `past_completion`: "alone" where a completion date in the past makes it unbelievable,
    "with age" where it must be stale too, "" where it does not matter."""

    confirmed: int | None
    stale: int | None
    past_completion: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How far a status can be believed: its grade, the status to show, the day it was last confirmed, and why it is doubted.

    `printed` is the month or year of that confirmation where the record tells no day ("2026-03").
    """

    grade: Freshness
    status: str
    stated: str | None
    confirmed: dt.date | None
    doubt: str = ""
    printed: str = ""

    @property
    def words(self) -> str:
        """ "confirmed on 2026-03-01", "confirmed in 2026-03" where the record tells no day, or that no date says so."""
        if self.confirmed is None:
            return "no date of confirmation"
        return f"confirmed in {self.printed}" if self.printed else f"confirmed on {self.confirmed.isoformat()}"


@cache
def ageing() -> Mapping[str, Ageing]:
    """How each status ages, by API v2's word."""
    text = files("trialwright.protocol").joinpath("data/freshness.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {
        row["status"]: Ageing(
            confirmed=int(row["confirmed"]) if row["confirmed"] else None,
            stale=int(row["stale"]) if row["stale"] else None,
            past_completion=row["past_completion"] or "",
        )
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    }


def standing(status: str | None, confirmed: dt.date | None, completion: dt.date | None, *, on: dt.date) -> Standing:
    """How far a status can be believed on a day: its API v2 word, the day it was last confirmed, the last day of completion.

    >>> import datetime as dt
    >>> standing("RECRUITING", dt.date(2023, 11, 7), None, on=dt.date(2026, 3, 16)).status
    'UNKNOWN'
    """
    rule = ageing().get(status or "")
    if status is None or rule is None:
        return Standing(grade=Freshness.UNKNOWN, status=UNBELIEVED, stated=status, confirmed=confirmed)
    stale = confirmed is not None and rule.stale is not None and confirmed < months_before(on, rule.stale)
    past = completion is not None and completion < on
    doubt = _doubt(rule, stale=stale, past=past)
    if doubt:
        return Standing(grade=Freshness.STALE, status=UNBELIEVED, stated=status, confirmed=confirmed, doubt=doubt)
    return Standing(grade=_grade(rule, confirmed, on=on), status=status, stated=status, confirmed=confirmed)


def _doubt(rule: Ageing, *, stale: bool, past: bool) -> str:
    if past and rule.past_completion == "alone":
        return "its completion date has passed"
    if past and stale and rule.past_completion == "with age":
        return "its completion date has passed and it was last confirmed more than two years ago"
    return "it was last confirmed more than two years ago" if stale and rule.past_completion == "alone" else ""


def _grade(rule: Ageing, confirmed: dt.date | None, *, on: dt.date) -> Freshness:
    if confirmed is None:
        return Freshness.UNKNOWN
    if rule.confirmed is None or rule.stale is None or confirmed >= months_before(on, rule.confirmed):
        return Freshness.CONFIRMED
    return Freshness.AGEING if confirmed >= months_before(on, rule.stale) else Freshness.STALE


@lru_cache(maxsize=256)
def months_before(day: dt.date, months: int) -> dt.date:
    """The day so many months before."""
    return day - relativedelta(months=months)


@lru_cache(maxsize=20_000)
def months_passed(day: dt.date, months: int) -> dt.date:
    """The first day of which the day so many months before comes after `day`; months end on different days.

    >>> import datetime as dt
    >>> months_passed(dt.date(2023, 2, 28), 12)
    datetime.date(2024, 3, 1)
    """
    found = day + relativedelta(months=months, days=1)
    while months_before(found, months) <= day:
        found += dt.timedelta(days=1)
    return found
