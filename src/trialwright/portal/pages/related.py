"""The key of a trial enters, the trials related to it leave, each with why it is and in what it differs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from trialwright.find.asking import Hit
from trialwright.find.nearest import nearest_site, spots_of
from trialwright.find.related import Related
from trialwright.portal.keeping import kept_page
from trialwright.portal.pages.trial import trial_asked
from trialwright.portal.views.hits import Card, card_of
from trialwright.portal.views.near import Around, around
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Trial

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
    place = around(visit.request.query_params)
    related = visit.shelf.related(trial.key, on=visit.today, near=place.near, most=MOST)
    found = [(item, visit.shelf.trial(item.key)) for item in related]
    cards = [(_card(item, other, visit, place), item) for item, other in found if other is not None]
    return visit.page("related.html.j2", trial=trial, cards=cards, place=place)


def _card(item: Related, trial: Trial, visit: Visit, place: Around) -> Card:
    site = nearest_site(spots_of(trial.record, on=visit.today), place.near) if place.near is not None else None
    return card_of(Hit(key=item.key, score=item.likeness, site=site), trial.record, on=visit.today)
