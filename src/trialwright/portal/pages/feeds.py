"""The name of a saved search enters, its news leave for a feed reader: `/feeds/NAME.rss` (RSS 2.0), `/feeds/NAME.json`."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from trialwright.errors import UserError
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.feeds import Feed, json_feed, rss

router = APIRouter()

_KEPT = {"Cache-Control": "public, max-age=900"}


@router.get("/feeds/{name}.rss")
def as_rss(name: str, visit: Visited) -> Response:
    """The news of a saved search as RSS 2.0."""
    return Response(rss(_feed(name, visit)), media_type="application/rss+xml", headers=_KEPT)


@router.get("/feeds/{name}.json")
def as_json(name: str, visit: Visited) -> Response:
    """The news of a saved search as JSON Feed 1.1."""
    return Response(json_feed(_feed(name, visit)), media_type="application/feed+json", headers=_KEPT)


def _feed(name: str, visit: Visit) -> Feed:
    try:
        return visit.shelf.feed(name, base_url=visit.settings.address("").rstrip("/"))
    except UserError as error:
        raise HTTPException(404, error.message) from None
