"""The small form at the foot of every page enters (a language, light or dark), two cookies leave; no script is needed for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from trialwright.portal.shown import local_path
from trialwright.portal.visit import COLOURS, Visited

router = APIRouter()
_YEAR = 365 * 24 * 3600


@router.post("/preferences")
async def prefer(
    visit: Visited, back: Annotated[str, Form()] = "/", lang: Annotated[str, Form()] = "", colours: Annotated[str, Form()] = ""
) -> Response:
    """Remembers a choice and goes back to the page it was made on."""
    response = RedirectResponse(local_path(back), status_code=303)
    for name, value, known in (("language", lang, visit.settings.languages), ("colours", colours, COLOURS)):
        if value in known:
            response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=visit.settings.secure)
    return response
