"""The name of a search that is followed enters, its news leave: as a page, and for a feed reader as RSS 2.0 or JSON Feed 1.1."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from trialwright.errors import UserError
from trialwright.portal.following import followed
from trialwright.portal.keeping import kept_page
from trialwright.portal.people.role import Role
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.feeds import Feed, json_feed, rss

router = APIRouter()

_KEPT = {"Cache-Control": "public, max-age=900"}


@router.get("/feeds")
def feeds(visit: Visited) -> Response:
    """Every search that is followed, with the addresses of its feeds."""
    return kept_page(visit, lambda: feeds_page(visit))


def feeds_page(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    """The list, with what was wrong with a form."""
    person = visit.person
    return visit.page(
        "feeds.html.j2",
        status=status,
        feeds=followed(visit),
        problem=problem,
        may=person is not None and person.role.covers(Role.CURATOR),
        done=visit.request.query_params.get("done", ""),
    )


@router.get("/feeds/{name}.rss")
def as_rss(name: str, visit: Visited) -> Response:
    """The news of a saved search as RSS 2.0."""
    return Response(rss(_feed(name, visit)), media_type="application/rss+xml", headers=_KEPT)


@router.get("/feeds/{name}.json")
def as_json(name: str, visit: Visited) -> Response:
    """The news of a saved search as JSON Feed 1.1."""
    return Response(json_feed(_feed(name, visit)), media_type="application/feed+json", headers=_KEPT)


@router.get("/feeds/{name}")
def news(name: str, visit: Visited) -> Response:
    """The news of a search for people to read."""
    return kept_page(visit, lambda: _news(name, visit))


def _news(name: str, visit: Visit) -> Response:
    feed = _feed(name, visit)
    item = next((item for item in followed(visit) if item.saved.name == name), None)
    return visit.page("feed.html.j2", feed=feed, item=item)


def _feed(name: str, visit: Visit) -> Feed:
    try:
        return visit.shelf.feed(name, base_url=visit.settings.address("").rstrip("/"))
    except UserError as error:
        raise HTTPException(404, error.message) from None
