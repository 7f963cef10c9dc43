"""The key of a trial enters; its versions on this shelf, and in words what changed from each to the next, leave."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from trialwright.portal.pages.trial import trial_asked
from trialwright.portal.views.changed import in_words
from trialwright.portal.views.words import word
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Version

router = APIRouter()
MOST = 40
"""How many versions are compared on one page, the latest ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One version: why it came (to translate), what changed in it; `compared` is False for the first and for very old ones."""

    version: Version
    why: str
    changes: tuple[str, ...]
    compared: bool


@router.get("/trial/{key:path}/history")
def history(key: str, visit: Visited) -> Response:
    """The versions of a trial, the latest first."""
    trial = trial_asked(key, visit, "history")
    if isinstance(trial, Response):
        return trial
    versions = visit.shelf.versions(trial.key)
    steps = [
        _step(visit, trial.key, version, compared=number > len(versions) - MOST) for number, version in enumerate(versions, 1)
    ]
    return visit.page("history.html.j2", trial=trial, steps=steps[::-1])


def _step(visit: Visit, key: str, version: Version, *, compared: bool) -> Step:
    compared = compared and version.number > 1
    changes = in_words(visit.shelf.changes(key, version.number - 1, version.number)) if compared else []
    return Step(version=version, why=word("version", version.why), changes=tuple(changes), compared=compared)
