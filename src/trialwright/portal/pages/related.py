"""The key of a trial enters, the trials related to it leave, each with why it is and in what it differs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from trialwright.find.asking import Hit
from trialwright.portal.keeping import kept_page
from trialwright.portal.pages.trial import trial_asked
from trialwright.portal.views.hits import card_of
from trialwright.portal.visit import Visit, Visited

router = APIRouter()
MOST = 8


@router.get("/trial/{key:path}/related")
def related(key: str, visit: Visited) -> Response:
    """The related trials of a trial. A page of its own: to compare it with a hundred others takes a moment."""
    return kept_page(visit, lambda: _page(key, visit))


def _page(key: str, visit: Visit) -> Response:
    trial = trial_asked(key, visit, "related")
    if isinstance(trial, Response):
        return trial
    found = [(item, visit.shelf.trial(item.key)) for item in visit.shelf.related(trial.key, on=visit.today, most=MOST)]
    cards = [
        (card_of(Hit(key=item.key, score=item.likeness), other.record, on=visit.today), item)
        for item, other in found
        if other is not None
    ]
    return visit.page("related.html.j2", trial=trial, cards=cards)
