"""A reference date as typed enters, a day leaves; a date to come is allowed, and said."""

from __future__ import annotations

import datetime as dt

from trialwright.cli.screen import say_problem
from trialwright.errors import UserError


def reference_date(text: str | None) -> dt.date:
    """The day that `--on` names, today without it. What is no day raises `UserError`; a day to come is remarked on."""
    today = dt.date.today()
    if text is None:
        return today
    day = day_of(text, "--on")
    if day > today:
        message = f"{day.isoformat()} lies in the future: what is recorded today is taken as it stands"
        say_problem("--on", message, None, label="note")
    return day


def day_of(text: str, option: str) -> dt.date:
    """The day that an option names. What is no day is a `UserError`."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UserError(f"{text!r} is not a date", place=option, hint="write it as 2026-03-16") from None
