"""The key of a trial enters, its checklist leaves as a PDF."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from trialwright.portal.pages.trial import trial_asked
from trialwright.portal.paper.checklist import checklist_values
from trialwright.portal.paper.press import MISSING, can_print, printed
from trialwright.portal.views.look import Look
from trialwright.portal.views.trial import trial_page
from trialwright.portal.visit import Visited

router = APIRouter()


@router.get("/trial/{key:path}/checklist.pdf")
def checklist_pdf(key: str, visit: Visited) -> Response:
    """What a trial asks, line by line, with boxes to tick, on paper. Without the extra `pdf`: 501, which says so."""
    trial = trial_asked(key, visit, "checklist.pdf")
    if isinstance(trial, Response):
        return trial
    if not can_print():
        raise HTTPException(501, f"{MISSING}; print the page of the checklist instead")
    look = Look(key=trial.key, on=visit.today, speech=visit.spoken.speech)
    page = trial_page(trial.record, visit.shelf.protocol(trial.key), look)
    headers = {"Content-Disposition": 'inline; filename="checklist.pdf"', "Content-Language": visit.spoken.code}
    return Response(printed("checklist", checklist_values(visit, page)), media_type="application/pdf", headers=headers)
