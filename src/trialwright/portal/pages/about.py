"""A request enters, the page leaves that says what this portal is, where its data come from and what it does not know."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter
from starlette.responses import Response

from trialwright.portal.visit import Visited

router = APIRouter()


@router.get("/about")
async def about(visit: Visited) -> Response:
    """What this portal is."""
    return visit.page("about.html.j2", version=version("trialwright"))
