"""The settings of a portal enter; a process beside it makes the pages of trials before anybody asks for them.

It yields to everybody else: it works where a processor is idle, so that the first reader of a trial waits as little as the tenth.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from urllib.parse import quote

from fastapi import FastAPI
from starlette.types import Message, Scope

from trialwright.portal.app import create_app
from trialwright.portal.giving_back import keep_giving_back
from trialwright.portal.keeping import TRIAL
from trialwright.portal.settings import Settings, taken
from trialwright.shelf.shelf import Shelf

MOST = 2_000
"""So many pages are made ahead: a third of what has room."""
_LOOK_SECONDS = 2.0
"""How often it is looked whether the shelf, or the day, has changed."""
_LAST_TO_WORK = 19
_HELD = 8
"""How many protocols it holds: each trial's page is made once, and what it holds is memory that nobody else has."""
_HEADERS = ((b"accept-encoding", b"gzip"), (b"host", b"127.0.0.1"))


@contextmanager
def made_ahead(handed: str) -> Iterator[None]:
    """Within the block, a process makes pages ahead for the portal with these settings (`Settings.handed`)."""
    helper = get_context("spawn").Process(target=_work, args=(handed,), daemon=True)
    helper.start()
    try:
        yield
    finally:
        helper.terminate()
        helper.join()


def _work(handed: str) -> None:
    """What the process does until the portal ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_LAST_TO_WORK)
    app = create_app(taken(handed))
    app.state.kept.pass_on()
    app.state.shelf.hold(_HELD)
    keep_giving_back()
    settings: Settings = app.state.settings
    done = None
    while True:
        state = (app.state.shelf.generation, settings.on())
        if state != done:
            asyncio.run(make_pages(app, settings))
            done = state
        time.sleep(_LOOK_SECONDS)


async def make_pages(app: FastAPI, settings: Settings, *, most: int = MOST) -> None:
    """Ask a portal for the pages of the trials that changed last, as a reader would who chose nothing; one that is kept costs
    nothing. It stops when the shelf changes, to begin with what changed."""
    shelf: Shelf = app.state.shelf
    state = (shelf.generation, settings.on())
    for key in shelf.changing.last(most):
        if (shelf.generation, settings.on()) != state:
            return
        await app(_asked(f"{TRIAL}{key}", app), _nothing, _passed_over)


def _asked(path: str, app: FastAPI) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "root_path": "",
        "query_string": b"",
        "headers": list(_HEADERS),
        "server": ("127.0.0.1", 80),
        "app": app,
        "state": {},
    }


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _passed_over(message: Message) -> None:
    """Nobody reads it: it is kept."""


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
