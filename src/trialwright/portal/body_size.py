"""Requests enter; one whose body grows larger than the portal takes is stopped there, whatever it says of its length."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 32 * 2**20


class BodySize:
    """ASGI middleware: whoever reads a body of more than `largest` bytes answers 413; one that says so itself is not read."""

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        refused = not said.isdecimal() or len(said) > 18 or int(said) > self._largest
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            if refused:
                raise HTTPException(413)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._largest:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
