"""A page that costs time to make enters, and is kept for the next who asks, as long as the shelf and the day are the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from starlette.responses import HTMLResponse, Response

from trialwright.portal.visit import Visit

MOST_BYTES = 48_000_000


class Kept:
    """Pages by what they depend on, the least asked for let go first; safe for several threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
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


def kept_page(visit: Visit, make: Callable[[], Response]) -> Response:
    """The answer to a visit that shows what anybody may see: made once for each language, each choice of colours and each day."""
    if visit.person is not None:
        return make()  # it has their name on it, and the token of their session
    kept: Kept = visit.request.app.state.kept
    key = (visit.path, visit.spoken.code, visit.colours, visit.shelf.generation, visit.today)
    page = kept.get(key)
    if page is not None:
        return HTMLResponse(page, headers=visit.headers)
    answer = make()
    if answer.status_code == 200:
        kept.put(key, bytes(answer.body))
    return answer
