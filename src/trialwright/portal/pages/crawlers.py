"""A request of a search engine enters, what it may read and where leaves: `/robots.txt`, `/sitemap.xml`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from trialwright.portal.visit import Visited

router = APIRouter()

_KEPT_OUT = ("/search", "/match", "/compare", "/review", "/sign-in", "/preferences", "/api/")
"""What changes with every question, or is somebody's own."""


@router.get("/robots.txt")
async def robots(visit: Visited) -> Response:
    """What crawlers may read."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _KEPT_OUT),
        "",
        f"Sitemap: {visit.settings.address('/sitemap.xml')}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=86400"})
