"""The key of a trial enters, its page leaves; with it the checklist to print and the list of every value and its source."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from trialwright.portal.keeping import kept_page
from trialwright.portal.paths import trial_path
from trialwright.portal.views.look import Look
from trialwright.portal.views.near import around, near_sites
from trialwright.portal.views.origins import Origins
from trialwright.portal.views.review import decided_lines
from trialwright.portal.views.trial import trial_page
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Trial

router = APIRouter()


@router.get("/trial/{key:path}/checklist")
def checklist(key: str, visit: Visited) -> Response:
    """What a trial asks, line by line, with boxes to tick."""
    return _page(key, visit, "checklist")


@router.get("/trial/{key:path}/sources")
def sources(key: str, visit: Visited) -> Response:
    """Every value of a record with its standing, its source and its line."""
    trial = trial_asked(key, visit)
    if isinstance(trial, Response):
        return trial
    return visit.page("sources.html.j2", trial=trial, rows=list(Origins(trial.record).each()))


@router.get("/trial/{key:path}")
def trial(key: str, visit: Visited) -> Response:
    """The page of a trial."""
    return kept_page(visit, lambda: _page(key, visit, ""))


def _page(key: str, visit: Visit, part: str) -> Response:
    trial = trial_asked(key, visit, part)
    if isinstance(trial, Response):
        return trial
    look = Look(key=trial.key, on=visit.today, speech=visit.spoken.speech)
    page = trial_page(trial.record, visit.shelf.protocol(trial.key), look)
    place = around(visit.request.query_params)
    near = {"place": place, "sites": near_sites(page.people.sites, trial.record, place, on=visit.today)}
    decided = decided_lines(visit.shelf.review(trial.key))
    may_review = visit.person is not None and visit.has("/review")
    return visit.page(f"{part or 'trial'}.html.j2", page=page, trial=trial, near=near, decided=decided, may_review=may_review)


def trial_asked(key: str, visit: Visit, part: str = "") -> Trial | Response:
    """The trial of an address; under another of its numbers the way to its own address. None there: 404."""
    found = visit.shelf.trial(key)
    if found is None:
        raise HTTPException(404)
    if found.key != key:
        query = f"?{visit.request.url.query}" if visit.request.url.query else ""
        return RedirectResponse(trial_path(found.key, part) + query, status_code=301 if not query else 302)
    return found
