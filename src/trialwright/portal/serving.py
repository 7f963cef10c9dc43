"""Settings, a host and a port enter, the portal answers there until it is stopped."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.find.place import find_places
from trialwright.portal.ahead import made_ahead
from trialwright.portal.app import create_app
from trialwright.portal.giving_back import keep_giving_back
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.ports import bound
from trialwright.portal.settings import Settings, handed, is_loopback, taken
from trialwright.portal.shared import shared_file
from trialwright.shelf.shelf import Shelf

_HANDED = "TRIALWRIGHT_PORTAL"
_MOST = 4
_ARENAS = "2"
"""Pools of memory of the C library in a process: with one for each thread, what one has let go is no use to another."""
_HABITS: Final[dict[str, Any]] = {
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 3,
}
_MADE_BETWEEN = 20_000
"""How many objects are made between two looks for what can be let go."""
_LAST_SECONDS = 2.0
"""How long a process may take, when it is stopped, for what its threads still work at: nobody waits for that any more."""


def serve(settings: Settings, *, host: str, port: int, said: Callable[[], None] = lambda: None) -> None:
    """Runs the portal until it is stopped; `said` is called when it is about to answer."""
    known = with_people(settings, host=host)
    app = create_app(known)
    # The index is opened once here, so that a mistake is told once and to whoever started it; each process then makes its own.
    if processes_of(known) == 1:
        if len(app.state.shelf):
            _ = app.state.shelf.index
        keep_giving_back()
        said()
        uvicorn.run(app, host=host, port=port, **_HABITS)
        leave_soon()
        return
    _ = app.state.shelf.index
    app.state.shelf.close()
    del app
    os.environ.setdefault("MALLOC_ARENA_MAX", _ARENAS)
    said()
    name = f"{application.__module__}:{application.__name__}"
    with ExitStack() as beside:
        pages = beside.enter_context(shared_file())
        os.environ[_HANDED] = handed(replace(known, pages=pages))
        if pages is not None:
            beside.enter_context(made_ahead(os.environ[_HANDED]))
        answer_in_several(
            uvicorn.Config(
                name, factory=True, host=host, port=port, workers=processes_of(known), timeout_worker_healthcheck=60, **_HABITS
            )
        )


def answer_in_several(config: uvicorn.Config) -> None:
    """Runs the processes of a portal until it is stopped."""
    with suppress(KeyboardInterrupt):
        Multiprocess(config, sockets=[bound(config)]).run()


def processes_of(settings: Settings) -> int:
    """How many processes answer: as many as asked for, else by who the portal is for."""
    if settings.processes is not None:
        return settings.processes
    return 1 if settings.single_user else min(_MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _MOST)


def application() -> FastAPI:
    """The portal of a process that `serve` started, which has read its tables before the first reader comes."""
    app = create_app(taken(os.environ[_HANDED]))
    app.state.leaving = leave_soon
    warm(app)
    settle()
    keep_giving_back()
    return app


def settle() -> None:
    """What was read until now stays for good: it is not looked through again and again for what can be let go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BETWEEN, 20, 20)


def leave_soon() -> None:
    """Has this process end, whatever its threads still work at: a match that nobody waits for, not what is written to the shelf,
    which is whole at any moment."""
    last = threading.Timer(_LAST_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()


def warm(app: FastAPI) -> None:
    """Asks once for what reads tables and the index: many who come at once would else each read them at the same time."""
    shelf: Shelf = app.state.shelf
    shelf.search(Query(words="cancer", count_facets=shelf.index.facet_names), on=app.state.settings.on())
    find_places("Amsterdam")
    for key in islice(shelf.keys(), 1):
        shelf.protocol(key)


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
