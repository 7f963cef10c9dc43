"""Requests enter; those that are cut off because the portal is stopped leave with an answer that says so."""

from __future__ import annotations

from asyncio import CancelledError

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Leaving:
    """ASGI middleware: a request that waits for its turn when the server gives up waiting is told to come back (503).

    The server cancels such requests, and nothing else does: a reader who goes away is noticed where something takes long.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except CancelledError:
            if begun or scope["type"] != "http":
                raise
            answer = PlainTextResponse("The portal is being restarted.", status_code=503, headers={"Retry-After": "30"})
            await answer(scope, receive, send)
