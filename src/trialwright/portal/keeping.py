"""What costs time to make enters, and is kept for the next who asks, as long as the shelf and the day are the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from starlette.responses import Response

from trialwright.portal.page import PACKED, QUICKLY, Page
from trialwright.portal.shared import SharedPages, room
from trialwright.portal.visit import Visit

MOST_BYTES, MOST_BESIDE = 64_000_000, 16_000_000
"""How much of packed pages a process keeps: some three thousand pages of trials; and how much beside those that it shares."""
MOST_VALUES = 4096
LONGEST_QUESTION = 1000
"""A longer question is answered, and not kept: nobody asks it twice."""
TRIAL = "/trial/"
"""Where the pages of trials are, each under the key of its trial."""
BESIDE = 1500
"""Bytes that an entry takes beside the page: its key and its headers."""
Value = TypeVar("Value")


class Kept:
    """Pages and small values by what they depend on, the least asked for let go first; safe for several threads.

    Where the processes of a portal share their pages (`shared`), one that another of them made is taken from there.
    """

    def __init__(self, most: int = MOST_BYTES, *, shared: SharedPages | None = None) -> None:
        self._shared = shared
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._most, self.size = most, 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        """The page kept under a key."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        page = self._shared.get(key) if self._shared is not None else None
        if page is not None:
            self._hold(key, page)
        return page

    def put(self, key: Hashable, page: Page, *, lasting: bool = False) -> None:
        """Keep a page, and let go of others where they hold too much; one that lasts is not let go for one that does not, where
        pages are shared."""
        self._hold(key, page)
        if self._shared is not None:
            self._shared.put(key, page, lasting=lasting)

    def pass_on(self) -> None:
        """Hold no pages beside those that are shared: they are made for others."""
        with self._lock:
            self._most = self.size = 0
            self._pages.clear()

    def close(self) -> None:
        """Let go of what is shared."""
        if self._shared is not None:
            self._shared.close()

    def _hold(self, key: Hashable, page: Page) -> None:
        with self._lock:
            former = self._pages.pop(key, None)
            self.size += _size(page) - (_size(former) if former is not None else 0)
            self._pages[key] = page
            while self.size > self._most:
                self.size -= _size(self._pages.popitem(last=False)[1])

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


def kept_by(file: Path | None) -> Kept:
    """What a process keeps of pages: with a file in memory that it shares, little beside it."""
    if file is None:
        return Kept()
    return Kept(MOST_BESIDE, shared=SharedPages(file, most=room()))


def _size(page: Page) -> int:
    return len(page.packed) + BESIDE


def key_of(visit: Visit) -> Hashable:
    """What a page that shows what anybody may see depends on."""
    scope = visit.request.scope
    return (scope["path"], scope["query_string"], visit.spoken.code, visit.colours, _state(visit, scope["path"]), visit.today)


def _state(visit: Visit, path: str) -> tuple[str, int]:
    """Which state of the shelf a page shows: that of one trial where it tells of nothing else, else that of all."""
    mark = visit.shelf.changing.mark(path.removeprefix(TRIAL)) if path.startswith(TRIAL) else None
    return ("shelf", visit.shelf.generation) if mark is None else ("trial", mark)


def kept_page(visit: Visit, make: Callable[[], Response]) -> Response:
    """The answer to a visit that shows what anybody may see: made once for each language, each choice of colours and each day."""
    scope = visit.request.scope
    if scope["method"] != "GET" or len(scope["query_string"]) > LONGEST_QUESTION or visit.person is not None:
        return make()  # for somebody it has their name on it, and the token of their session
    kept: Kept = visit.request.app.state.kept
    key = key_of(visit)
    page = kept.get(key)
    if page is None:
        answer = make()
        if answer.status_code != 200:
            return answer
        of_trial = scope["path"].startswith(TRIAL)
        page = Page.of(answer, level=PACKED if of_trial else QUICKLY)
        kept.put(key, page, lasting=of_trial)
    return page.answer(visit.request.headers)


def kept_value(visit: Visit, name: Hashable, make: Callable[[], Value | None], *, state: int | None = None) -> Value | None:
    """A value that depends on nothing but the shelf and the day, made once; None is not kept.

    `state` is the generation in which that of the shelf last changed on which the value depends, where it is not all of it.
    """
    kept: Kept = visit.request.app.state.kept
    key = (name, visit.shelf.generation if state is None else state, state is None, visit.today)
    found = kept.value(key)
    if found is None:
        found = make()
        if found is not None:
            kept.put_value(key, found)
    return found  # type: ignore[return-value]  # what is kept under a name was made for that name
