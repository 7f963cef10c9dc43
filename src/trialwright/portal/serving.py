"""Settings, a host and a port enter, the portal answers there until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import uvicorn

from trialwright.errors import UserError
from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.settings import Settings, is_loopback


def serve(settings: Settings, *, host: str, port: int, said: Callable[[], None] = lambda: None) -> None:
    """Runs the portal in this process; `said` is called when it is about to answer."""
    app = create_app(with_people(settings, host=host))
    said()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def with_people(settings: Settings, *, host: str) -> Settings:
    """The settings with who may change something: nobody where the portal only shows, the people who have accounts, and without
    any of these whoever sits at this machine, if nobody else can reach it. Where others can, that is a `UserError`."""
    if settings.read_only:
        return replace(settings, single_user=False)
    if Accounts(settings.folder):
        return replace(settings, single_user=False)
    # A server in front of this one reaches it by a loopback address too: its readers come by the address of the links.
    names = (host, urlsplit(settings.base_url).hostname or "", *settings.hosts)
    if all(is_loopback(name) for name in names):
        return replace(settings, single_user=True)
    hint = f"trialwright users add NAME --shelf {settings.folder}, or show the shelf only: --read-only"
    raise UserError("others can reach this address, and nobody has an account to change the shelf with", place=host, hint=hint)
