"""A way to open a database enters; a connection of its own for each thread that asks leaves, closed when that thread is no more.

A server's threads come and go as its readers do; a connection that outlived its thread would hold its memory for nobody.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakSet


class _Held:
    """The connection of one thread, closed when the thread lets go of it: the connection itself stands in a cycle, and would
    wait for the collector."""

    __slots__ = ("__weakref__", "connection")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()


class OfThreads:
    """The connections of the threads of one process to one database; `open_` makes one that any thread may close."""

    def __init__(self, open_: Callable[[], sqlite3.Connection]) -> None:
        self._open = open_
        self._local = threading.local()
        self._held: WeakSet[_Held] = WeakSet()
        self._guard = threading.Lock()

    def __len__(self) -> int:
        """How many are open."""
        with self._guard:
            return len(self._held)

    def mine(self) -> sqlite3.Connection:
        """That of the thread that asks, opened when it asks first."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _Held(self._open())
            with self._guard:
                self._held.add(held)
        return held.connection

    def close(self) -> None:
        """Close them all; who asks again has a new one."""
        with self._guard:
            for held in list(self._held):
                held.connection.close()
            self._held.clear()
        self._local = threading.local()
