"""`Settings` enter, the whole portal leaves: an application that a web server runs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from trialwright.portal.api.routers import API, describe
from trialwright.portal.assets import STATIC
from trialwright.portal.at_once import AtOnce
from trialwright.portal.body_size import BodySize
from trialwright.portal.cohorts import CohortOnShow
from trialwright.portal.error_pages import install_error_pages
from trialwright.portal.headers import SecurityHeaders
from trialwright.portal.keeping import kept_by
from trialwright.portal.leaving import Leaving
from trialwright.portal.page import PACKED
from trialwright.portal.pages import (
    about,
    checklist,
    cohort,
    compare,
    crawlers,
    feeds,
    history,
    match,
    preferences,
    related,
    search,
    trial,
)
from trialwright.portal.pages.for_people import FOR_PEOPLE
from trialwright.portal.people.people import People
from trialwright.portal.same_origin import SameOrigin
from trialwright.portal.settings import Settings
from trialwright.shelf.reviewer import reviewer_name
from trialwright.shelf.shelf import Shelf

PAGES: tuple[APIRouter, ...] = (
    about.router,
    crawlers.router,
    feeds.router,
    preferences.router,
    search.router,
    match.router,
    compare.router,
    history.router,
    checklist.router,
    related.router,
    trial.router,
)
"""The pages, one module each; addresses are matched in this order."""


THREADS = 3
"""How many pages a process makes at once: they wait for one processor, and more would only take turns and memory."""
TURN_SECONDS = 0.0005
"""How long one of them works before another may: what answers from what is kept waits for it (Python's own turn is 5 ms)."""


def create_app(settings: Settings) -> FastAPI:
    """The portal over the shelf in `settings.folder`. A folder that holds none is a `UserError`."""
    app = FastAPI(
        title="trialwright",
        version=version("trialwright"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.leaving = None
    app.state.shelf = Shelf.open(settings.folder)
    app.state.kept = kept_by(settings.pages)
    app.state.people = People(settings.folder, alone=reviewer_name(None) if settings.single_user else None)
    pages = PAGES if settings.read_only else (*FOR_PEOPLE, *PAGES)
    if settings.cohort is not None:
        app.state.cohort = CohortOnShow(settings.cohort, settings.patients)
        pages = (cohort.router, *pages)
    for page in pages:
        app.include_router(page, include_in_schema=False)
    for part in API:
        app.include_router(part)
    describe(app)
    app.router.routes.append(STATIC)
    app.state.paths = frozenset(route.path for router in pages for route in router.routes if isinstance(route, Route))
    install_error_pages(app)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=PACKED)
    if not settings.single_user:  # whose pages all have a name on them
        app.add_middleware(AtOnce)
    app.add_middleware(BodySize)
    app.add_middleware(SameOrigin, base_url=settings.base_url)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts), www_redirect=False)
    app.add_middleware(Leaving)
    app.add_middleware(SecurityHeaders, secure=settings.secure)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    sys.setswitchinterval(TURN_SECONDS)
    yield
    app.state.shelf.close()
    app.state.kept.close()
    if app.state.leaving is not None:
        app.state.leaving()
