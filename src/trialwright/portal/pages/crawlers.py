"""A request of a search engine enters, what it may read and where leaves: `/robots.txt`, `/sitemap.xml`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from xml.sax.saxutils import escape

from fastapi import APIRouter, HTTPException
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from trialwright.portal.paths import trial_path
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Trial

router = APIRouter()

_KEPT_OUT = ("/search", "/match", "/compare", "/review", "/cohort", "/sign-in", "/preferences", "/api/")
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


PER_FILE = 50_000
"""The most addresses that one file of a sitemap may have (sitemaps.org)."""
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_KEPT = {"Cache-Control": "public, max-age=3600"}


@router.get("/sitemap.xml")
def sitemap(visit: Visited) -> Response:
    """The pages of all trials; where they do not fit one file, the files that list them."""
    total = len(visit.shelf)
    if total <= PER_FILE:
        return _xml(_pages(visit, 0))
    return _xml(_files(visit, total))


@router.get("/sitemap-{number}.xml")
def sitemap_part(number: int, visit: Visited) -> Response:
    """One file of a sitemap of several, counted from 1."""
    if not 1 <= number <= -(-len(visit.shelf) // PER_FILE):
        raise HTTPException(404)
    return _xml(_pages(visit, (number - 1) * PER_FILE))


def _xml(lines: Iterator[str]) -> Response:
    return StreamingResponse(lines, media_type="application/xml", headers=_KEPT)


def _files(visit: Visit, total: int) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_SPACE}>\n'
    for number in range(1, -(-total // PER_FILE) + 1):
        address = escape(visit.settings.address(f"/sitemap-{number}.xml"))
        yield f"<sitemap><loc>{address}</loc><lastmod>{visit.shelf.changed.date().isoformat()}</lastmod></sitemap>\n"
    yield "</sitemapindex>\n"


def _pages(visit: Visit, start: int) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_SPACE}>\n'
    for trial in islice(visit.shelf.trials(), start, start + PER_FILE):
        yield _page(visit, trial)
    yield "</urlset>\n"


def _page(visit: Visit, trial: Trial) -> str:
    address = escape(visit.settings.address(trial_path(trial.key)))
    return f"<url><loc>{address}</loc><lastmod>{trial.changed.date().isoformat()}</lastmod></url>\n"
