"""A question to a shelf enters; what it finds leaves; how it was taken, or where it cannot be read, is told on standard error."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from trialwright.cli.screen import err, say_problem
from trialwright.errors import UserError
from trialwright.find.asking import Query, Results
from trialwright.find.mistakes import QueryError

if TYPE_CHECKING:
    from trialwright.shelf.shelf import Shelf


def results_of(kept: Shelf, query: Query, option: str = "", *, on: dt.date) -> Results:
    """What a question finds. One that cannot be read is shown with its place marked, and the error names `option`."""
    try:
        return kept.search(query, on=on)
    except QueryError as error:
        err().print(error.caret(), soft_wrap=True)
        place = ", ".join(part for part in (option, error.place) if part)
        raise UserError(error.message, place=place, hint=error.hint) from error


def say_how_taken(kept: Shelf, query: Query, option: str, *, on: dt.date) -> None:
    """How the question of an option was taken, for commands that show no hits. Without words nothing is searched."""
    if query.words.strip():
        for note in results_of(kept, replace(query, size=0, meaning=False), option, on=on).notes:
            say_problem(option, note, None, label="note")
