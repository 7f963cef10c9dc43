"""Settings, a host and a port enter, the portal answers there until it is stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.find.place import find_places
from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.settings import Settings, is_loopback
from trialwright.shelf.shelf import Shelf

_HANDED = "TRIALWRIGHT_PORTAL"
_MOST = 4
_ARENAS = "2"
"""Pools of memory of the C library in a process: with one for each thread, what one has let go is no use to another."""
_HABITS: Final[dict[str, Any]] = {"log_level": "warning", "access_log": False, "server_header": False}


def serve(settings: Settings, *, host: str, port: int, said: Callable[[], None] = lambda: None) -> None:
    """Runs the portal until it is stopped; `said` is called when it is about to answer."""
    known = with_people(settings, host=host)
    app = create_app(known)
    if processes_of(known) == 1:
        said()
        uvicorn.run(app, host=host, port=port, **_HABITS)
        return
    # Made once here, so that a mistake is told once and to whoever started it; each process then makes its own.
    app.state.shelf.close()
    os.environ[_HANDED] = handed(known)
    os.environ.setdefault("MALLOC_ARENA_MAX", _ARENAS)
    said()
    name = f"{application.__module__}:{application.__name__}"
    uvicorn.run(name, factory=True, host=host, port=port, workers=processes_of(known), timeout_worker_healthcheck=60, **_HABITS)


def processes_of(settings: Settings) -> int:
    """How many processes answer: as many as asked for, else by who the portal is for."""
    if settings.processes is not None:
        return settings.processes
    return 1 if settings.single_user else min(_MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _MOST)


def handed(settings: Settings) -> str:
    """Settings as a text for a process that is started with them. The day is today's there: a function cannot be handed over."""
    values = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name != "on"}
    return json.dumps({**values, "folder": str(settings.folder)})


def application() -> FastAPI:
    """The portal of a process that `serve` started, which has read its tables before the first reader comes."""
    app = create_app(taken(os.environ[_HANDED]))
    warm(app)
    return app


def warm(app: FastAPI) -> None:
    """Asks once for what reads tables and the index: many who come at once would else each read them at the same time."""
    shelf: Shelf = app.state.shelf
    shelf.search(Query(words="cancer", count_facets=shelf.index.facet_names), on=app.state.settings.on())
    find_places("Amsterdam")
    for key in islice(shelf.keys(), 1):
        shelf.protocol(key)


def taken(text: str) -> Settings:
    """The settings of `handed`."""
    values = json.loads(text)
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Settings(**{**values, **lists, "folder": Path(values["folder"])})


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
