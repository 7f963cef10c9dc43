"""Requests enter, every response leaves with the headers that keep a browser from doing what a page did not ask for."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No script or style but our own files, nothing from another host, no frame around us."""

_POWERS = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # an address holds what somebody searched for
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware: adds `SECURITY_HEADERS`, and says of what is not marked otherwise that it is not to be kept by others."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self._app = app
        headers = {**SECURITY_HEADERS, "Cache-Control": "private, no-cache"}
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = list(message.get("headers", ()))
                names = {name.lower() for name, _ in said}
                message["headers"] = [*said, *(pair for pair in self._headers if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_with_headers)
