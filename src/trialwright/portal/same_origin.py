"""Requests enter; those that a page of another site makes a browser send to change something are refused."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """ASGI middleware: a request that may change something and that a browser marks as another site's gets 403.

    Programs, which send neither `Sec-Fetch-Site` nor `Origin`, are let through: no browser lends them somebody's cookies.
    """

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self._app, self._own = app, _origin(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and self._foreign(Headers(scope=scope)):
            await PlainTextResponse("This was sent by a page of another site.", status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _foreign(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None:
            return _origin(origin) != self._own and urlsplit(origin).netloc != headers.get("host")
        return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)
