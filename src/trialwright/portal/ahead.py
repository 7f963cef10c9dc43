"""The settings of a portal enter; processes beside it read trials and make their pages before anybody asks for them.

They yield to everybody else and work where a processor is idle, so that the first reader of a trial waits as little as the tenth.
All of them make the first pages; one of them stays, reads the rest of the shelf, and follows what changes.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from urllib.parse import quote

from fastapi import FastAPI
from starlette.types import Message, Scope

from trialwright.portal.app import create_app
from trialwright.portal.giving_back import keep_giving_back
from trialwright.portal.keeping import TRIAL
from trialwright.portal.settings import Settings, taken
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.workers import usable_cores

MOST = 2_000
"""So many pages are made ahead: two thirds of what has room."""
_LOOK_SECONDS = 2.0
"""How often it is looked whether the shelf, or the day, has changed."""
_LAST_TO_WORK = 19
_MOST_HELPERS = 4
_HELD = 8
"""How many protocols it holds: each trial's page is made once, and what it holds is memory that nobody else has."""
_HEADERS = ((b"accept-encoding", b"gzip"), (b"host", b"127.0.0.1"))


class _ChangedMeanwhileError(Exception):
    """The shelf, or the day, is not what it was."""


@contextmanager
def made_ahead(handed: str) -> Iterator[None]:
    """Within the block, processes read and make pages ahead for the portal with these settings (`Settings.handed`)."""
    of = min(_MOST_HELPERS, usable_cores())
    helpers = [get_context("spawn").Process(target=_work, args=(handed, number, of), daemon=True) for number in range(of)]
    for helper in helpers:
        helper.start()
        threading.Thread(target=helper.join, daemon=True).start()  # one that is done leaves nothing behind
    try:
        yield
    finally:
        for helper in helpers:
            helper.terminate()
        for helper in helpers:
            helper.join()


def _work(handed: str, number: int, of: int) -> None:
    """What a process does: its share of the first pages; the first one goes on until the portal ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_LAST_TO_WORK)
    app = create_app(taken(handed))
    app.state.kept.pass_on()
    app.state.shelf.hold(_HELD)
    keep_giving_back()
    settings: Settings = app.state.settings
    state = _state(app, settings)
    asyncio.run(make_pages(app, settings, share=(number, of)))
    if number:
        return
    while True:
        read_all(app, settings)
        while (now := _state(app, settings)) == state:
            time.sleep(_LOOK_SECONDS)
        state = now
        asyncio.run(make_pages(app, settings))


async def make_pages(app: FastAPI, settings: Settings, *, most: int = MOST, share: tuple[int, int] = (0, 1)) -> None:
    """Ask a portal for the pages of the trials that changed last, as a reader would who chose nothing; one that is kept costs
    nothing. It stops when the shelf changes, to begin with what changed. `share`: which of how many equal parts is made."""
    shelf: Shelf = app.state.shelf
    state = _state(app, settings)
    number, of = share
    for key in islice(shelf.changing.last(most), number, None, of):
        if _state(app, settings) != state:
            return
        await app(_asked(f"{TRIAL}{key}", app), _nothing, _passed_over)


def read_all(app: FastAPI, settings: Settings) -> None:
    """Read the criteria of every trial that this version of the program has not read, until all are or the shelf changes; what
    cannot be read says so on its page."""
    shelf: Shelf = app.state.shelf
    state = _state(app, settings)

    def look(_place: int) -> None:
        if _state(app, settings) != state:
            raise _ChangedMeanwhileError

    with suppress(_ChangedMeanwhileError):
        shelf.compiling.all(look, lambda _problem: None)


def _state(app: FastAPI, settings: Settings) -> tuple[int, dt.date]:
    return (app.state.shelf.generation, settings.on())


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
