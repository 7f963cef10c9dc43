"""A trial enters; the trials related to it leave, each with the reasons why and with what differs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trialwright.find.asking import Near
from trialwright.find.nearest import near_place
from trialwright.find.place import suggested
from trialwright.find.related import Related
from trialwright.portal.api.problems import ProblemError
from trialwright.portal.api.v1.answers import head_of
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial


def related_answer(shelf: Shelf, trial: Trial, *, on: dt.date, near: str = "") -> dict[str, Any]:
    """The related trials of a trial on a day, the most alike first; with a place, also which of them are nearer."""
    place, others = _place(near) if near.strip() else (None, ())
    found = shelf.related(trial.key, on=on, near=place)
    told: dict[str, Any] = {"trial": trial.key, "on": on.isoformat()}
    if place is not None:
        told |= {"near": place.name, "otherPlaces": list(others)}
    return told | {"related": [_related(shelf, item) for item in found]}


def _place(text: str) -> tuple[Near, tuple[str, ...]]:
    found = near_place(text)
    if found is None:
        like = " or ".join(place.label for place in suggested(text))
        mend = f"did you mean {like}?" if like else "a town with its country, or degrees north and east"
        raise ProblemError(f"no place called {text[:80]!r} is known", parameter="near", mend=mend)
    return found


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
