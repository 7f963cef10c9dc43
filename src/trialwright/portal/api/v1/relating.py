"""A trial enters; the trials related to it leave, each with the reasons why and with what differs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trialwright.find.related import Related
from trialwright.portal.api.v1.answers import head_of
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial


def related_answer(shelf: Shelf, trial: Trial, *, on: dt.date) -> dict[str, Any]:
    """The related trials of a trial on a day, the most alike first."""
    found = shelf.related(trial.key, on=on)
    return {"trial": trial.key, "on": on.isoformat(), "related": [_related(shelf, item) for item in found]}


def _related(shelf: Shelf, item: Related) -> dict[str, Any]:
    other = shelf.trial(item.key)
    return {
        **(head_of(other) if other is not None else {"key": item.key, "title": item.title}),
        "likeness": item.likeness,
        "reasons": [
            {"part": reason.part.value, "shared": list(reason.shared), "likeness": reason.likeness} for reason in item.reasons
        ],
        "differs": [{"part": each.part.value, "first": list(each.first), "other": list(each.other)} for each in item.contrasts],
    }
