"""Requests enter; those for a page that is kept are answered at once, the others are passed on, each page made by one of them."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Hashable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trialwright.portal.keeping import LONGEST_QUESTION, Kept, key_of
from trialwright.portal.page import Page
from trialwright.portal.visit import Visit, visit_of

_OTHERS = ("/static/", "/api/", "/sitemap", "/feeds/")
"""Nothing below these is a page that is kept."""


class AtOnce:
    """ASGI middleware: answers for pages that `kept_page` has kept, without a thread, a route or a look at accounts.

    Whoever comes with the cookie of a session is passed on: pages made for somebody are never kept, and none is given to them.
    Where many ask for one page that is not kept, the first has it made, and the others wait until it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._being_made: dict[Hashable, Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = _visit(scope)
        if visit is None:
            await self._app(scope, receive, send)
            return
        key = key_of(visit)
        page = await self._page(visit, key)
        if page is not None:
            await page.answer(visit.request.headers)(scope, receive, send)
        elif key in self._being_made:  # it was not kept when it was made: everybody has to have their own
            await self._app(scope, receive, send)
        else:
            await self._first(key, scope, receive, send)

    async def _page(self, visit: Visit, key: Hashable) -> Page | None:
        kept: Kept = visit.request.app.state.kept
        page = kept.get(key)
        made = self._being_made.get(key)
        if page is None and made is not None:
            await made.wait()
            page = kept.get(key)
        return page

    async def _first(self, key: Hashable, scope: Scope, receive: Receive, send: Send) -> None:
        made = self._being_made[key] = Event()

        async def told(message: Message) -> None:
            # Told when the answer begins: nobody waits for how slowly the first one reads it.
            made.set()
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            made.set()
            del self._being_made[key]


def _visit(scope: Scope) -> Visit | None:
    """The visit of somebody without a session to what may be a page that is kept."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_OTHERS):
        return None
    if len(scope["query_string"]) > LONGEST_QUESTION:
        return None
    visit = visit_of(Request(scope))
    return None if visit.cookie in visit.request.cookies else visit
