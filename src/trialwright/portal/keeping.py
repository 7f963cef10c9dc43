"""What costs time to make enters, and is kept for the next who asks, as long as the shelf and the day are the same."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from starlette.responses import HTMLResponse, Response

from trialwright.portal.visit import Visit

MOST_BYTES = 48_000_000
MOST_VALUES = 4096
PACKED = 5
"""How hard pages are packed: harder takes more time than it saves on the way."""
LONGEST_QUESTION = 1000
"""A longer question is answered, and not kept: `Visit.path` shortens what is very long."""
Value = TypeVar("Value")


class Kept:
    """Packed pages and small values by what they depend on, the least asked for let go first; safe for several threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._most, self._size = most, 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """The page kept under a key."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, key: Hashable, page: bytes) -> None:
        """Keep a page, and let go of others where there are too many."""
        with self._lock:
            self._size += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self._size > self._most:
                self._size -= len(self._pages.popitem(last=False)[1])

    def value(self, key: Hashable) -> object:
        """The value kept under a key; None where there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put_value(self, key: Hashable, value: object) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > MOST_VALUES:
                self._values.popitem(last=False)


def kept_page(visit: Visit, make: Callable[[], Response]) -> Response:
    """The answer to a visit that shows what anybody may see: made once for each language, each choice of colours and each day."""
    if visit.person is not None or len(visit.request.url.query) > LONGEST_QUESTION:
        return (
            make()
        )  # it has their name on it, and the token of their session; or `Visit.path` does not hold all of the question
    kept: Kept = visit.request.app.state.kept
    key = (visit.path, visit.spoken.code, visit.colours, visit.shelf.generation, visit.today)
    page = kept.get(key)
    if page is None:
        answer = make()
        if answer.status_code != 200:
            return answer
        page = gzip.compress(bytes(answer.body), compresslevel=PACKED, mtime=0)
        kept.put(key, page)
    return _unpacked(visit, page)


def _unpacked(visit: Visit, page: bytes) -> Response:
    """A kept page as the reader's browser takes it."""
    if "gzip" not in visit.request.headers.get("accept-encoding", ""):
        return HTMLResponse(gzip.decompress(page), headers=visit.headers)
    headers = {**visit.headers, "Content-Encoding": "gzip"}
    headers["Vary"] = f"{headers['Vary']}, Accept-Encoding"
    return HTMLResponse(page, headers=headers)


def kept_value(visit: Visit, name: Hashable, make: Callable[[], Value | None]) -> Value | None:
    """A value that depends on nothing but the shelf and the day, made once; None is not kept."""
    kept: Kept = visit.request.app.state.kept
    key = (name, visit.shelf.generation, visit.today)
    found = kept.value(key)
    if found is None:
        found = make()
        if found is not None:
            kept.put_value(key, found)
    return found  # type: ignore[return-value]  # what is kept under a name was made for that name
