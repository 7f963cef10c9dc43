"""Settings, a host and a port enter, the portal answers there until it is stopped."""

from __future__ import annotations

from collections.abc import Callable

import uvicorn

from trialwright.errors import UserError
from trialwright.portal.app import create_app
from trialwright.portal.settings import Settings, is_loopback


def serve(settings: Settings, *, host: str, port: int, said: Callable[[], None] = lambda: None) -> None:
    """Runs the portal in this process; `said` is called when it is about to answer.

    Without signing in only this machine may reach it, unless it only shows: else it is a `UserError`.
    """
    if not is_loopback(host) and not settings.read_only:
        hint = "add --read-only to show the shelf to others, or keep the host 127.0.0.1"
        raise UserError("whoever reaches this address could change the shelf", place=f"--host {host}", hint=hint)
    app = create_app(settings)
    said()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
